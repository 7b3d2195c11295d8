package dev.tare.layer.tar;

import dev.tare.image.ImageFault.Damaged;

/** Numbers in the fields of tar headers: in octal, or in GNU's base-256 where the first bit is set. */
final class TarNumber {

    private TarNumber() {}

    /** Whether a field has a number in octal, or is of base-256. */
    static boolean isValid(byte[] bytes, int at, int length) {
        return isBase256(bytes[at]) || octal(bytes, at, length) >= 0;
    }

    /**
     * @param field what the number is, for the message
     * @throws Damaged if it is no number, or is beyond 64 bits
     */
    static long of(byte[] bytes, int at, int length, String field) throws Damaged {
        if (isBase256(bytes[at])) {
            return base256(bytes, at, length, field);
        }
        long value = octal(bytes, at, length);
        if (value < 0) {
            throw new Damaged("a tar header has a %s that is no number".formatted(field));
        }
        return value;
    }

    private static boolean isBase256(byte first) {
        return (first & 0x80) != 0;
    }

    private static long base256(byte[] bytes, int at, int length, String field) throws Damaged {
        boolean negative = (bytes[at] & 0x40) != 0;
        long value = (negative ? -1L << 6 : 0) | (bytes[at] & 0x3f);
        for (int i = at + 1; i < at + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw new Damaged("a tar header has a %s beyond 64 bits".formatted(field));
            }
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** A number of at most 12 digits; -1 if anything but spaces follows the digits. What stands behind a NUL is no part of it. */
    private static long octal(byte[] bytes, int at, int length) {
        int i = at;
        int end = at + length;
        while (i < end && (bytes[i] == ' ' || bytes[i] == 0)) {
            i++;
        }
        long value = 0;
        for (; i < end && bytes[i] >= '0' && bytes[i] <= '7'; i++) {
            value = (value << 3) | (bytes[i] - '0');
        }
        for (; i < end && bytes[i] != 0; i++) {
            if (bytes[i] != ' ') {
                return -1;
            }
        }
        return value;
    }
}
