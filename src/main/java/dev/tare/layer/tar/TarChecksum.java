package dev.tare.layer.tar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The checksum of a tar header: the sum of its bytes, with spaces for those of the checksum itself (POSIX, ustar interchange format). */
final class TarChecksum {

    /** Where in a header the checksum is. */
    static final int FIELD = 148;

    static final int FIELD_BYTES = 8;

    private static final long SPACES = FIELD_BYTES * (long) ' ';

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EVERY_OTHER_BYTE = 0x00ff00ff00ff00ffL;
    private static final long EVERY_OTHER_SHORT = 0x0000ffff0000ffffL;

    private TarChecksum() {}

    /**
     * Returns true if a header has this checksum. Old writers summed signed bytes, so both are taken (GNU tar manual, "Checksumming Problems").
     *
     * @param at where the header begins
     */
    static boolean fits(long checksum, byte[] bytes, int at) {
        return checksum == unsigned(bytes, at) || checksum == signed(bytes, at);
    }

    /** Sums eight bytes at a time: no sum of 128 bytes exceeds the 16 bits that each has. */
    private static long unsigned(byte[] bytes, int at) {
        long sums = 0;
        for (int i = at; i < at + TarInput.BLOCK; i += Long.BYTES) {
            long eight = (long) LONG.get(bytes, i);
            sums += (eight & EVERY_OTHER_BYTE) + ((eight >>> Byte.SIZE) & EVERY_OTHER_BYTE);
        }
        long two = (sums & EVERY_OTHER_SHORT) + ((sums >>> Short.SIZE) & EVERY_OTHER_SHORT);
        long sum = (two & 0xffffffffL) + (two >>> Integer.SIZE);
        for (int i = at + FIELD; i < at + FIELD + FIELD_BYTES; i++) {
            sum -= bytes[i] & 0xff;
        }
        return sum + SPACES;
    }

    private static long signed(byte[] bytes, int at) {
        long sum = SPACES;
        for (int i = at; i < at + TarInput.BLOCK; i++) {
            sum += i < at + FIELD || i >= at + FIELD + FIELD_BYTES ? bytes[i] : 0;
        }
        return sum;
    }
}
