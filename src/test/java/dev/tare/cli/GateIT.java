package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules from the command line, the environment and a file, as a user meets them. */
class GateIT {

    @TempDir
    private Path home;

    private String image = "";

    /** An image that ships 3,016 bytes and wastes 1,000 of them. */
    @BeforeEach
    void makeImage() {
        String thousand = "x".repeat(1_000);
        TestImage.of(
                        new RawTar()
                                .file("kept", thousand + "k")
                                .file("gone", thousand)
                                .file("app/.git/config", "c".repeat(16)),
                        new RawTar().file("new", thousand.substring(1)).whiteout("gone"))
                .writeLayout(home.resolve("app"), "1");
        image = "oci:" + home.resolve("app");
    }

    private Tare tare() {
        return Tare.at(home).in(home);
    }

    private void config(String text) throws IOException {
        Files.writeString(home.resolve(".tare.yaml"), text);
    }

    @Test
    void rulesOfTheCommandLineBreakTheBuild() {
        assertThat(tare().run("scan", "--fail-if=wasted > 1kB", image).exitCode())
                .isZero();
        var broken = tare().run("scan", "--fail-if=wasted > 999", "--no-file=.git=sources", "--format=json", image);

        assertThat(broken.exitCode()).isEqualTo(1);
        var rules = broken.json().at("/gate/rules");
        assertThat(rules.findValuesAsText("rule")).containsExactly("wasted", "no-file");
        assertThat(rules.at("/1/violations/0/path").asText()).isEqualTo("/app/.git");
        assertThat(tare().run("scan", "--no-file=.git=sources", image).out())
                .contains("/app/.git/ (1 file) is in the image, from layer 0: no .git (sources)");
    }

    @Test
    void whatIsIgnoredIsListedAndNotCountedByRules() {
        var result = tare().run("scan", "--fail-if=wasted > 0", "--ignore=/gone=known", "--format=json", image);

        assertThat(result.exitCode()).isZero();
        assertThat(result.json().at("/gate/ignored/0/wastedBytes").asInt()).isEqualTo(1_000);
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(1_000);
        assertThat(tare().run("scan", "--ignore=/gone=known", image).out())
                .contains("/gone")
                .contains("ignored: known");
        var expired = tare().run("scan", "--fail-if=wasted > 0", "--ignore=/gone=known until 2001-01-31", image);
        assertThat(expired.exitCode()).isEqualTo(1);
        assertThat(expired.out()).contains("FAIL  wasted").contains("FAIL  expired-ignore");
    }

    @Test
    void ownOfAnUnknownBaseEndsWithTwo() {
        var result = tare().run("scan", "--scope=own", "--fail-if=wasted > 1TB", image);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("the base image is unknown").contains("--base IMAGE");
        assertThat(result.out()).contains("/gone");
    }

    @Test
    void optionGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        config("rules:\n  - wasted > 1\n");

