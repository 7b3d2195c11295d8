package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.kit.Seed;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
        // of a weak form one random token in a hundred looks made up by a person, and is passed over on purpose
        var random = Seed.fixed(20261128);
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
                .as("%s", new String(example.content(), ISO_8859_1))
                .isEqualTo(example.kind());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aFileThatOnlyLooksAlikeIsNotFound(Example example) throws IOException {
        String expected =
                example.kind().equals("git-repository") || example.path().contains("/.git/") ? "git-repository" : "";
        assertThat(kindOf(example.path(), example.harmless()))
                .as("%s", new String(example.harmless(), ISO_8859_1))
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
        for (var row : SecretKinds.TABLE.rows()) {
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
        for (var kind : SecretKinds.all()) {
            assertThat(kind.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(kind.reason()).isNotBlank().hasSizeLessThan(40);
            assertThat(kind.revoke()).as(kind.id()).isNotBlank().doesNotEndWith(".");
            assertThat(kind.at()).as(kind.id()).matches("(https://[^ ]+)?");
        }
    }

    @Test
    void aKindIsFoundByItsNumber() {
        assertThat(SecretKinds.all()).allSatisfy(kind -> {
            assertThat(SecretKinds.at(kind.number())).isEqualTo(kind);
            assertThat(SecretKinds.has(kind.number())).isTrue();
        });
        assertThat(SecretKinds.has(0)).isTrue();
        assertThat(SecretKinds.at(0)).isEqualTo(SecretKind.NONE);
        assertThat(SecretKinds.has(KindTable.MAX_NUMBER)).isFalse();
        assertThat(SecretKinds.at(KindTable.MAX_NUMBER)).isEqualTo(SecretKind.NONE);
    }

    /** Indexes in caches hold numbers. These were released, so that they may never stand for another kind. */
    @Test
    void releasedNumbersKeepTheirMeaning() {
        var numbers = SecretKinds.all().stream()
                .filter(kind -> kind.number() <= 212)
                .sorted(Comparator.comparingInt(SecretKind::number))
                .map(SecretKind::id)
                .collect(Collectors.joining("\n"));
        assertThat(Hashing.xxh3_64().hashBytesToLong(numbers.getBytes(StandardCharsets.UTF_8)))
                .as("a hash of the ids of kinds 1 to 212")
                .isEqualTo(-3487641024997171845L);
    }

    @Test
    void theWorstOfTwoKindsStandsFirstInTheTable() throws IOException {
        var kinds = table(row(7, "first"), row(3, "second")).rows().stream()
                .map(KindTable.Row::kind)
                .toList();
        assertThat(kinds.get(0).isWorseThan(kinds.get(1))).isTrue();
        assertThat(kinds.get(1).isWorseThan(kinds.get(0))).isFalse();
        assertThat(kinds.get(1).isWorseThan(SecretKind.NONE)).isTrue();
        assertThat(SecretKind.NONE.isWorseThan(kinds.get(1))).isFalse();
        assertThat(kinds.get(0).isWorseThan(SecretKind.named("named by the user")))
                .isFalse();
        assertThat(SecretKind.named("named by the user").isWorseThan(kinds.get(0)))
                .isTrue();
        assertThat(SecretKind.named("named by the user").isWorseThan(SecretKind.NONE))
                .isTrue();
    }

    @Test
    void aNumberFitsIntoAByteAndIsGivenOnce() throws IOException {
        assertThat(table(row(1, "a"), row(255, "b")).rows()).hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table(row(1, "a"), row(256, "b")))
                .withMessageStartingWith("b: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table(row(0, "a")))
                .withMessageStartingWith("a: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table(row(1, "a"), row(1, "b")))
                .withMessageStartingWith("b: ");
    }

    @Test
    void theFingerprintChangesWithWhatIsDetectedAndNotWithTheWording() throws IOException {
        String fingerprint = table(row(1, "a")).fingerprint();
        assertThat(fingerprint).matches("[0-9a-f]{16}");
        assertThat(table(row(1, "a").replace("'key'", "'password'") + "revoke = 'c'\nat = 'https://d'\n")
                        .fingerprint())
                .isEqualTo(fingerprint);
        assertThat(table(row(2, "a")).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(table(row(1, "a") + "files = ['b']\n").fingerprint()).isNotEqualTo(fingerprint);
        assertThat(table(row(1, "a") + "[names]\nendings = ['b']\n").fingerprint())
                .isNotEqualTo(fingerprint);
    }

    private static KindTable table(String... rows) throws IOException {
        return KindTable.read(String.join("", rows).getBytes(StandardCharsets.UTF_8));
    }

    private static String row(int number, String id) {
        return "[[kind]]\nnumber = %d\nid = '%s'\nreason = 'key'\n".formatted(number, id);
    }

    @Test
    void theDocumentationListsEveryKind() throws IOException {
        List<String> expected = SecretKinds.TABLE.rows().stream()
                .map(SecretKindsTest::documented)
                .toList();
        assertThat(Files.readAllLines(Path.of("docs/secrets.md")).stream().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(expected);
    }

    private static String documented(KindTable.Row row) {
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
