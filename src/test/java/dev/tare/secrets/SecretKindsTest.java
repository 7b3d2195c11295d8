package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of kinds: a true example of each kind and of each form of token is found, and what only looks alike is not. */
class SecretKindsTest {

    private static final long SEED = Long.getLong("tare.seed", 20261128);
    private static final Pattern CHARACTERS = Pattern.compile("\\{(\\d+) ([a-z0-9]+)\\}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(n|t|\\\\|x([0-9a-f]{2}))");

    /** A line of {@code examples.txt}, with random characters or with none. */
    record Example(String kind, String path, byte[] content, byte[] harmless) {
        @Override
        public String toString() {
            return kind + " " + path;
        }
    }

    static Stream<Example> examples() throws IOException {
        var random = new Random(SEED);
        var examples = new ArrayList<Example>();
        for (String line : lines()) {
            String[] columns = line.split(" ¦ ?", -1);
            examples.add(new Example(
                    columns[0],
                    filled(columns[1], random, UnaryOperator.identity()),
                    bytes(filled(columns[2], random, UnaryOperator.identity())),
                    bytes(
                            columns.length > 3
                                    ? filled(columns[3], random, UnaryOperator.identity())
                                    : filled(columns[2], random, secret -> "x".repeat(secret.length())))));
        }
        return examples.stream();
    }

    private static List<String> lines() throws IOException {
        try (var in = Objects.requireNonNull(SecretKindsTest.class.getResourceAsStream("examples.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static String filled(String text, Random random, UnaryOperator<String> change) {
        return CHARACTERS.matcher(text).replaceAll(found -> change.apply(secret(found, random)));
    }

    private static String secret(MatchResult found, Random random) {
        String of = found.group(2);
        String characters = switch (of) {
            case "mixed" -> "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
            default -> {
                var all = CharacterClass.valueOf(of.toUpperCase(java.util.Locale.ROOT));
                // signs may end a token, or a value in a file
                yield characters(c -> all.has((byte) c) && Character.isLetterOrDigit(c));
            }
        };
        return random.ints(Integer.parseInt(found.group(1)), 0, characters.length())
                .mapToObj(i -> characters.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private static String characters(java.util.function.IntPredicate which) {
        return java.util.stream.IntStream.range(0, 128)
                .filter(which)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static byte[] bytes(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(found -> switch (found.group(1)) {
                    case "n" -> "\n";
                    case "t" -> "\t";
                    case "\\" -> "\\\\";
                    default ->
                        java.util.regex.Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(found.group(2), 16)));
                })
                .getBytes(ISO_8859_1);
    }

    private static String kindOf(String path, byte[] content) throws IOException {
        return Blobs.index(new RawTar().file(path, content)).secret(0).id();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aTrueExampleIsFound(Example example) throws IOException {
        assertThat(kindOf(example.path(), example.content()))
                .as("seed %d: %s", SEED, new String(example.content(), ISO_8859_1))
                .isEqualTo(example.kind());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatOnlyLooksAlikeIsNot(Example example) throws IOException {
        String expected =
                example.kind().equals("git-repository") || example.path().contains("/.git/") ? "git-repository" : "";
        assertThat(kindOf(example.path(), example.harmless()))
                .as("seed %d: %s", SEED, new String(example.harmless(), ISO_8859_1))
                .isEqualTo(expected);
    }

    @Test
    void everyKindAndEveryFormOfTokenHasAnExample() throws IOException {
        var kinds = new TreeSet<String>();
        var forms = new TreeSet<String>();
        var all = examples().toList();
        for (Example example : all) {
            kinds.add(example.kind());
        }
        for (var row : SecretKinds.ROWS) {
            for (var token : row.tokens()) {
                boolean shown = all.stream()
                        .filter(example -> example.kind().equals(row.kind().id()))
                        .map(Example::content)
                        .anyMatch(content -> java.util.stream.IntStream.range(0, content.length)
                                .anyMatch(at -> token.form().end(content, at, content.length) > 0));
                if (!shown) {
                    forms.add(token.form().toString());
                }
            }
        }
        assertThat(kinds)
                .isEqualTo(
                        SecretKinds.all().stream().map(SecretKind::id).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(forms).isEmpty();
    }

    @Test
    void everyKindSaysWhatToDo() {
        assertThat(SecretKinds.all()).extracting(SecretKind::id).doesNotHaveDuplicates();
        for (int number = 1; number <= SecretKinds.all().size(); number++) {
            var kind = SecretKinds.at(number);
            assertThat(kind.number()).isEqualTo(number);
            assertThat(kind.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(kind.reason()).isNotBlank().hasSizeLessThan(40);
            assertThat(kind.revoke()).as(kind.id()).isNotBlank().doesNotEndWith(".");
            assertThat(kind.at()).as(kind.id()).matches("(https://[^ ]+)?");
        }
    }

    @Test
    void theFingerprintIsThatOfTheTable() throws Exception {
        try (var in = Objects.requireNonNull(SecretKinds.class.getResourceAsStream("kinds.toml"))) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(SecretKinds.fingerprint()).isEqualTo(HexFormat.of().formatHex(digest, 0, 8));
        }
    }

    @Test
    void theDocumentationListsEveryKind() throws IOException {
        List<String> expected =
                SecretKinds.ROWS.stream().map(SecretKindsTest::documented).toList();
        assertThat(Files.readAllLines(Path.of("docs/secrets.md")).stream().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(expected);
    }

    private static String documented(SecretKinds.Row row) {
        var kind = row.kind();
        var files = Stream.concat(
                row.files().stream(), Stream.of(kind.folder() + "/").filter(folder -> folder.length() > 1));
        var anywhere = Stream.concat(
                row.begins().stream().map(text -> text.replace('\n', ' ').strip()),
                row.tokens().stream()
                        .map(token -> token.form().prefix().isEmpty()
                                ? token.form().toString()
                                : token.form().prefix()));
        return "| `%s` | %s | %s | %s |".formatted(kind.id(), kind.reason(), code(files), code(anywhere));
    }

    private static String code(Stream<String> texts) {
        return texts.distinct().map("`%s`"::formatted).collect(Collectors.joining(", "));
    }
}