        assertThat(tare().run("scan", image).exitCode()).isEqualTo(1);
        assertThat(tare().run("scan", "--no-config", image).exitCode()).isZero();
        assertThat(tare().with("TARE_FAIL_IF", "wasted > 1kB")
                        .run("scan", image)
                        .exitCode())
                .isZero();
        assertThat(tare().with("TARE_MAX_WASTED", "1kB").run("scan", image).exitCode())
                .isZero();
        assertThat(tare().with("TARE_FAIL_IF", "wasted > 1kB\nlayers > 1")
                        .run("scan", image)
                        .exitCode())
                .isEqualTo(1);
        assertThat(tare().with("TARE_FAIL_IF", "wasted > 1")
                        .run("scan", "--fail-if=wasted > 1kB", image)
                        .exitCode())
                .isZero();
        assertThat(tare().with("TARE_NO_CONFIG", "true").run("scan", image).exitCode())
                .isZero();
    }

    @Test
    void optionsOfGroupsAreSetToo() throws IOException {
        config("source:\n  retries: 3\n  platform: nonsense/\n");
        assertThat(tare().run("scan", image).err()).contains(".tare.yaml:3:13: not a platform: nonsense/");

        config("source:\n  max-rate: 10/d\n");
        assertThat(tare().run("scan", image).err()).contains(".tare.yaml:2:13: 10/d is no rate");

        var retries = tare().with("TARE_RETRIES", "many").run("scan", "--platform=linux/amd64", image);
        assertThat(retries.exitCode()).isEqualTo(2);
        assertThat(retries.err()).contains("TARE_RETRIES: many is no whole number");
        assertThat(tare().with("TARE_MAX_LAYERS", "1")
                        .run("scan", "--no-config", image)
                        .exitCode())
                .isEqualTo(5);
        assertThat(tare().with("TARE_STALL_TIMEOUT", "0")
                        .run("scan", "--no-config", image)
                        .err())
                .contains("--stall-timeout: 0");
    }

    @Test
    void sectionIsForTheImagesThatItMatches() throws IOException {
        config("""
                rules: [wasted > 1]
                images:
                  - match: app
                    rules: [wasted > 1kB]
                """);

        assertThat(tare().run("scan", image).exitCode()).isZero();
        config("rules: [wasted > 1]\nimages:\n  - match: other\n    rules: []\n");
        assertThat(tare().run("scan", image).exitCode()).isEqualTo(1);
    }

    @Test
    void errorInTheFileNamesItsPlace() throws IOException {
        config("rules:\n  - wasted > 20%\n");
        for (String command : new String[] {"scan", "layers"}) {
            var result = tare().run(command, image);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("tare: .tare.yaml:2:5: wasted is bytes, and '20%' is not");
        }
        assertThat(tare().run("scan", "--config=none.yaml", image).err()).contains("there is no file none.yaml");
    }

    @Test
    void fileThatNobodyNamedSetsNoTransport() throws IOException {
        config("""
                rules: [exposed]
                secrets:
                  - path: /gone
                    reason: licence key
                limits: {max-layers: 1}
                source: {plain-http: true, mirror: [docker.io=mirror.example]}
                """);
        var found = tare().run("scan", image);
        assertThat(found.exitCode()).isEqualTo(5);
        assertThat(found.err())
                .contains("tare: .tare.yaml:6:22: plain-http is not taken from a file that was found")
                .contains("tare: .tare.yaml:6:36: mirror is not taken")
                .contains("--max-layers");

        var named = tare().run("scan", "--config=.tare.yaml", "--max-layers=2", image);
        assertThat(named.exitCode()).isEqualTo(1);
        assertThat(named.err()).isEmpty();
        assertThat(named.out()).contains("licence key").contains("FAIL  exposed 1 file");
    }

    @Test
    void rulesOfDiveAreTaken() throws IOException {
        Files.writeString(home.resolve(".dive-ci"), "rules:\n  lowestEfficiency: 0.5\n  highestUserWastedPercent: 2\n");
        assertThat(tare().run("scan", "--config=.dive-ci", image).err())
                .contains(".dive-ci:3:29: highestUserWastedPercent:");
        Files.writeString(home.resolve(".dive-ci"), "rules:\n  highestUserWastedPercent: disabled\n");
        var result = tare().run("scan", "--config=.dive-ci", "--format=json", image);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.json().at("/gate/rules").findValuesAsText("rule")).containsExactly("efficiency");
    }

    @Test
    void starterIsWrittenOnce() throws IOException {
        assertThat(tare().run("init", "--flavour=node").exitCode()).isZero();
        String written = Files.readString(home.resolve(".tare.yaml"));
        var again = tare().run("init");

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("there is a .tare.yaml already");
        assertThat(home.resolve(".tare.yaml")).hasContent(written);
        assertThat(tare().run("scan", image).out()).contains("FAIL  no-file");
        assertThat(written).contains("- exposed > 0", "- secrets > 0");
    }

    @Test
    void ruleIsExplained() {
        assertThat(tare().run("explain").out().lines())
                .hasSizeGreaterThan(15)
                .anyMatch(it -> it.startsWith("wasted-share "));
        assertThat(tare().run("explain", "metadata", "only").out())
                .contains("--fail-if 'metadata only > 20MB'", "--chown");
        assertThat(tare().run("explain", "wastage").err()).contains("there is no rule 'wastage'");
    }

    /** The image as it was before it wasted anything. */
    private String before() {
        TestImage.of(new RawTar().file("kept", "x".repeat(1_000) + "k")).writeLayout(home.resolve("before"), "1");
        return "oci:" + home.resolve("before");
    }

    @Test
    void eachOfSeveralImagesOfARepositoryHasItsOwnBaseline() {
        var clean = TestImage.of(new RawTar().file("a", "1"));
        var wasteful = TestImage.of(new RawTar().file("a", "1234"), new RawTar().file("a", "5"));
        try (var server = RawServer.start((request, out) -> {
            boolean isOfClean = request.path().endsWith("/manifests/1")
                    || clean.blobs().keySet().stream()
                            .anyMatch(it -> request.path().endsWith(it.toString()));
            return RawServer.serving(isOfClean ? clean : wasteful).answer(request, out);
        })) {
            String[] images = {server.host() + "/app:1", server.host() + "/app:2"};
            tare().run("scan", "--format=json", "--output=both.json", images[0], images[1]);
            var result = tare().run("scan", "--baseline=both.json", "--fail-if=new wasted > 0", images[0], images[1]);
            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        }
    }

    @Test
    void whatIsNewIsToldByPathAndInstruction() throws IOException {
        String before = before();
        tare().run("scan", "--format=json", "--output=before.json", before);
        tare().run("scan", "--format=json", "--output=now.json", image);

        for (String baseline : new String[] {"before.json", before}) {
            var result = tare().run("scan", "--baseline=" + baseline, "--fail-if=new wasted > 999", image);
            assertThat(result.exitCode()).as(baseline).isEqualTo(1);
            assertThat(result.out())
                    .contains("/gone: 1.0 kB more wasted than in")
                    .containsPattern("hidden\\s+by\\s+layer\\s+1:\\s+RUN\\s+step\\s+1");
            assertThat(tare().run("scan", "--baseline=" + baseline, "--fail-if=new wasted > 1kB", image)
                            .exitCode())
                    .isZero();
        }
        assertThat(tare().run("scan", "--baseline=now.json", "--fail-if=new wasted > 0", image)
                        .exitCode())
                .isZero();
        assertThat(tare().run("scan", "--fail-if=new wasted > 0", image).err()).contains("--baseline");
        assertThat(tare().run("scan", "--baseline=none.json", "--fail-if=new wasted > 0", image)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void theFirstRunHasNoBaselineAndSaysThatItWritesIt() {
        String[] arguments = {
            "scan", "--baseline=nightly.json", "-o", "json=nightly.json", "--fail-if=new wasted > 0", image
        };
        var first = tare().run(arguments);
        assertThat(first.exitCode()).isEqualTo(2);
        assertThat(first.err())
                .contains(
                        "rules about what is new cannot be decided: the baseline nightly.json is not there yet",
                        "this run writes it, and the next is held against it")
                .doesNotContain("--baseline");
        assertThat(tare().run(arguments).exitCode()).isZero();
    }

    @Test
    void whereAllReportsGoToFilesABrokenRuleIsToldOnStandardError() {
        var broken = tare().run("scan", "--quiet", "--fail-if=wasted > 2", "-o", "json=r.json", image);
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("FAIL  wasted 1.0 kB (limit 2 B)", "mend  ");
        assertThat(tare().run("scan", "--fail-if=wasted > 1kB", "-o", "json=r.json", image)
                        .err())
                .doesNotContain("pass", "FAIL");
    }

    @Test
    void compareTakesTheSameRules() {
        String before = before();
        var broken = tare().run("compare", "--fail-if=new wasted > 999", "--format=json", before, image);

        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.json("compare").path("difference").isMissingNode()).isFalse();
        assertThat(broken.err()).isEmpty();
        var gate = broken.json("compare").path("gate");
        assertThat(gate.path("passed").booleanValue()).isFalse();
        assertThat(gate.at("/rules/0/violations/0/path").textValue()).isEqualTo("/gone");
        assertThat(tare().run("compare", "--fail-if=new wasted > 999", before, image)
                        .out())
                .containsPattern("FAIL  new-wasted 1\\.0 kB \\(limit 999 B\\)\\s.*\n +/gone: 1\\.0 kB more wasted")
                .contains("\nmend  ");
        assertThat(tare().run("compare", "--fail-if=new wasted > 999", image, image)
                        .exitCode())
                .isZero();
        assertThat(tare().run("compare", before, image).exitCode()).isZero();
        assertThat(tare().run("compare", "--baseline=a.json", before, image).err())
                .contains("--baseline: A is the baseline");
    }
}
