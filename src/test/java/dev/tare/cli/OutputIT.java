package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.kit.Await;
import dev.tare.kit.RawServer;
import dev.tare.kit.ReportSchema;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where reports go, and when. */
class OutputIT {

    private static final String OLD = "the report before\n";

    @TempDir
    Path home;

    private Path reports;
    private String image = "";

    @BeforeEach
    void makeAnImage() throws IOException {
        reports = Files.createDirectory(home.resolve("reports"));
        TestImage.of(new RawTar().file("first-image", "xxxxx"), new RawTar().whiteout("first-image"))
                .writeLayout(home.resolve("image"), "1");
        image = "oci:" + home.resolve("image");
    }

    private Process start(Path out, String... arguments) throws IOException {
        return Tare.at(home)
                .interruptible(arguments)
                .redirectOutput(out.toFile())
                .start();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** The second image does not end before the first one has been written. */
    @ParameterizedTest
    @ValueSource(strings = {"table", "json"})
    void eachImageIsWrittenAsSoonAsItIsScanned(String format) throws Exception {
        Path out = Files.createFile(home.resolve("out"));
        try (var server =
                RawServer.start(CliIT.holding(() -> Files.readString(out).contains("/first-image")))) {
            var process = start(out, "scan", "--format", format, image, server.host() + "/a:1");

            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readString(out)).contains(server.host() + "/a:1");
        }
    }

    @Test
    void anImageThatFailsBetweenOthersLeavesTheJsonWhole() throws IOException {
        TestImage.of(new RawTar().file("second-image", "x")).writeLayout(home.resolve("second"), "1");
        var result = Tare.at(home)
                .run("scan", "--format=json", image, "oci:" + home + "/none", "oci:" + home.resolve("second"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.json().path("images").findValuesAsText("reference"))
                .containsExactly(image, "oci:" + home.resolve("second"));
        assertThat(result.json().path("failures").findValuesAsText("reference"))
                .containsExactly("oci:" + home + "/none");
    }

    @Test
    void theFileIsThatOfBeforeUntilTheReportIsComplete() throws Exception {
        Path file = Files.writeString(reports.resolve("report.txt"), OLD);
        try (var server = RawServer.start(CliIT.holding(CliIT::never))) {
            var process =
                    start(Files.createFile(home.resolve("out")), "scan", "-o", file.toString(), server.host() + "/a:1");
            Await.until("the layer is asked for", () -> CliIT.blobs(server) == 2);
            assertThat(file).hasContent(OLD.strip());

            Tool.run(home, "sh", "-c", "kill -INT " + process.pid());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        }
        assertThat(Files.readString(file)).isEqualTo(OLD);
        assertThat(names(reports)).containsExactly("report.txt");
    }

    @Test
    void aReportThatCannotBeMadeLeavesTheFileAsItIs() throws IOException {
        Path file = Files.writeString(reports.resolve("report.txt"), OLD);
        assertThat(Tare.at(home)
                        .run("scan", "-o", file.toString(), "--base=oci:", image)
                        .exitCode())
                .isEqualTo(2);
        assertThat(Tare.at(home)
                        .run("ls", "-o", file.toString(), image, "/none")
                        .exitCode())
                .isEqualTo(2);
        assertThat(Tare.at(home)
                        .run("diff", "-o", file.toString(), "oci:" + home + "/none")
                        .exitCode())
                .isEqualTo(3);

        assertThat(Files.readString(file)).isEqualTo(OLD);
        assertThat(names(reports)).containsExactly("report.txt");
    }

    @Test
    void aFileKeepsItsPermissionsAndALinkLeadsToTheReport() throws IOException {
        Path file = Files.writeString(reports.resolve("report.json"), OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(reports.resolve("link"), Path.of("report.json"));
        var result = Tare.at(home).run("scan", "--format=json", "-o", link.toString(), image);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(ReportSchema.validated(new ObjectMapper().readTree(file.toFile()))
                        .path("images"))
                .hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(link).isSymbolicLink();
        assertThat(names(reports)).containsExactlyInAnyOrder("report.json", "link");
    }

    @Test
    void aLinkThatLeadsNowhereAndAPipeAreWrittenTo() throws Exception {
        Path link = Files.createSymbolicLink(reports.resolve("link"), Path.of("later.txt"));
        assertThat(Tare.at(home).run("scan", "-o", link.toString(), image).exitCode())
                .isZero();
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(reports.resolve("later.txt"))).contains("/first-image");

        String script = "mkfifo pipe; %s scan -o pipe %s & cat pipe; wait".formatted(Tare.shellCommand(), image);
        String read = Tool.run(Tare.at(home).in(home).prepare(List.of("sh", "-c", script)));
        assertThat(read).contains("/first-image");
    }

    @Test
    void oneScanWritesSeveralReportsWhateverTheVerdict() throws IOException {
        Path json = reports.resolve("report.json");
        Path table = reports.resolve("table.txt");
        var result = Tare.at(home)
                .in(reports)
                .run("scan", "-o", "table", "-o", "json=report.json", "-o", "table.txt", "--max-wasted=0", image);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.out()).contains("/first-image", "FAIL  max-wasted").isEqualTo(Files.readString(table));
        assertThat(ReportSchema.validated(new ObjectMapper().readTree(json.toFile()))
                        .at("/gate/passed")
                        .booleanValue())
                .isFalse();
        assertThat(names(reports)).containsExactlyInAnyOrder("report.json", "table.txt");
    }

