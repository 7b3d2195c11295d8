package dev.tare.cli.command;

import java.util.Iterator;
import java.util.List;
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
        footer = {"", "Examples:", "  tare help scan", "  tare help cache prune"})
public final class HelpCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** For shells to complete. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Commands.names().iterator();
        }
    }

    @Parameters(
            paramLabel = "COMMAND",
            completionCandidates = Names.class,
            description = "A command of tare, and perhaps one of that, such as cache prune; tare itself without one.")
    private List<String> words = List.of();

    @Override
    public void run() {
        var tare = spec.root().commandLine();
        var asked = tare;
        for (String word : words) {
            var next = asked.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        asked,
                        "%s has no command %s".formatted(asked.getCommandSpec().qualifiedName(), word));
            }
            asked = next;
        }
        asked.usage(tare.getOut());
    }
}
