package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.Digest;
import dev.tare.kit.Await;
import dev.tare.kit.RawServer;
import dev.tare.kit.ReportSchema;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What a user sees of the program: its report, its errors, its exit code. */
class CliIT {

    private static final String ESCAPE = "\u001b";

    @TempDir
    Path home;

    private Tare tare() {
        return Tare.at(home);
    }

    /** An image that ships 3,000 bytes and wastes 1,000 of them. */
    private String wasteful() {
        String thousand = "x".repeat(1000);
        TestImage.of(
                        new RawTar().file("kept", thousand + "k").file("gone", thousand),
                        new RawTar().file("new", thousand.substring(1)).whiteout("gone"))
                .writeLayout(home.resolve("wasteful"), "1");
        return "oci:" + home.resolve("wasteful");
    }

    private String damaged() throws IOException {
        var image = TestImage.of(new RawTar().file("a", "b"));
        image.writeLayout(home.resolve("damaged"), "1");
        Files.writeString(
                home.resolve("damaged/blobs/sha256/" + image.layers().getFirst().hex()), "x");
        return "oci:" + home.resolve("damaged");
    }

    @Test
    void aBrokenRuleExitsWithOneAfterTheWholeReport() {
        for (var rule : List.of("--max-wasted=999", "--min-efficiency=0.67", "--min-efficiency=66.7%")) {
            var result = tare().run("scan", "--format=json", rule, wasteful());
            assertThat(result.exitCode()).as(rule).isEqualTo(1);
            assertThat(result.json().at("/gate/passed").asBoolean()).isFalse();
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(1000);
            var table = tare().run("scan", rule, wasteful());
            assertThat(table.exitCode()).isEqualTo(1);
            assertThat(table.out()).contains("FAIL").contains("/gone");
        }
        for (var rule : List.of("--max-wasted=1000", "--max-wasted=1kB", "--min-efficiency=0.6666")) {
            var result = tare().run("scan", "--format=json", rule, wasteful());
            assertThat(result.exitCode()).as(rule).isZero();
            assertThat(result.json().at("/gate/passed").asBoolean()).isTrue();
        }
    }

    @Test
    void wrongUsageExitsWithTwoAndNamesTheMistake() {
        record Case(String said, String... arguments) {}
        for (var it : List.of(
                new Case("which command", new String[] {}),
                new Case("IMAGE", "scan"),
                new Case("--max-wasted", "scan", "--max-wasted=lots", wasteful()),
                new Case("--min-efficiency", "scan", "--min-efficiency=1.5", wasteful()),
                new Case("--platform", "scan", "--platform=a/b/c/d", wasteful()),
                new Case("--jobs", "scan", "--jobs=0", wasteful()),
                new Case("--output", "scan", "--output=" + home + "/none/x", wasteful()),
                new Case("capital letters", "scan", "registry.example/Team/app"),
                new Case("is no host", "scan", "256.1.1.1/app"),
                new Case("--mirror", "scan", "--mirror=a b=c", "registry.example/a"),
                new Case("is no host", "scan", "[1:2]/app"),
                new Case("--base: not an image reference", "scan", "--base=A b", wasteful()),
                new Case("--baseline: the name of an image is empty", "scan", "--baseline=", wasteful()),
                new Case("--from /none: it cannot be read (there is no such file", "scan", "--from=/none"),
                new Case("no file /none/list", "scan", "@/none/list"),
                new Case("--nonsense", "scan", "--nonsense", wasteful()),
                new Case("--password-stdin", "scan", "--username=x", "registry.example/a"),
                new Case("--registry-config", "scan", "--registry-config=/none", "registry.example/a"))) {
            var result = tare().run(it.arguments());
            assertThat(result.exitCode()).as(List.of(it.arguments()).toString()).isEqualTo(2);
            assertThat(result.err()).contains(it.said()).doesNotContain("Exception", "\tat ");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void severalImagesAreAllReportedAndTheWorstExitCodeCounts() throws IOException {
        var result =
                tare().run("scan", "--format=json", "--max-wasted=1", wasteful(), "oci:" + home + "/none", damaged());
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(1000);
        assertThat(result.json().path("failures")).hasSize(2);
        assertThat(result.err()).contains(home + "/none", "damaged", "layer 0");
        assertThat(tare().run("scan", "--max-wasted=1", wasteful(), "oci:" + home + "/none")
                        .exitCode())
                .isEqualTo(3);
        assertThat(tare().run("scan", "--max-layers=1", wasteful(), "oci:" + home + "/none")
                        .exitCode())
                .isEqualTo(5);
    }

    @Test
    void imagesComeFromAListToo() throws IOException {
        String list = "%s # ours%n%s%n".formatted(wasteful(), damaged());
        var file = Files.writeString(home.resolve("list"), list);
        for (var result : List.of(
                tare().run("scan", "--format=json", "--from=" + file),
                tare().stdin(list.getBytes(StandardCharsets.UTF_8))
                        .run("scan", "--format=json", wasteful(), "--from=-"))) {
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.json().path("images")).hasSize(1);
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(1000);
            assertThat(result.json().path("failures")).hasSize(1);
        }
    }

    @Test
    void standardInputIsReadForOneThingOnly() {
        for (var other : List.of("-", "--password-stdin")) {
            var result = tare().stdin(new byte[0]).run("scan", "--from=-", other);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("standard input can be read once only");
        }
    }

    @Test
    void aLimitNamesTheOptionThatRaisesIt() {
        var result = tare().run("scan", "--max-layers=1", wasteful());
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).contains("2 layers", "--max-layers");
    }

