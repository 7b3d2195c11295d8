package dev.tare.glob;

import java.util.List;

/** One step of a compiled {@link Glob}. */
sealed interface Token {

    /** Takes one character. */
    sealed interface One extends Token {
        boolean takes(int character);
    }

    record Literal(int wanted) implements One {
        @Override
        public boolean takes(int character) {
            return character == wanted;
        }
    }

    /** One of some characters, or one of all others; never a slash. */
    record OneOf(List<Range> ranges, boolean inverted) implements One {

        /** Any character of a name. */
        static final OneOf ANY = new OneOf(List.of(), true);

        record Range(int first, int last) {}

        @Override
        public boolean takes(int character) {
            boolean in = ranges.stream().anyMatch(range -> character >= range.first() && character <= range.last());
            return character != '/' && in != inverted;
        }
    }

    /** Takes any number of characters, or none. */
    enum Run implements Token {
        WITHIN_NAME,
        ACROSS_NAMES;

        boolean takes(int character) {
            return this == ACROSS_NAMES || character != '/';
        }
    }

    /** Takes nothing. What follows it may be left out: a run, and the slash behind it. */
    enum Optional implements Token {
        DIRECTORIES;

        /** Distance in tokens to the first one that may not be left out. */
        static final int LENGTH = 3;
    }
}
