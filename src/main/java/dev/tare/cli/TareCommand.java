package dev.tare.cli;

import dev.tare.cli.command.Commands;
import dev.tare.cli.command.Complaints;
import dev.tare.cli.command.CompletionCommand;
import dev.tare.cli.command.HelpCommand;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.cli.option.output.Version;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code tare} itself: it has commands, and does nothing without one. */
@Command(
        name = "tare",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "What a container image ships twice, or ships and then removes: how many bytes that wastes, and which"
                    + " instruction did it. Reads manifests and layers straight from the registry, without a daemon."
        },
        footer = {"", "Examples:", "  tare demo", "  tare scan nginx:1.27", "  tare help scan"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:the report was made, and every rule holds",
            "  1:the report was made, and a rule such as --max-wasted is broken",
            "  2:wrong usage: options, image name, output file",
            "  3:the image could not be read: not found, not authorised, network, registry error",
            "  4:the image is damaged: wrong digest, truncated or invalid layer, manifest or config",
            "  5:a limit was hit; the message names the option that raises it",
            " 70:a bug in tare",
            "130:interrupted; of several images the report is partial"
        })
public final class TareCommand implements Runnable, Complaints.Debugging {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error. Never shows credentials.")
    private boolean debug;

    /** {@code tare} with all its commands. */
    static CommandLine line() {
        return line(Commands.ALL);
    }

    /** {@code tare} with no other command than these arguments ask for, if they do: to set up all takes a third of a start. */
    static CommandLine lineFor(String... arguments) {
        String first = Arrays.stream(arguments)
                .filter(argument -> !argument.equals("--debug"))
                .findFirst()
                .orElse("");
        if (arguments.length == 1 && first.equals("--version")) {
            return line(List.of());
        }
        return Commands.ALL.stream()
                .filter(command -> Commands.name(command).equals(first))
                .filter(command ->
                        command != HelpCommand.class && command != CompletionCommand.class) // they tell of all
                .findFirst()
                .map(command -> line(List.of(command)))
                .orElseGet(TareCommand::line);
    }

    private static CommandLine line(List<Class<?>> commands) {
        var line = new CommandLine(new TareCommand());
        for (var command : commands) {
            var spec = CommandSpec.forAnnotatedObject(command);
            OutputOptions.offer(spec);
            line.addSubcommand(new CommandLine(spec));
        }
        tellVersion(line);
        return line;
    }

    /** All commands have the option, and would print nothing. */
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(TareCommand::tellVersion);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? there are "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    @Override
    public boolean isDebug() {
        return debug;
    }
}
