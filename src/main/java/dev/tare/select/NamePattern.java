package dev.tare.select;

import dev.tare.glob.Glob;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A pattern for tags or repositories: a {@link Glob}, or {@code re:} and a regular expression for the whole name. No name has a colon. */
public final class NamePattern {

    private static final String REGEX = "re:";

    /** Maximum characters that a regular expression looks at for one name. A sloppy one could take exponential time for a name that somebody made for it. */
    private static final int MAX_STEPS = 100_000;

    /** One syntax of patterns. */
    private sealed interface Matcher {

        record OfGlob(Glob glob) implements Matcher {
            @Override
            public boolean matches(String name) {
                return glob.matches("/" + name);
            }
        }

        record OfRegex(Pattern pattern) implements Matcher {
            @Override
            public boolean matches(String name) {
                return pattern.matcher(new Counted(name, new Steps(pattern.pattern())))
                        .matches();
            }
        }

        boolean matches(String name);
    }

    private final Matcher matcher;

    private NamePattern(Matcher matcher) {
        this.matcher = matcher;
    }

    /** @throws IllegalArgumentException if it is of neither syntax; the message quotes it and says why */
    public static NamePattern of(String text) {
        if (!text.startsWith(REGEX)) {
            return new NamePattern(new Matcher.OfGlob(Glob.of(text)));
        }
        try {
            return new NamePattern(new Matcher.OfRegex(Pattern.compile(text.substring(REGEX.length()))));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "%s is no regular expression (%s)".formatted(text, e.getDescription()), e);
        }
    }

    /** Thrown for a regular expression that takes too long. */
    public static final class TooSlow extends RuntimeException {
        TooSlow(String pattern) {
            super("the pattern re:%s takes too long to match some names".formatted(pattern));
        }
    }

    /**
     * Returns true if the whole name matches.
     *
     * @throws TooSlow if a regular expression takes too long for it
     */
    public boolean matches(String name) {
        return matcher.matches(name);
    }

    /** Returns true if one of the patterns matches, or if there is none. */
    public static boolean any(List<NamePattern> patterns, String name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    private static final class Steps {
        private final String pattern;
        private int left = MAX_STEPS;

        Steps(String pattern) {
            this.pattern = pattern;
        }

        void take() {
            if (--left < 0) {
                throw new TooSlow(pattern);
            }
        }
    }

    /** A name that counts how often it is looked at. */
    private record Counted(CharSequence name, Steps steps) implements CharSequence {

        @Override
        public char charAt(int index) {
            steps.take();
            return name.charAt(index);
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(name.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
