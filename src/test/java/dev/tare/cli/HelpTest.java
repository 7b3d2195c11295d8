package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What every command says of itself, today's and those to come. */
class HelpTest {

    static List<CommandLine> commands() {
        return Manuals.commands();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItDoesAndGivesAnExample(CommandLine command) {
        var spec = command.getCommandSpec();
        assertThat(spec.usageMessage().description())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith("."));
        assertThat(spec.usageMessage().footer())
                .anySatisfy(line -> assertThat(line).matches("Examples?:"))
                .anySatisfy(line -> assertThat(line).startsWith("  ").contains(spec.qualifiedName()));
        assertThat(command.getUsageMessage()).doesNotContain("${", "%n", "@|");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionSaysWhatItDoesInASentence(CommandLine command) {
        assertThat(command.getCommandSpec().options())
                .isNotEmpty()
                .allSatisfy(option -> assertThat(String.join("", option.description()))
                        .as(option.longestName())
                        .endsWith("."));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyParameterSaysWhatItIs(CommandLine command) {
        assertThat(command.getCommandSpec().positionalParameters())
                .allSatisfy(parameter -> assertThat(parameter.description()).isNotEmpty());
    }
}
