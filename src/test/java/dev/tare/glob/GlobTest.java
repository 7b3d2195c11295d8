package dev.tare.glob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.kit.Seed;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    private static final int CASES = Seed.cases(20_000);

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // a name, wherever it is
                "*.pyc,          /a/b.pyc",
                "*.pyc,          /b.pyc",
                "b,              /a/b",
                "b/,             /a/b",
                // below the root, with or without the slash in front
                "/etc/*,         /etc/passwd",
                "etc/*,          /etc/passwd",
                "/etc/,          /etc",
                "/etc//ssl,      /etc/ssl",
                "/,              /",
                // any number of directories, or none
                "/**/a,          /a",
                "/**/a,          /x/y/a",
                "a/**/b,         /a/b",
                "a/**/b,         /a/x/y/b",
                "**/a/**/**/b,   /a/b",
                "/usr/**,        /usr/lib/x",
                "/usr/**.a,      /usr/lib/x.a",
                "/usr/li**/x,    /usr/lib/y/x",
                "/a***b,         /a/x/b",
                "/**,            /",
                // characters
                "/a?,            /ab",
                "/?,             /é",
                "/?,             /😀",
                "/[abc],         /b",
                "/[a-c-],        /-",
                "/[]a],          /]",
                "/[!a],          /b",
                "/[^a],          /b",
                "/[а-я],         /ж",
                "/.*,            /.git",
                "/*,             /.git",
                "/\\*,           /*",
                "/\\[id].js,     /[id].js",
                "/[\\]],         /]",
                "/a{b},          /a{b}",
            })
    void matches(String pattern, String path) {
        assertThat(Glob.of(pattern).matches(path)).isTrue();
        assertThat(Glob.of(pattern).matches(path.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*.pyc,     /a.pyc/b",
        "b,         /b/a",
        "etc/*,     /x/etc/passwd",
        "/etc/*,    /etc/ssl/x",
        "/etc/*,    /etc",
        "/usr/**,   /usr",
        "/usr/**.a, /usr/lib/x.b",
        "/a/**/b,   /ab",
        "/a/**/b,   /a/xb",
        "/a**/b,    /ab",
        "/a?b,      /a/b",
        "/a[!x]b,   /a/b",
        "/a?,       /a",
        "/[abc],    /d",
        "/[!abc],   /b",
        "/\\*,      /a",
        "/A,        /a",
    })
    void doesNotMatch(String pattern, String path) {
        assertThat(Glob.of(pattern).matches(path)).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8MatchWildcards() {
        byte[] path = {'/', 'a', (byte) 0xff, 'b'};
        assertThat(Glob.of("/a?b").matches(path)).isTrue();
        assertThat(Glob.of("*b").matches(path)).isTrue();
        assertThat(Glob.of("/a\u00ffb").matches(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/a[b,    never closed",
        "/a[,     never closed",
        "/a[],    never closed",
        "/a[!],   never closed",
        "/a[b\\], never closed",
        "/[z-a],  runs backwards",
        "/[a/b],  slash between brackets",
        "/a\\,    ends in a backslash",
        "'',      is empty"
    })
    void aPatternOfWrongSyntaxIsRefusedWithAReason(String pattern, String why) {
        assertThatThrownBy(() -> Glob.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(pattern, why);
    }

    /** The most that a match may take is known from the lengths alone, whatever is in them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/**/a/**/b/**/c",
                "/**/a/**/b/**/a/**/b/**/a/**/b/**/c",
                "/*a*a*a*a*a*a*a*a*a*a*c",
                "/**a**a**a**a**a**a**c",
                "/**/**/**/**/**/**/**/**/c",
                "*[ab]*[ab]*[ab]*[ab]*c",
                "/**/*/**/*/**/*/**/*/c"
            })
    void aMatchTakesAtMostPatternTimesPath(String pattern) {
        var glob = Glob.of(pattern);
        for (String path : List.of("/a/b".repeat(1024), "/" + "a".repeat(4096), "/a".repeat(2048))) {
            var matching = glob.new Matching();
            assertThat(matching.matches(path)).isFalse();
            assertThat(matching.steps).isLessThanOrEqualTo(MOST_STEPS * words(pattern) * (path.length() + 1L));
        }
    }

    @Test
    void aMatchOfALongPatternTakesAtMostPatternTimesPath() {
        for (String unit : List.of("**/", "**/x/", "a", "**a", "*?/", "[ab]*")) {
            var matching = Glob.of("/" + unit.repeat(5_000) + "c").new Matching();
            String path = "/" + "ab/x".repeat(1_000);
            assertThat(matching.matches(path)).isFalse();
            assertThat(matching.steps)
                    .isLessThanOrEqualTo(MOST_STEPS * words(unit.repeat(5_000)) * (path.length() + 1L));
        }
    }

    /** A character moves each word of positions once, and what may be left out is found in three rounds at most. */
    private static final long MOST_STEPS = 5;

    private static int words(String pattern) {
        return pattern.length() / Long.SIZE + 1;
    }

    @Test
    void agreesWithTheObviousMatcherThatTriesAllWays() {
        var random = Seed.random(0);
        int matched = 0;
        for (int i = 0; i < CASES; i++) {
            String pattern = pattern(random, List.of("a", "b", "/", "*", "**", "?", "[ab]", "[!a]", "/**/", "\\a"));
            String path = path(random);
            assertThat(Glob.of(pattern).matches(path))
                    .as("%s on %s (case %d)", pattern, path, i)
                    .isEqualTo(obviously(pattern, path));
            matched += obviously(pattern, path) ? 1 : 0;
        }
        assertThat(matched).isGreaterThanOrEqualTo(CASES / 20);
    }

    /** Positions are kept in words of 64 bits. */
    @Test
    void longPatternsAgreeWithTheObviousMatcher() {
        var random = Seed.random(0);
        for (int i = 0; i < CASES / 10; i++) {
            String front = "/" + "y".repeat(random.nextInt(54, 66)) + "/";
            String pattern = pattern(random, List.of("a", "b", "/", "*", "**", "?", "/**/", "**/"));
            String path = path(random).substring(1);
            assertThat(Glob.of(front + pattern).matches(front + path))
                    .as("%s%s on %s (case %d)", front, pattern, path, i)
                    .isEqualTo(obviously(front + pattern, front + path));
        }
    }

    /** The JDK knows no directories that may be left out, and takes a slash more for a name. */
    @Test
    void agreesWithTheJdk() {
        var random = Seed.random(0);
        int matched = 0;
        for (int i = 0; i < CASES; i++) {
            String pattern = "/x" + pattern(random, List.of("a", "b", "/x", "*", "**", "?", "[ab]", "[!a]", "\\a"));
            String path = path(random);
            if (pattern.matches(".*/\\*\\*+/.*")) {
                continue;
            }
            boolean expected =
                    FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(path));
            assertThat(Glob.of(pattern).matches(path))
                    .as("%s on %s (case %d)", pattern, path, i)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isGreaterThanOrEqualTo(CASES / 100);
    }

    private static String pattern(Random random, List<String> pieces) {
        return Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
                .limit(random.nextInt(1, 9))
                .reduce("", String::concat);
    }

    private static String path(Random random) {
        return Stream.generate(() ->
                        List.of("/a", "/b", "/ab", "/x", "/xab", "/xb", "/aab").get(random.nextInt(7)))
                .limit(random.nextInt(1, 5))
                .reduce("", String::concat);
    }

    private static boolean obviously(String pattern, String path) {
        String text = pattern.replaceAll("(?<=.)/+$", "").replaceAll("/+", "/");
        String rooted = text.startsWith("/") ? text : (text.contains("/") ? "/" : "/**/") + text;
        return rest(rooted, path, '\0');
    }

    /** @param before the character of the pattern in front */
    private static boolean rest(String pattern, String path, char before) {
        if (pattern.isEmpty()) {
            return path.isEmpty();
        }
        char first = pattern.charAt(0);
        if (first == '*') {
            String behind = pattern.replaceFirst("^\\*+", "");
            boolean across = pattern.startsWith("**");
            if (across && before == '/' && behind.startsWith("/")) {
                String name = behind.substring(1);
                return rest(name, path, '/')
                        || Stream.iterate(path.indexOf('/'), at -> at >= 0, at -> path.indexOf('/', at + 1))
                                .anyMatch(at -> rest(name, path.substring(at + 1), '/'));
            }
            for (int end = 0; end <= path.length(); end++) {
                if (rest(behind, path.substring(end), '*')) {
                    return true;
                }
                if (end < path.length() && path.charAt(end) == '/' && !across) {
                    return false;
                }
            }
            return false;
        }
        if (path.isEmpty()) {
            return false;
        }
        char c = path.charAt(0);
        if (pattern.startsWith("[ab]")) {
            return (c == 'a' || c == 'b') && rest(pattern.substring(4), path.substring(1), ']');
        }
        if (pattern.startsWith("[!a]")) {
            return c != 'a' && c != '/' && rest(pattern.substring(4), path.substring(1), ']');
        }
        if (first == '\\') {
            return c == 'a' && rest(pattern.substring(2), path.substring(1), 'a');
        }
        return (first == '?' ? c != '/' : c == first) && rest(pattern.substring(1), path.substring(1), first);
    }
}
