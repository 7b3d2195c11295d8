package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Tare;
import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/** The man pages as man(1) shows them, and the completion as bash and zsh take it: both as the build left them. */
class ManualsIT {

    private static final Path SCRIPT = Path.of("target/completion/tare").toAbsolutePath();

    @TempDir
    static Path folder;

    static List<CommandLine> commands() {
        return Manuals.commands();
    }

    private static String page(CommandLine command) {
        var file = Path.of("target/man", command.getCommandSpec().qualifiedName("-") + ".1");
        assertThat(file).isRegularFile();
        // so wide that no sentence is broken, and without overstrikes
        var plain = Map.of("MANWIDTH", "1000", "MANPAGER", "cat", "LC_ALL", "C.UTF-8", "MAN_KEEP_FORMATTING", "");
        return Tool.run(
                        folder,
                        plain,
                        "man",
                        "--local-file",
                        file.toAbsolutePath().toString())
                .replaceAll(".\b", "");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPageSaysWhatTheHelpSays(CommandLine command) {
        String page = page(command);
        var spec = command.getCommandSpec();
        var usage = spec.usageMessage();

        assertThat(page)
                .contains(usage.description())
                .contains("\nNAME\n", "\nSYNOPSIS\n", "\nOPTIONS\n", "\nEXIT STATUS\n", "\nEXAMPLES\n")
                .contains(spec.qualifiedName("-") + " - ");
        assertThat(usage.footer())
                .filteredOn(line -> !line.matches("|Examples?:"))
                .allSatisfy(line -> assertThat(page).contains(line.strip()));
        assertThat(spec.options()).allSatisfy(option -> {
            assertThat(page).contains(label(command, option));
            assertThat(page).contains(described(option.description()));
        });
        assertThat(spec.positionalParameters()).allSatisfy(parameter -> {
            assertThat(page).contains(parameter.paramLabel());
            assertThat(page).contains(described(parameter.description()));
        });
        assertThat(spec.argGroups())
                .extracting(group -> group.heading().replaceAll("%n|:", ""))
                .allSatisfy(heading -> assertThat(page).containsIgnoringCase("\n" + heading + "\n"));
        assertThat(command.getSubcommands().keySet())
                .allSatisfy(name -> assertThat(page).contains(spec.name() + "-" + name + "(1)"));
        assertThat(Manuals.commands().getFirst().getCommandSpec().usageMessage().exitCodeList())
                .isNotEmpty()
                .allSatisfy((code, meaning) ->
                        assertThat(page).containsPattern("\n +" + code.strip() + "\n +" + meaning + "\n"));
    }

    /** An option as the help has it, such as {@code -o, --output=FILE}. */
    private static String label(CommandLine command, OptionSpec option) {
        var help = command.getHelp();
        var row = help.createDefaultOptionRenderer()
                .render(option, help.createDefaultParamLabelRenderer(), Help.defaultColorScheme(Help.Ansi.OFF))[0];
        return Stream.of(row[1], row[3])
                .map(Object::toString)
                .filter(text -> !text.isEmpty())
                .reduce((shorter, longer) -> shorter + ", " + longer)
                .orElseThrow();
    }

    private static List<String> described(String... lines) {
        return Stream.of(lines).map(line -> line.replace("%%", "%").strip()).toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPageHasNoMarkupAndNoDate(CommandLine command) throws IOException {
        assertThat(page(command))
                .doesNotContain("pass:", "xref:", "link:", "@|", "${", "%n", "&#", "&lt;", "....", "[%", "+\n", "::\n")
                .doesNotContainPattern("\n=+ ");
        assertThat(Files.readString(
                        Path.of("target/man", command.getCommandSpec().qualifiedName("-") + ".1")))
                .doesNotContain(".\\\"      Date")
                .doesNotContain(Path.of("").toAbsolutePath().toString());
    }

    @Test
    void manFindsNothingToWarnOf() {
        for (CommandLine command : commands()) {
            var file = Path.of("target/man", command.getCommandSpec().qualifiedName("-") + ".1");
            assertThat(Tool.run(
                            folder,
                            "groff",
                            "-Kutf8",
                            "-man",
                            "-Tutf8",
                            "-ww",
                            "-z",
                            file.toAbsolutePath().toString()))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void theProgramPrintsTheScriptThatTheBuildMade() throws IOException {
        var printed = Tare.at(folder).run("completion");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out()).isEqualTo(Files.readString(SCRIPT));
    }

    /** What bash offers for the last of these words. */
    private static List<String> completed(String... words) {
        String script = "compopt() { :; }; source '" + SCRIPT + "'; complete -p tare >/dev/null || exit 1; "
                + "COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_tare; "
                + "for reply in \"${COMPREPLY[@]}\"; do echo \"$reply\"; done";
        var command = Stream.concat(Stream.of("bash", "--norc", "-c", script, "bash"), Stream.of(words));
        return Tool.run(folder, command.toArray(String[]::new)).lines().toList();
    }

    @Test
    void bashCompletesCommandsOptionsTheirValuesAndFiles() throws IOException {
        Files.createDirectories(folder.resolve("reports"));
        var names = commands().getFirst().getSubcommands().keySet();

        assertThat(completed("tare", "")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(completed("tare", "help", "")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(completed("tare", "sca")).containsExactly("scan");
        assertThat(completed("tare", "scan", "--format", "")).startsWith("table", "json", "markdown");
        assertThat(completed("tare", "scan", "nginx", "--platform", "linux/arm6"))
                .containsExactly("linux/arm64");
        assertThat(completed("tare", "--debug", "diff", "--only", "")).containsExactly("A", "C", "D");
        assertThat(completed("tare", "ls", "--output", "rep")).containsExactly("reports");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void bashCompletesEveryOption(CommandLine command) {
        var spec = command.getCommandSpec();
        var words = spec.parent() == null ? new String[] {"tare", "-"} : new String[] {"tare", spec.name(), "-"};

        assertThat(completed(words))
                .containsAll(spec.options().stream()
                        .flatMap(option -> Stream.of(option.names()))
                        .toList());
    }

    @Test
    void zshTakesTheScriptToo() {
        assertThat(Tool.run(folder, "zsh", "-f", "-c", "source '" + SCRIPT + "' && print -r -- $_comps[tare]"))
                .contains("_bash_complete", "-F _complete_tare");
    }
}
