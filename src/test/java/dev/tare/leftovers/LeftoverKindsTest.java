package dev.tare.leftovers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tare.glob.Glob;
import dev.tare.kit.Seed;
import dev.tare.layer.ElfType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of kinds, and how a path is looked up in it. */
class LeftoverKindsTest {

    private static final Path DOCS = Path.of("docs/leftovers.md");

    static Stream<LeftoverKind> kinds() {
        return LeftoverKinds.ALL.kinds().stream();
    }

    static Stream<LeftoverKind> caches() {
        return kinds().filter(LeftoverKind::isPackageCache);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKindSaysWhyItIsNotNeededAndHowToAvoidIt(LeftoverKind kind) {
        assertThat(kind.id()).matches("[a-z]+(-[a-z]+)*");
        assertThat(List.of(kind.family(), kind.name(), kind.why(), kind.remedy().avoid()))
                .allMatch(text -> !text.isBlank() && !text.endsWith("."));
        assertThat(kind.source()).startsWith("https://");
        assertThat(kind.where().places()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyPlaceIsFound(LeftoverKind kind) {
        for (Glob place : kind.where().places()) {
            String path = example(place);
            assertThat(place.matches(path)).as(path).isTrue();
            assertThat(matched(LeftoverKinds.ALL.matcher(), path)).as(path).contains(place);
        }
    }

    private static List<Glob> matched(PathMatcher matcher, String path) {
        var state = matcher.root();
        for (String name : path.substring(1).split("/", -1)) {
            state = matcher.next(state, matcher.classOf(name.getBytes(StandardCharsets.UTF_8)));
        }
        byte[] whole = path.getBytes(StandardCharsets.UTF_8);
        return state.matched().stream()
                .filter(place -> place.matches(whole))
                .map(PathMatcher.Place::path)
                .toList();
    }

    /** All patterns at once match what each of them matches by itself. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void placesMatchWhatTheirPatternsMatch(long seed) {
        var random = Seed.random(seed);
        for (int round = 0; round < 50; round++) {
            var globs = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(_ -> Glob.of(randomPattern(random)))
                    .toList();
            var kinds = globs.stream()
                    .map(glob -> LeftoverKind.ofUser("raw", List.of(glob), List.of(), "mount it"))
                    .toList();
            var matcher = new LeftoverKinds(kinds).matcher();
            for (int i = 0; i < 50; i++) {
                String path = "/" + random(random, 1 + random.nextInt(4), List.of("a", "b", "ab", "a.o", "*", "**"));
                assertThat(matched(matcher, path))
                        .as("%s of %s", path, globs)
                        .containsExactlyInAnyOrderElementsOf(globs.stream()
                                .filter(glob -> glob.matches(path))
                                .toList());
            }
        }
    }

    private static String randomPattern(Random random) {
        var names = List.of("a", "b", "*", "**", "a*", "*.o", "[ab]", "a**b", "?", "\\*", "**.o");
        String pattern = random(random, 1 + random.nextInt(4), names);
        return (random.nextBoolean() ? "/" : "") + pattern + (random.nextInt(5) == 0 ? "/" : "");
    }

    private static String random(Random random, int count, List<String> names) {
        return IntStream.range(0, count)
                .mapToObj(_ -> names.get(random.nextInt(names.size())))
                .collect(Collectors.joining("/"));
    }

    /** A path that matches. */
    private static String example(Glob place) {
        String path = place.toString()
                .replace("[0-9]", "7")
                .replace("[po]", "p")
                .replace("**", "x/y")
                .replace("*", "z");
        return path.startsWith("/") ? path : "/home/me.too/" + path;
    }

    @ParameterizedTest
    @MethodSource("caches")
    void directoriesBelowAPlaceOfACacheBelongToIt(LeftoverKind cache) {
        for (Glob place : cache.where().places()) {
            assertThat(cacheOf(example(place))).isEqualTo(cache);
            assertThat(cacheOf(example(place) + "/x")).isEqualTo(cache);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/var/cache, ''",
        "/var/cache/aptitude, ''",
        "/srv/var/cache/apt, ''",
        "/root/.npmrc, ''",
        "/root/.cache, ''",
        "/root/.cache/pypoetry/virtualenvs, ''",
        "/root/.config/x/.cache/pip/http, pip",
        "/, ''"
    })
    void directoriesBesideAPlaceOfACacheDoNotBelongToIt(String folder, String id) {
        assertThat(cacheOf(folder).id()).isEqualTo(id);
    }

    private static LeftoverKind cacheOf(String folder) {
        return new PackageCaches().of(folder.getBytes(US_ASCII));
    }

    @Test
    void whatIsAChoiceIsNotLookedForByDefault() {
        assertThat(LeftoverKinds.ALL.kinds().stream()
                        .filter(LeftoverKind::isOptional)
                        .map(LeftoverKind::id))
                .containsExactly("docs", "locales");
        assertThat(LeftoverKinds.DEFAULT.kinds()).noneMatch(LeftoverKind::isOptional);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[kind]]\nid = 'a'\nplaces = ['x']\nwhat = 'b'",
                "[[kind]]\nid = 'a'\n[[kind]]\nid = 'a'",
                "[[kind]]\nname = 'a'",
                "[[kind]]\nid = 'a'\nplaces = ['[']"
            })
    void aTableWithAMistakeIsRefused(String toml) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeftoverTable.read(toml.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "all", "none", "default", "no-logs", "logs", "Raw", "a b", "-a", "a-"})
    void namesThatMeanSomethingElseAreNoneForAKind(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> LeftoverKinds.newId(id));
    }

    @Test
    void aPatternOfTheRootTakesEveryFile() {
        var kind = LeftoverKind.ofUser("raw", List.of(Glob.of("/")), List.of(), "mount it");
        assertThat(matched(new LeftoverKinds(List.of(kind)).matcher(), "/a")).hasSize(1);
    }

    @Test
    void thereAreAsManyKindsAsAByteCanTellApart() {
        var kind = LeftoverKind.ofUser("raw", List.of(Glob.of("raw")), List.of(), "mount it");
        assertThat(new LeftoverKinds(Collections.nCopies(255, kind)).kinds()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> new LeftoverKinds(Collections.nCopies(256, kind)));
    }

    @Test
    void thePageListsTheKindsOfTheTable() throws IOException {
        String page = Files.readString(DOCS);
        String before = page.substring(0, page.indexOf("<!-- kinds"));
        String after = page.substring(page.indexOf("<!-- end of kinds"));
        String wanted = before + list() + after;
        if (Boolean.getBoolean("tare.write")) {
            Files.writeString(DOCS, wanted);
        }
        assertThat(Files.readString(DOCS)).as("-Dtare.write=true writes it").isEqualTo(wanted);
    }

    @Test
    void thePageListsTheVariables() throws IOException {
        assertThat(Files.readString(DOCS))
                .contains(LeftoverKinds.SEARCH_VARIABLES)
                .contains(LeftoverKinds.OPTION_VARIABLES);
    }

    private static String list() {
        var families = kinds().map(LeftoverKind::family).distinct().toList();
        var text = new StringBuilder("<!-- kinds: written from leftovers/kinds.toml -->\n");
        for (String family : families) {
            text.append("\n### %s\n\n".formatted(capital(family)))
                    .append("| kind | what | where | why a container does not need it | to leave it out |\n")
                    .append("| --- | --- | --- | --- | --- |\n");
            kinds().filter(kind -> kind.family().equals(family)).forEach(kind -> text.append(row(kind)));
        }
        return text + "\n";
    }

    private static String row(LeftoverKind kind) {
        String needs =
                kind.where().holds().isEmpty() ? "" : ", with %s in it".formatted(code(kind.where().holds().stream()));
        String content = kind.where().elf() == ElfType.CORE ? ", ELF files of the type `ET_CORE`" : "";
        String neededBy = kind.where().neededBy().isEmpty()
                ? ""
                : "; not beside %s".formatted(code(kind.where().neededBy().stream()));
        String unless = kind.where().unlessThere().isEmpty()
                ? ""
                : "; not where a file %s is anywhere".formatted(code(kind.where().unlessThere().stream()));
        String bpf = kind.where().notElf() == ElfType.BPF ? "; not programs of eBPF" : "";
        String made = kind.where().madeFrom().isEmpty()
                ? ""
                : ", beside a file %s"
                        .formatted(code(kind.where().madeFrom().stream()
                                .map(origin -> (origin.isAbove() ? "../" : "") + "NAME" + origin.ending())));
        String except = kind.where().except().isEmpty()
                ? ""
                : "; not %s".formatted(code(kind.where().except().stream().map(Glob::toString)));
        return "| `%s`%s | [%s](%s) | %s | %s | %s |\n"
                .formatted(
                        kind.id(),
                        kind.isOptional() ? " (off by default)" : "",
                        kind.name(),
                        kind.source(),
                        code(kind.where().places().stream().map(Glob::toString))
                                + needs
                                + made
                                + content
                                + except
                                + neededBy
                                + unless
                                + bpf,
                        kind.why(),
                        kind.remedy().avoidAt("PLACE"));
    }

    private static String code(Stream<String> texts) {
        return texts.map(text -> "`" + text + "`").collect(Collectors.joining(", "));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
