package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.cli.command.Commands;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/** Which commands are set up: no more than are asked for, and all where that is not clear. */
class TareCommandTest {

    static List<String> ordinary() {
        return Commands.names().stream()
                .filter(name -> !List.of("help", "completion").contains(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ordinary")
    void onlyTheRequestedCommandIsSetUp(String name) {
        assertThat(TareCommand.lineFor(name, "--json").getSubcommands()).containsOnlyKeys(name);
        assertThat(TareCommand.lineFor("--debug", name).getSubcommands()).containsOnlyKeys(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "help", "completion", "sacn", "@arguments"})
    void withoutACommandAllAreSetUp(String first) {
        assertThat(TareCommand.lineFor(first).getSubcommands().keySet())
                .containsExactlyElementsOf(Commands.names())
                .hasSizeGreaterThan(9);
    }

    @Test
    void withoutACommandAllAreNamed() {
        var command = TareCommand.lineFor();
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> command.<TareCommand>getCommand().run())
                .withMessageEndingWith("there are " + String.join(", ", Commands.names()));
    }

    @Test
    void forTheVersionNoneIsSetUp() {
        assertThat(TareCommand.lineFor("--version").getSubcommands()).isEmpty();
        assertThat(TareCommand.lineFor("--version", "scan").getSubcommands()).isNotEmpty();
    }
}