    @Test
    void theReportGoesToTheOutputFile() throws IOException {
        Path file = home.resolve("report.json");
        var result = tare().run("scan", "--format=json", "-o", file.toString(), wasteful());
        assertThat(result.out()).isEmpty();
        assertThat(ReportSchema.validated(new ObjectMapper().readTree(file.toFile()))
                        .path("images"))
                .hasSize(1);
    }

    @Test
    void topShortensTheFindings() {
        assertThat(tare().run("scan", "--format=json", "--top=1", two()).image().path("findings"))
                .hasSize(1);
        assertThat(tare().run("scan", "--format=json", two()).image().path("findings"))
                .hasSize(2);
        assertThat(tare().run("scan", "--top=1", two()).out())
                .contains("/a")
                .doesNotContain("/b ")
                .contains("and more");
    }

    private String two() {
        TestImage.of(
                        new RawTar().file("a", "xxxxx").file("b", "yyy"),
                        new RawTar().file("a", "z").file("b", "z"))
                .writeLayout(home.resolve("two"), "1");
        return "oci:" + home.resolve("two");
    }

    private String ugly() {
        var tar = new RawTar()
                .file("e" + ESCAPE + "[31mred\u0007\n", "content")
                .file("長い名前".repeat(40), "content")
                .file("deep/" + "directory/".repeat(30) + "f", "content");
        byte[] second = new RawTar().whiteout("deep").bytes();
        TestImage.of(
                        tar,
                        new RawTar().whiteout("e" + ESCAPE + "[31mred\u0007\n").whiteout("長い名前".repeat(40)))
                .layer(
                        TestImage.OCI_LAYER,
                        Blobs.gzip(second),
                        Digest.sha256(second),
                        "RUN /bin/sh -c echo " + ESCAPE + "]0;title\u0007 && " + "very long ".repeat(50))
                .writeLayout(home.resolve("ugly"), "1");
        return "oci:" + home.resolve("ugly");
    }

