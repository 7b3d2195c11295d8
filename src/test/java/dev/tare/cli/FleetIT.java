package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.Digest;
import dev.tare.kit.Registry;
import dev.tare.kit.ReportSchema;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 30 images on 3 bases in a registry. Each base ships a file and package lists, a patch writes the file anew, and each image has a file of its own. */
class FleetIT {

    private static final int BASES = 3;
    private static final int IMAGES_OF_A_BASE = 10;
    private static final int FILE_BYTES = 10_000;
    private static final int LISTS_BYTES = 1_000;
    private static final int OWN_BYTES = 100;

    @TempDir
    static Path home;

    private static Registry registry;
    private static final List<String> REFERENCES = new ArrayList<>();
    private static final Map<Digest, Integer> LAYERS = new HashMap<>();

    @BeforeAll
    static void push() throws IOException {
        registry = Registry.open(home.resolve("registry"));
        Path layout = home.resolve("layout");
        for (int base = 0; base < BASES; base++) {
            for (int number = 0; number < IMAGES_OF_A_BASE; number++) {
                var image = image(base, number);
                String name = "base%d-image%d".formatted(base, number);
                image.writeLayout(layout, name);
                String reference = "%s/team%d/image%d:1".formatted(registry.host(), base, number);
                Tool.run(
                        home,
                        "skopeo",
                        "copy",
                        "-q",
                        "--insecure-policy",
                        "--dest-tls-verify=false",
                        "oci:layout:" + name,
                        "docker://" + reference);
                REFERENCES.add(reference);
                var blobs = image.blobs();
                image.layers().forEach(layer -> LAYERS.put(layer, Objects.requireNonNull(blobs.get(layer)).length));
            }
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static TestImage image(int base, int number) {
        String file = "base" + base;
        return TestImage.of(
                new RawTar()
                        .file(file, new byte[FILE_BYTES * (base + 1)])
                        .file("var/lib/apt/lists/deb.example_Packages" + base, new byte[LISTS_BYTES]),
                new RawTar().file(file, "x"),
                new RawTar().file("own-%d-%d".formatted(base, number), new byte[OWN_BYTES]));
    }

    private static Path list(String name, List<String> references) throws IOException {
        return Files.write(home.resolve(name), references);
    }

    private static Path scanned(String name, List<String> references) throws IOException {
        Path report = home.resolve(name + ".json");
        var result = Tare.at(home)
                .run(
                        "scan",
                        "--no-cache",
                        "--from",
                        list(name, references).toString(),
                        "-o",
                        "table",
                        "-o",
                        "json=" + report);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("all together: %d images".formatted(references.size()));
        return report;
    }

    private static JsonNode json(Path report) throws IOException {
        return ReportSchema.validated(new ObjectMapper().readTree(report.toFile()));
    }

    @Test
    void theFiguresOfTheFleetAreThoseOfTheImages() throws IOException {
        var fleet = json(scanned("all", REFERENCES)).path("fleet");
        int images = BASES * IMAGES_OF_A_BASE;
        int files =
                IntStream.rangeClosed(1, BASES).map(base -> FILE_BYTES * base).sum();

        assertThat(fleet.at("/counts/images").intValue()).isEqualTo(images);
        assertThat(fleet.at("/counts/repositories").intValue()).isEqualTo(images);
        assertThat(fleet.at("/counts/layers").intValue()).isEqualTo(2 * BASES + images);
        assertThat(fleet.at("/distinct/storedBytes").longValue())
                .isEqualTo(
                        LAYERS.values().stream().mapToLong(Integer::longValue).sum());
        assertThat(fleet.at("/distinct/shippedBytes").intValue())
                .isEqualTo(files + BASES * (LISTS_BYTES + 1) + images * OWN_BYTES);
        assertThat(fleet.at("/distinct/wastedBytes").intValue()).isEqualTo(files);
        assertThat(fleet.at("/oneByOne/wastedBytes").intValue()).isEqualTo(files * IMAGES_OF_A_BASE);
        assertThat(fleet.at("/distinct/avoidableBytes").intValue()).isEqualTo(BASES * LISTS_BYTES);
        assertThat(fleet.at("/oneByOne/avoidableBytes").intValue()).isEqualTo(images * LISTS_BYTES);
        assertThat(fleet.at("/layersAtFault")).hasSize(2 * BASES);
        // in the base that ships most, its file is waste in each image, and so are the lists
        var worst = fleet.at("/layersAtFault/0");
        assertThat(worst.path("wastedBytes").intValue()).isEqualTo(FILE_BYTES * BASES);
        assertThat(worst.path("images").intValue()).isEqualTo(IMAGES_OF_A_BASE);
        assertThat(worst.path("inheritedBytes").intValue())
                .isEqualTo((FILE_BYTES * BASES + LISTS_BYTES) * IMAGES_OF_A_BASE);
        assertThat(fleet.at("/sharedLayers")).hasSize(2 * BASES);
        assertThat(fleet.at("/leftovers/0/layers").intValue()).isEqualTo(BASES);
    }

    @Test
    void theReportsOfTwoShardsMakeTheOneOfASingleRun() throws IOException {
        var even = IntStream.range(0, REFERENCES.size())
                .filter(number -> number % 2 == 0)
                .mapToObj(REFERENCES::get)
                .toList();
        var odd = REFERENCES.stream()
                .filter(reference -> !even.contains(reference))
                .toList();
        Path first = scanned("even", even);
        Path second = scanned("odd", odd);
        Path merged = home.resolve("merged.json");

        var result = Tare.at(home).run("merge", second.toString(), first.toString(), "-o", "json=" + merged);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Files.readString(merged)).isEqualTo(Files.readString(scanned("single", REFERENCES)));
        json(merged);
    }

    /** As {@code docker://}, which says nothing more than that it is a reference. */
    @Test
    void anImageThatIsNamedInTwoWaysIsScannedOnce() throws IOException {
        String reference = REFERENCES.getFirst();
        Path report = home.resolve("once.json");
        var named = Tare.at(home).run("scan", reference, "docker://" + reference, "-o", "json=" + report);
        assertThat(named.exitCode()).as(named.err()).isZero();
        assertThat(json(report).at("/images")).hasSize(1);

        Path list = list("twice", List.of(reference, "docker://" + reference, REFERENCES.getLast()));
        var listed = Tare.at(home).run("scan", "--from=" + list, "-o", "json=" + report);
        assertThat(listed.exitCode()).as(listed.err()).isZero();
        assertThat(json(report).at("/fleet/counts/images").intValue()).isEqualTo(2);
    }

    /** A nightly job, whose first run has nothing to be compared with. */
    @Test
    void eachRunIsComparedWithTheOneBefore() throws IOException {
        Path report = home.resolve("nightly.json");
        var first = nightly(report, REFERENCES.subList(0, 20));
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(json(report).at("/fleet/changes").isMissingNode()).isTrue();

        var second = nightly(report, REFERENCES.subList(5, 25));
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("since %s: 5 images new, 5 gone, 0 of another digest".formatted(report));
        var changes = json(report).at("/fleet/changes");
        assertThat(changes.at("/counts/goneImages").intValue()).isEqualTo(5);
        assertThat(changes.at("/goneImages/0/reference").textValue()).isEqualTo(REFERENCES.getFirst());

        var third = nightly(report, REFERENCES.subList(5, 24), registry.host() + "/team0/none:1");
        assertThat(third.exitCode()).isEqualTo(3);
        assertThat(third.out()).contains("since %s: 0 images new, 1 gone, 0 of another digest".formatted(report));
    }

    private static Tare.Result nightly(Path report, List<String> references, String... others) throws IOException {
        var arguments = new ArrayList<>(List.of("scan", "--baseline=" + report, "-o", "table", "-o", "json=" + report));
        arguments.addAll(List.of("--from", list("nightly", references).toString()));
        arguments.addAll(List.of(others));
        return Tare.at(home).run(arguments.toArray(String[]::new));
    }

    @Test
    void aMergedReportIsComparedWithAnEarlierOne() throws IOException {
        Path before = scanned("before", REFERENCES.subList(0, 12));
        Path now = scanned("now", REFERENCES.subList(2, 12));
        Path merged = home.resolve("changed.json");

        var result =
                Tare.at(home).run("merge", "--baseline", before.toString(), now.toString(), "-o", "json=" + merged);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(json(merged).at("/fleet/changes/counts/goneImages").intValue())
                .isEqualTo(2);
        var none = Tare.at(home)
                .run("merge", "--baseline", home.resolve("none.json").toString(), now.toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("none.json: there is no such file");
        var nowhere = Tare.at(home).run("merge", "--baseline", "nowhere/a.json", now.toString(), "-o", "json");
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("nowhere/a.json: there is no such file");
    }

    @Test
    void aRuleAboutWhatIsNewCannotBeDecidedForANewImage() throws IOException {
        Path before = scanned("rules", REFERENCES.subList(0, 3));
        Path list = list("rules-now", REFERENCES.subList(1, 4));
        var result = Tare.at(home)
                .run(
                        "scan",
                        "--baseline=" + before,
                        "--fail-if=new wasted > 0",
                        "--from=" + list,
                        "-o",
                        "table",
                        "-o",
                        "json=" + home.resolve("undecided.json"));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(REFERENCES.get(3), "the baseline %s has no image".formatted(before));
        var fleet = json(home.resolve("undecided.json")).at("/fleet");
        assertThat(fleet.at("/counts/images").intValue()).isEqualTo(3);
        assertThat(fleet.at("/changes/newImages/0/reference").textValue()).isEqualTo(REFERENCES.get(3));
    }

    @Test
    void whatIsNoReportIsWrongUsage() throws IOException {
        var result = Tare.at(home)
                .run("merge", Files.writeString(home.resolve("no.json"), "{}").toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("no.json: it is no report of tare scan");
    }
}
