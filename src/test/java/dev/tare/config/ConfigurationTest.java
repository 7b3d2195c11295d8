package dev.tare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tare.config.Configuration.Value;
import dev.tare.gate.Gate;
import dev.tare.gate.Metric;
import dev.tare.gate.PathRule;
import dev.tare.gate.Rule;
import dev.tare.gate.Scope;
import dev.tare.gate.Threshold;
import dev.tare.image.Bound;
import dev.tare.kit.ReportSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final LocalDate TODAY = LocalDate.of(2027, 1, 15);

    private static final String WHOLE = """
            # yaml-language-server: $schema=config-v1.schema.json
            scope: own
            base: docker.io/library/debian:12
            rules:
              - wasted > 20MB
              - wasted share > 5%
              - "efficiency < 0.95"
              - exposed >= 1
            no-file:
              - path: .git
                reason: sources
              - '*.pdb'
            no-hidden:
              - path: '*.pyc'
            ignore:
              - path: /opt/vendor/**
                reason: of the vendor
                until: 2027-01-31
            images:
              - match: registry.example/team/legacy-*
                scope: image
                rules:
                  - wasted share > 50%
              - match: registry.example/team/**
                rules: []
            avoidable-kinds: [default, docs]
            leftovers:
              - kind: training-data
                paths: [/data/raw/**, '*.parquet']
                except: [/data/raw/keep]
                avoid: mount them
            outputs:
              - format: table
              - format: json
                file: out/report.json
            source:
              platform: linux/arm64
              plain-http: true
              max-rate: 10/s
              retries: 3
              timeout: 60
              mirror: [docker.io=mirror.example/hub]
            secrets:
              - path: /etc/app/*.lic
                reason: licence key
            limits:
              max-layers: 200
              max-layer-bytes: 2GiB
            """;

    @TempDir
    private Path folder;

    private Configuration read(String name, String text) throws IOException, BadConfig {
        return Configuration.read(Files.writeString(folder.resolve(name), text), Configuration.Origin.NAMED);
    }

    private Configuration read(String text) throws IOException, BadConfig {
        return read(".tare.yaml", text);
    }

    private static List<String> conditions(Gate gate) {
        return gate.rules().stream()
                .filter(Threshold.class::isInstance)
                .map(rule -> ((Threshold) rule).condition().toString())
                .toList();
    }

    private static Map<String, List<String>> texts(Configuration config) {
        var texts = new HashMap<String, List<String>>();
        config.settings()
                .forEach((option, values) ->
                        texts.put(option, values.stream().map(Value::text).toList()));
        return texts;
    }

    @Test
    void everyKeyIsRead() throws IOException, BadConfig {
        var config = read(WHOLE);
        var gate = config.rules().gate(TODAY);

        assertThat(gate.scope()).isEqualTo(Scope.OWN);
        assertThat(gate.rules())
                .extracting(rule -> rule.info().id())
                .containsExactly("wasted", "wasted-share", "efficiency", "exposed", "no-file", "no-file", "no-hidden");
        assertThat(gate.rules().stream().filter(PathRule.class::isInstance).map(rule -> ((PathRule) rule).reason()))
                .containsExactly("sources", "", "");
        assertThat(gate.ignores().all())
                .extracting(Object::toString)
                .containsExactly("/opt/vendor/** (of the vendor) until 2027-01-31");
        assertThat(config.outputs())
                .extracting(output -> output.format().text())
                .containsExactly("table", "json");
        assertThat(config.outputs().getLast().format().place()).endsWith(".tare.yaml:34:13");
        assertThat(config.outputs().getLast().file()).hasValue(Path.of("out/report.json"));
        assertThat(config.leftovers()).hasSize(1);
        var leftover = config.leftovers().getFirst();
        assertThat(leftover.id()).isEqualTo("training-data");
        assertThat(leftover.where().places()).extracting(Object::toString).containsExactly("/data/raw/**", "*.parquet");
        assertThat(leftover.where().except()).extracting(Object::toString).containsExactly("/data/raw/keep");
        assertThat(leftover.remedy().avoid()).isEqualTo("mount them");
        assertThat(texts(config))
                .containsEntry("avoidable-kinds", List.of("default", "docs"))
                .containsEntry("base", List.of("docker.io/library/debian:12"))
                .containsEntry("plain-http", List.of("true"))
                .containsEntry("timeout", List.of("60"))
                .containsEntry("max-rate", List.of("10/s"))
                .containsEntry("mirror", List.of("docker.io=mirror.example/hub"))
                .containsEntry("max-layers", List.of("200"))
                .containsEntry("max-layer-bytes", List.of("2GiB"));
        assertThat(config.secrets())
                .extracting(Object::toString)
                .containsExactly("Secret[paths=/etc/app/*.lic, reason=licence key]");
        assertThat(config.notTaken()).isEmpty();
    }

    private Configuration found(String text) throws IOException, BadConfig {
        return Configuration.read(Files.writeString(folder.resolve(".tare.yaml"), text), Configuration.Origin.FOUND);
    }

    /** Who a connection is trusted with is for the user to say. */
    @ParameterizedTest
    @ValueSource(strings = {"plain-http: true", "mirror: [a=b]", "ca-file: ca.pem", "cert-dir: certs"})
    void aFileThatWasFoundCannotWeakenConnections(String line) throws IOException, BadConfig {
        String text = "source:\n  retries: 3\n  " + line + "\n";
        String key = line.substring(0, line.indexOf(':'));
        var config = found(text);

        assertThat(config.settings()).containsOnlyKeys("retries");
        assertThat(config.notTaken())
                .singleElement()
                .asString()
                .contains(".tare.yaml:3:%d: %s is not taken".formatted(key.length() + 5, key), "--config");
        assertThat(read(text).settings()).containsKeys("retries", key);
    }

    @Test
    void aFileThatWasFoundMayOnlyNarrowLimits() throws IOException, BadConfig {
        var config = found("limits: {max-layers: 10, max-entries: 2000000000, max-image-bytes: 900TiB}");

        assertThat(config.settings()).containsOnlyKeys("max-layers");
        assertThat(config.notTaken()).hasSize(2).allMatch(line -> line.contains("beyond its default"));
        assertThat(read("limits: {max-entries: 2000000000}").settings()).containsKey("max-entries");
    }

    /** What nobody decided about is not to be taken. */
    @Test
    void ofEachKeyThatSetsAnOptionItIsDecidedWhetherAnyFileMay() throws IOException, BadConfig {
        var config = found(WHOLE);

        assertThat(config.settings())
                .containsOnlyKeys(
                        "base",
                        "avoidable-kinds",
                        "platform",
                        "max-rate",
                        "retries",
                        "timeout",
                        "max-layers",
                        "max-layer-bytes");
        assertThat(config.notTaken()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {".git/hooks/pre-commit", "out/.bashrc", "LINK/report.json", "LINK", "DANGLING", "DOTTED"})
    void aFileThatWasFoundWritesNoReportWhereItCouldDoHarm(String file) throws IOException, BadConfig {
        Path below = Files.createTempDirectory(Files.createDirectories(Path.of("target/found")), "links");
        Files.createSymbolicLink(below.resolve("LINK"), folder);
        Files.createSymbolicLink(below.resolve("DANGLING"), folder.resolve("none"));
        Files.createDirectory(below.resolve(".dotted"));
        Files.createSymbolicLink(below.resolve("DOTTED"), Path.of(".dotted"));
        String text = "outputs:\n  - {format: json, file: %s}\n".formatted(below.resolve(file));

        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> found(text))
                .withMessageContaining(".tare.yaml:2:26: ")
                .withMessageContaining("--config");
        assertThat(read(text).outputs()).hasSize(1);
        assertThat(found("outputs:\n  - {format: json, file: %s/a/new/report.json}\n".formatted(below))
                        .outputs())
                .hasSize(1);
    }

    @Test
    void whatASectionLeavesOutIsThatOfTheFile() throws IOException, BadConfig {
        var sections = read(WHOLE).images();
        var legacy = sections.getFirst().rules().gate(TODAY);
        var others = sections.getLast().rules().gate(TODAY);

        assertThat(conditions(legacy)).containsExactly("wasted share > 0.50");
        assertThat(legacy.scope()).isEqualTo(Scope.IMAGE);
        assertThat(legacy.rules()).hasSize(4);
        assertThat(conditions(others)).isEmpty();
        assertThat(others.scope()).isEqualTo(Scope.OWN);
        assertThat(others.ignores().all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "rules: []\n", "{}\n"})
    void fileThatSaysNothingHasNoRules(String text) throws IOException, BadConfig {
        assertThat(read(text).rules().gate(TODAY).rules()).isEmpty();
    }

    /** A file, the place in it that an error names, and a part of the error. */
    record Bad(String text, String place, String message) {}

    static List<Bad> bad() {
        return List.of(
                new Bad("rule:\n  - wasted > 1MB\n", "1:1", "there is no key 'rule' here (did you mean rules?)"),
                new Bad("rules:\n  - wasted > 1MB\n  - waste > 2MB\n", "3:5", "did you mean wasted?"),
                new Bad("rules:\n  - wasted > 20%\n", "2:5", "write it as 20MB"),
                new Bad("rules:\n  - wasted share > 20MB\n", "2:5", "write it as 0.05 or 5%"),
                new Bad("rules:\n  - pulled\n", "2:5", "METRIC OPERATOR VALUE"),
                new Bad("secrets:\n  - path: /a\n", "2:5", "the key 'reason' is missing"),
                new Bad("limits:\n  max-layer: 3\n", "2:3", "did you mean max-layers?"),
                new Bad("limits:\n  max-layer-bytes: big\n", "2:20", "not a size: big"),
                new Bad("limits:\n  max-layers: 0\n", "2:15", "above 0"),
                new Bad("limits:\n  max-layers: 2GiB\n", "2:15", "a whole number"),
                new Bad("rules: wasted > 1MB\n", "1:8", "a list is wanted"),
                new Bad("rules:\n", "1:7", "a list is wanted"),
                new Bad("rules:\n  - 12\n", "2:5", "put '12' in quotes"),
                new Bad("- rules\n", "1:1", "a mapping is wanted"),
                new Bad("scope: mine\n", "1:8", "there is no scope 'mine'"),
                new Bad("scope: own\nscope: own\n", "2:1", ""),
                new Bad("no-file:\n  - '[a'\n", "2:5", "never closed"),
                new Bad("no-file:\n  - reason: x\n", "2:5", "the key 'path' is missing"),
                new Bad("ignore:\n  - path: /a\n", "2:5", "the key 'reason' is missing"),
                new Bad("ignore:\n  - path: /a\n    reason: ''\n", "3:13", "the text is empty"),
                new Bad("ignore:\n  - {path: /a, reason: r, until: 2027-02-30}\n", "2:34", "is no day"),
                new Bad("ignore:\n  - {path: /a, reason: r, untill: 2027-01-31}\n", "2:27", "did you mean until?"),
                new Bad("images:\n  - rules: []\n", "2:5", "the key 'match' is missing"),
                new Bad("images:\n  - match: a\n    base: b\n", "3:5", "there is no key 'base' here"),
                new Bad("outputs:\n  - file: a\n", "2:5", "the key 'format' is missing"),
                new Bad("outputs:\n  - {format: json, file: ../a}\n", "2:26", "below the working directory"),
                new Bad("outputs:\n  - {format: json, file: /etc/passwd}\n", "2:26", "below the working directory"),
                new Bad("outputs:\n  - {format: json, file: a/../../b}\n", "2:26", "below the working directory"),
                new Bad("leftovers:\n  - kind: raw\n", "2:5", "the key 'paths' is missing"),
                new Bad("leftovers:\n  - kind: no-raw\n    paths: [/raw]\n", "2:11", "is no name for a kind"),
                new Bad("leftovers:\n  - kind: Raw\n    paths: [/raw]\n", "2:11", "is no name for a kind"),
                new Bad("leftovers:\n  - {kind: a, paths: []}\n", "2:22", "the list is empty"),
                new Bad(
                        "leftovers:\n  - {kind: a, paths: [/a]}\n  - {kind: a, paths: [/b]}\n",
                        "3:12",
                        "there is a kind 'a' already"),
                new Bad("leftovers:\n  - {kind: a, paths: [/raw], avoids: x}\n", "2:30", "did you mean avoid?"),
                new Bad("source:\n  password: secret\n", "2:3", "there is no key 'password' here"),
                new Bad("source:\n  plain-http: 'yes'\n", "2:15", "true or false"),
                new Bad("source:\n  retries: -1\n", "2:12", "a whole number"),
                new Bad("source:\n  retries: many\n", "2:12", "a whole number"),
                new Bad("source:\n  mirror: docker.io=m\n", "2:11", "a list is wanted"));
    }

    @Test
    void whatToDoAboutALeftoverIsPrintableWhateverTheFileSays() throws Exception {
        var kind = read("""
                        leftovers:
                          - {kind: a, paths: [/a], avoid: "x\\e[31m\\n::error::y"}
                        """).leftovers().getFirst();
        assertThat(kind.remedy().avoid()).isEqualTo("x\\x1b[31m\\n::error::y");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatIsWrongIsToldWithItsPlace(Bad bad) {
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read(bad.text()))
                .withMessageContaining(".tare.yaml:%s: ".formatted(bad.place()))
                .withMessageContaining(bad.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules: [\n", "a: &x [1]\nb: *x\n", "no-file:\n  - *.pdb\n", "\t- a\n", "a: b: c\n"})
    void whatIsNoYamlOrHasAliasesIsToldWithItsPlace(String text) {
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read(text))
                .withMessageMatching("(?s).*\\.tare\\.yaml:[0-9]+:[0-9]+: .*");
    }

    @Test
    void charactersThatNoYamlHasAreToldWithTheirPlace() throws IOException {
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read("rules: []\nbase: 'é\u0001'\n"))
                .withMessageEndingWith(".tare.yaml:2:9: this is no YAML: the character U+0001 is not allowed");
        var file =
                Files.write(folder.resolve("latin.yaml"), "rules: []\nbase: é\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> Configuration.read(file, Configuration.Origin.NAMED))
                .withMessageEndingWith("latin.yaml:2:7: it is no text in UTF-8");
    }

    @Test
    void hostileFilesAreRefusedSoon() {
        for (String text : List.of("[".repeat(200_000), "rules: " + "[".repeat(17), "a".repeat(300_000))) {
            assertThatExceptionOfType(BadConfig.class).isThrownBy(() -> read(text));
        }
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> Configuration.read(folder.resolve("none.yaml"), Configuration.Origin.NAMED))
                .withMessageContaining("there is no file");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> Configuration.read(folder, Configuration.Origin.NAMED))
                .withMessageContaining("it is a folder");
    }

    private static boolean isOfSchema(String text) throws IOException {
        JsonNode json = new YAMLMapper().readTree(text);
        try {
            ReportSchema.validated(json, "config");
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    @Test
    void schemaHasTheOptionsThatAFileCanSet() throws IOException {
        var schema =
                new YAMLMapper().readTree(Path.of("docs/config-v1.schema.json").toFile());
        assertThat(schema.at("/properties/source/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(SourceSetting.values())
                        .map(SourceSetting::option)
                        .toList());
    }

    @Test
    void schemaTakesWhatTheProgramTakes() throws IOException {
        assertThat(isOfSchema(WHOLE)).isTrue();
        for (var metric : Metric.values()) {
            String value = switch (metric.unit()) {
                case BYTES -> "1.5GiB";
                case SHARE -> "12.5%";
                case COUNT -> "12";
            };
            assertThat(isOfSchema("rules: ['%s > %s', '%s<=%s']".formatted(metric, value, metric.id(), value)))
                    .as(metric.id())
                    .isTrue();
            for (String alone : List.of(metric.toString(), "new " + metric)) {
                assertThat(isOfSchema("rules: ['%s']".formatted(alone)))
                        .as(alone)
                        .isEqualTo(isRule(alone));
            }
        }
        for (var bound : Bound.values()) {
            assertThat(isOfSchema("limits: {%s: 3}".formatted(bound.option()))).isTrue();
        }
    }

    private static boolean isRule(String text) {
        try {
            return Rule.parse(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void schemaRefusesWhatTheProgramRefuses(Bad bad) throws IOException {
        // nothing about a pattern's syntax, the calendar, and keys and names that are there twice can be said in a
        // schema
        boolean isBeyondSchemas = bad.message().contains("never closed")
                || bad.message().contains("is no day")
                || bad.message().contains("a kind 'a' already")
                || bad.text().startsWith("scope: own\nscope");
        assertThat(isOfSchema(bad.text())).isEqualTo(isBeyondSchemas);
    }

    @ParameterizedTest
    @EnumSource
    void starterIsReadAndOfTheSchema(Flavour flavour) throws IOException, BadConfig {
        var rules = read(flavour.starter()).rules().gate(TODAY).rules();

        assertThat(isOfSchema(flavour.starter())).isTrue();
        assertThat(rules)
                .extracting(rule -> rule.info().id())
                .contains("exposed", "wasted-share", "no-file", "no-hidden");
        // with what is commented out, too
        String all = flavour.starter().replaceAll("(?m)^( *)# (?=(scope|base|ignore|images):|  |- )", "$1");
        assertThat(read(all).images()).hasSize(1);
        assertThat(isOfSchema(all)).isTrue();
    }

    @Test
    void rulesOfDiveAreRead() throws IOException, BadConfig {
        var given = read(".dive-ci", """
                rules:
                  lowestEfficiency: 0.95
                  highestWastedBytes: "20MB"
                  highestUserWastedPercent: disabled
                """);

        assertThat(conditions(given.rules().gate(TODAY)))
                .containsExactly("efficiency < 0.95", "wasted > 20,000,000 bytes");
    }

    @Test
    void whatDiveIsNotToldHasItsDefault() throws IOException, BadConfig {
        for (String text : Arrays.asList("", "rules: {}\n", "rules:\n  highestWastedBytes: 'disabled'\n")) {
            assertThat(conditions(read(".dive-ci", text).rules().gate(TODAY)))
                    .containsExactly("efficiency < 0.9", "user wasted share > 0.1");
        }
        List<Rule> off = read(".dive-ci", "rules: {lowestEfficiency: off, highestUserWastedPercent: 'false'}\n")
                .rules()
                .gate(TODAY)
                .rules();
        assertThat(off).isEmpty();
    }

    @Test
    void whatDiveWouldRefuseIsRefused() {
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read(".dive-ci", "rules:\n  lowestEfficiency: 1.5\n"))
                .withMessageContaining(".dive-ci:2:21: lowestEfficiency:");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> read(".dive-ci", "rules:\n  lowestEficiency: 0.9\n"))
                .withMessageContaining(".dive-ci:2:3: ")
                .withMessageContaining("did you mean lowestEfficiency?");
    }
}
