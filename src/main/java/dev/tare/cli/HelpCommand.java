package dev.tare.cli;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare help}: the same as {@code --help}, for those who look for it there. */
@Command(
        name = "help",
        helpCommand = true,
        mixinStandardHelpOptions = true,
        description = "Show what tare or one of its commands does, with its options and examples.",
        footer = {"", "Example:", "  tare help scan"})
public final class HelpCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** For shells to complete. */
    static final class Commands implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TareCommand.names().iterator();
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            completionCandidates = Commands.class,
            description = "A command of tare; tare itself without one.")
    private @Nullable String command;

    @Override
    public void run() {
        var tare = spec.root().commandLine();
        var asked = command == null ? tare : tare.getSubcommands().get(command);
        if (asked == null) {
            throw new ParameterException(tare, "there is no command " + command);
        }
        asked.usage(tare.getOut());
    }
}