    @Test
    void namesAndInstructionsDoNoHarmToATerminal() {
        var result = tare().run("scan", ugly());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).doesNotContain(ESCAPE, "\u0007").contains("\\x1b[31mred");
    }

    @Test
    void aTableFitsItsTerminal() {
        for (int columns : List.of(80, 120)) {
            var result = tare().with("COLUMNS", String.valueOf(columns))
                    .run("scan", "--max-wasted=1", "--min-efficiency=0.9999", ugly());
            assertThat(result.out().lines())
                    .allSatisfy(line -> assertThat(cells(line)).as(line).isLessThanOrEqualTo(columns));
        }
    }

    private static int cells(String line) {
        return line.codePoints()
                .map(c -> c >= 0x1100 && c < 0xffff && Character.isIdeographic(c) ? 2 : 1)
                .sum();
    }

    @Test
    void coloursAreUsedOnTerminalsAndOnRequest() {
        assertThat(tare().run("scan", wasteful()).out()).doesNotContain(ESCAPE);
        assertThat(onTerminal(tare(), "scan " + wasteful())).contains(ESCAPE + "[31m");
        assertThat(onTerminal(tare().with("NO_COLOR", "1"), "scan -q " + wasteful()))
                .doesNotContain(ESCAPE + "[3");
        assertThat(onTerminal(tare(), "scan -q --no-color " + wasteful())).doesNotContain(ESCAPE + "[3");
        assertThat(tare().with("CLICOLOR_FORCE", "1").run("scan", wasteful()).out())
                .contains(ESCAPE + "[31m");
        assertThat(tare().with("CLICOLOR_FORCE", "0").run("scan", wasteful()).out())
                .doesNotContain(ESCAPE);
        assertThat(tare().with("CLICOLOR_FORCE", "1")
                        .with("NO_COLOR", "1")
                        .run("scan", wasteful())
                        .out())
                .doesNotContain(ESCAPE);
    }

    private static String onTerminal(Tare tare, String arguments) {
        return Tool.run(tare.onTerminal(arguments));
    }

    @Test
    void progressShowsOnATerminalAndIsGoneAtTheEnd() throws Exception {
        Path shown = Files.createFile(home.resolve("shown"));
        try (var server = RawServer.start(holding(() -> Files.readString(shown).contains("of 1 layers")))) {
            var terminal = tare().onTerminal("scan " + server.host() + "/a:1")
                    .redirectOutput(shown.toFile())
                    .start();
            assertThat(terminal.waitFor(2, TimeUnit.MINUTES)).isTrue();
            String text = Files.readString(shown);
            assertThat(text).contains("of 1 layers", "█");
            // the last thing done to the progress is to clear it, before the report
            assertThat(text.indexOf("shipped")).isGreaterThan(text.lastIndexOf("of 1 layers"));
            assertThat(text.substring(text.lastIndexOf("of 1 layers"), text.indexOf("shipped")))
                    .contains(ESCAPE + "[J");
        }
        try (var server = RawServer.start(holding(() -> true))) {
            assertThat(tare().run("scan", server.host() + "/a:1").err()).isEmpty();
        }
    }

    /** Serves an image, and holds back the second half of its layer until a condition holds. */
    static RawServer.Handler holding(Await.Condition condition) {
        byte[] noise = new byte[200_000];
        new java.util.Random(1).nextBytes(noise);
        var image = TestImage.of(new RawTar().file("noise", noise));
        return (request, out) -> {
            if (!request.path().endsWith(image.layers().getFirst().toString())) {
                return RawServer.serving(image).answer(request, out);
            }
            byte[] blob = java.util.Objects.requireNonNull(
                    image.blobs().get(image.layers().getFirst()));
            RawServer.head(out, 200, blob.length);
            out.write(blob, 0, blob.length / 2);
            out.flush();
            Await.until("the other half of the layer is wanted", condition);
            out.write(blob, blob.length / 2, blob.length - blob.length / 2);
            return true;
        };
    }

    @Test
    void anInterruptEndsAtOnceWithoutATrace() throws Exception {
        for (String signal : List.of("INT", "TERM")) {
            try (var server = RawServer.start(holding(CliIT::never))) {
                var process = tare().interruptible("scan", "--no-cache", server.host() + "/a:1")
                        .start();
                Await.until("the layer is asked for", () -> blobs(server) == 2);
                kill(signal, process.pid());
                assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(process.exitValue()).isEqualTo(130);
                assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEmpty();
                assertThat(process.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    static boolean never() throws InterruptedException {
        Await.forever();
        return false;
    }

    static long blobs(RawServer server) {
        return server.requests().stream()
                .filter(request -> request.path().contains("/blobs/"))
                .count();
    }

    /** By the shell's own kill, since not every system has another. */
    private void kill(String signal, long process) {
        Tool.run(home, "sh", "-c", "kill -%s %d".formatted(signal, process));
    }

    @Test
    void anInterruptTakesTheProgressWithIt() throws Exception {
        try (var server = RawServer.start(holding(CliIT::never))) {
            Path shown = Files.createFile(home.resolve("shown"));
            // the terminal sends the interrupt by itself when its user types Ctrl-C
            var terminal = tare().onTerminal("scan " + server.host() + "/a:1")
                    .redirectOutput(shown.toFile())
                    .start();
            Await.until("progress is shown", () -> Files.readString(shown).contains("of 1 layers"));
            try (var keys = terminal.getOutputStream()) {
                keys.write(3);
                keys.flush();
                assertThat(terminal.waitFor(1, TimeUnit.MINUTES)).isTrue();
            }
            String text = Files.readString(shown);
            assertThat(text.substring(text.lastIndexOf(" of 1 layers")))
                    .contains(ESCAPE + "[J")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void aFailingStandardOutputIsNotReportedAsABug() {
        for (String to : List.of(">/dev/full", ">&-")) {
            String said = shell(" scan " + two() + " 2>errors " + to + "; echo code $?; cat errors");
            assertThat(said)
                    .contains("code 2", "tare: standard output cannot be written")
                    .doesNotContain("bug");
        }
    }

    @Test
    void aRemovedTreeIsOneLineOfTheTable() {
        var tar = new RawTar();
        for (int i = 0; i < 10_000; i++) {
            tar.file("usr/share/doc/package-%d/copyright".formatted(i), "text");
        }
        TestImage.of(new RawTar().file("usr/share/kept", "x"), tar, new RawTar().whiteout("usr/share/doc"))
                .writeLayout(home.resolve("doc"), "1");
        var result = tare().run("scan", "oci:" + home.resolve("doc"));
        assertThat(result.out().lines().filter(line -> line.contains("→") && line.contains("/usr/share/doc")))
                .singleElement()
                .asString()
                .contains("40 kB", "1→2", "removed", "/usr/share/doc/", "10,000 files");
    }

    @Test
    void aClosedPipeIsNoErrorAndHidesNone() throws IOException {
        var tar = new RawTar();
        for (int i = 0; i < 2_000; i++) {
            tar.file("file-%d".formatted(i), "text");
        }
        // more than a pipe holds
        TestImage.of(tar, tar).writeLayout(home.resolve("many"), "1");
        String many = "oci:" + home.resolve("many");
        for (String arguments : List.of("--format json", "--top 0")) {
            assertThat(headOf(arguments + " " + many)).endsWith("code 0\n");
            assertThat(headOf(arguments + " --max-wasted 1 " + many)).endsWith("code 1\n");
            assertThat(headOf(arguments + " " + many + " " + damaged())).endsWith("code 4\n");
        }
    }

    /** What a shell prints that runs the program with what stands behind it. */
    private String shell(String rest) {
        return Tool.run(tare().in(home).prepare(List.of("bash", "-c", Tare.shellCommand() + rest)));
    }

    private String headOf(String arguments) {
        String said = shell(" scan " + arguments + " | head -c 1; echo code ${PIPESTATUS[0]}");
        assertThat(said).doesNotContain("Exception", "bug", "Broken pipe");
        return said;
    }

    @Test
    void aFullDiskIsReported() {
        var result = tare().run("scan", "-o", "/dev/full", two());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("tare: --output: /dev/full cannot be written (No space left on device)\n");
    }

    @Test
    void anImageThatCannotBeReadLeavesStandardOutputEmpty() throws IOException {
        var missing = tare().run("scan", "oci:" + home + "/none");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).startsWith("tare: oci:" + home + "/none: ");
        var damaged = tare().run("scan", damaged());
        assertThat(damaged.exitCode()).isEqualTo(4);
        assertThat(damaged.err()).startsWith("tare: " + damaged() + ": ");
        assertThat(missing.out() + damaged.out()).isEmpty();
    }

    static Stream<CommandLine> commands() {
        var tare = TareCommand.line();
        return Stream.concat(Stream.of(tare), tare.getSubcommands().values().stream());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpNamesEveryOptionOnStandardOutput(CommandLine command) {
        var spec = command.getCommandSpec();
        String[] arguments = spec.parent() == null ? new String[] {"--help"} : new String[] {spec.name(), "--help"};
        var help = tare().with("COLUMNS", "80").run(arguments);
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(spec.options()).isNotEmpty();
        assertThat(spec.options()).allSatisfy(option -> assertThat(help.out()).contains(option.names()));
        assertThat(help.out().lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void helpAndVersionAreOnStandardOutput() {
        assertThat(tare().run("scan", "--help").out()).contains("oci-archive:", "docker save app | tare scan -");
        String version = tare().run("--version").out();
        assertThat(version).startsWith("tare ");
        assertThat(tare().run("scan", "--version").out()).isEqualTo(version);
        assertThat(tare().run("cache", "ls", "--version").out()).isEqualTo(version);
        assertThat(tare().run("--help").out()).contains("Exit codes");
    }

    @Test
    void aStackTraceIsShownOnlyWhenAskedFor() {
        var plain = tare().run("scan", "oci:" + home + "/none");
        assertThat(plain.err()).doesNotContain("\tat ");
        var debug = tare().run("--debug", "scan", "oci:" + home + "/none");
        assertThat(debug.err()).contains("\tat dev.tare");
    }
}