    @Test
    void otherCommandsWriteSeveralReportsToo() throws IOException {
        for (var command : List.of(
                List.of("layers", image),
                List.of("diff", image),
                List.of("ls", image),
                List.of("trace", image, "/first-image"),
                List.of("compare", image, image))) {
            var arguments = new ArrayList<>(command);
            arguments.addAll(List.of("-o", "json=" + reports.resolve("it.json"), "-o", "TABLE"));
            var result = Tare.at(home).run(arguments.toArray(String[]::new));
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).doesNotStartWith("{");
            ReportSchema.validated(
                    new ObjectMapper().readTree(reports.resolve("it.json").toFile()), command.getFirst());
        }
    }

    /** What -o FILE and --format have always meant, and what they mean beside outputs with a format. */
    @Test
    void aFileWithoutAFormatIsInThatOfFormat() throws IOException {
        record Case(String file, boolean isJson, String out, String... options) {}
        for (var it : List.of(
                new Case("a.json", false, "", "-o", "a.json"),
                new Case("a.json", true, "", "-o", "a.json", "--format=json"),
                new Case("a.json", true, "127", "-o", "json=a.json", "--format=table"),
                new Case("a.txt", false, "{", "-o", "table=a.txt", "--format", "json"),
                new Case("json", false, "", "-o", "./json"),
                new Case("a=b.txt", false, "", "-o", "./a=b.txt"),
                new Case("a.json", true, "", "-o", "json=a.json"))) {
            var arguments = new ArrayList<>(List.of("scan", image));
            arguments.addAll(List.of(it.options()));
            var result = Tare.at(home).in(reports).run(arguments.toArray(String[]::new));
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(Files.readString(reports.resolve(it.file())).startsWith("{"))
                    .as(String.join(" ", it.options()))
                    .isEqualTo(it.isJson());
            assertThat(result.out().isEmpty()).isEqualTo(it.out().isEmpty());
            Files.delete(reports.resolve(it.file()));
        }
    }

    @Test
    void outputsThatCannotBeAreRefusedBeforeTheImageIsRead() throws IOException {
        Files.createSymbolicLink(reports.resolve("link"), Path.of("a.json"));
        Files.createFile(reports.resolve("a.json"));
        record Case(String said, String... options) {}
        for (var it : List.of(
                new Case(
                        "table and json would both go to standard output: give one a file, as json=FILE",
                        "-otable",
                        "-ojson"),
                new Case("table and json would both go to standard output", "-otable", "--format=json"),
                new Case("two reports would go to the file ./a.json", "-ojson=a.json", "-o./a.json"),
                new Case("two reports would go to the file link", "-ojson=a.json", "-otable=link"),
                new Case("two reports would go to the file ./new", "-ojson=new", "-o", "./new"),
                new Case("table= names no file", "-otable="),
                new Case("sarfi is none of table, json", "-osarfi=a.json"),
                new Case("(a file of this name is ./sarfi=a.json)", "-osarfi=a.json"),
                new Case("json= names no file", "-ojson="),
                new Case("there is no folder", "-ojson=none/a.json", "-otable"))) {
            var arguments = new ArrayList<>(List.of("scan", "oci:none"));
            arguments.addAll(List.of(it.options()));
            var result = Tare.at(home).in(reports).run(arguments.toArray(String[]::new));
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).startsWith("tare: --output: ").contains(it.said());
            assertThat(result.out()).isEmpty();
        }
        assertThat(names(reports)).containsExactlyInAnyOrder("a.json", "link");
    }

    @Test
    void aFileThatCannotBeWrittenLosesNoOtherReport() throws IOException {
        TestImage.of(new RawTar().file("other", "x")).writeLayout(home.resolve("other"), "1");
        String other = "oci:" + home.resolve("other");
        var result = Tare.at(home)
                .in(reports)
                .run("scan", "-ojson=/dev/full", "-otable", "-ojson=a.json", "-otable=/dev/full", image, other);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()
                        .lines()
                        .filter("tare: --output: /dev/full cannot be written (No space left on device)"::equals))
                .as("one for each of the two outputs")
                .hasSize(2);
        assertThat(result.out()).contains("/first-image");
        assertThat(ReportSchema.validated(new ObjectMapper()
                                .readTree(reports.resolve("a.json").toFile()))
                        .path("images"))
                .hasSize(2);
    }

    @Test
    void everyCommandSaysWhichFormatsItHas() {
        record Case(String said, String... arguments) {}
        for (var it : List.of(
                new Case("table, json, markdown, html, sarif", "scan", "--format=xml", image),
                new Case("table, json", "layers", "--format=markdown", image),
                new Case("table, json", "trace", "--format=html", image, "/a"),
                new Case("table, json, markdown, html", "compare", "--format=sarif", image, image))) {
            var result = Tare.at(home).run(it.arguments());
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).startsWith("tare: --format: ").contains(" is none of " + it.said());
            assertThat(result.out()).isEmpty();
        }
        assertThat(Tare.at(home).run("ls", "-omarkdown", image).err())
                .startsWith("tare: --output: markdown is none of table, json (a file of this name is ./markdown)");
        assertThat(Tare.at(home)
                        .run("compare", "--format=MARKDOWN", image, image)
                        .out())
                .startsWith("### ");
        assertThat(Tare.at(home).with("COLUMNS", "200").run("compare", "--help").out())
                .contains("table is for people, json is for programs, markdown is for a comment or a job's summary,"
                        + " html is for a browser");
    }
}
