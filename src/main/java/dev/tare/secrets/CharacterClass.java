package dev.tare.secrets;

import java.util.BitSet;

/** The characters that a part of a token consists of. */
enum CharacterClass {
    DIGIT("0-9"),
    HEX("0-9a-f"),
    XDIGIT("0-9a-fA-F"),
    LOWER("0-9a-z"),
    UPPER("0-9A-Z"),
    BASE32("2-7A-Z"),
    ALNUM("0-9A-Za-z"),
    WORD("0-9A-Za-z_"),
    DASHES("0-9a-z-"),
    URL("0-9A-Za-z_-"),
    TOKEN("0-9A-Za-z_.=-"),
    BASE64("0-9A-Za-z+/"),
    EQUALS("0-9A-Za-z_+/=-"),
    PERCENT("0-9A-Za-z%+/=_-"),
    AZURE("0-9A-Za-z_~.-");

    /** A bit for each of the ASCII characters 0 to 63. */
    private final long low;

    /** A bit for each of the ASCII characters 64 to 127. */
    private final long high;

    /** @param characters single characters, and ranges of letters and digits; a literal dash stands at the end */
    CharacterClass(String characters) {
        var members = new BitSet(128);
        for (int at = 0; at < characters.length(); at++) {
            boolean range = at + 2 < characters.length() && characters.charAt(at + 1) == '-';
            members.set(characters.charAt(at), characters.charAt(range ? at + 2 : at) + 1);
            at += range ? 2 : 0;
        }
        low = bits(members.get(0, 64));
        high = bits(members.get(64, 128));
    }

    private static long bits(BitSet members) {
        return members.isEmpty() ? 0 : members.toLongArray()[0];
    }

    boolean has(byte character) {
        return character >= 0 && ((character < 64 ? low : high) >>> character & 1) != 0;
    }
}
