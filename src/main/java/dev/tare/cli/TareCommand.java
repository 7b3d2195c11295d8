package dev.tare.cli;

import dev.tare.image.ImageFault;
import dev.tare.layer.Printable;
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
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "What a container image ships twice, or ships and then removes: how many bytes that wastes, and which"
                    + " instruction did it. Reads manifests and layers straight from the registry, without a daemon."
        },
        footer = {
            "",
            "New here? Try: tare demo",
            "",
            "Exit codes: 0 all is well; 1 a rule such as --max-wasted is broken; 2 wrong usage; 3 the image could not"
                    + " be read; 4 it is damaged; 5 it goes beyond a limit; 70 a bug in tare; 130 interrupted."
        },
        subcommands = {
            ScanCommand.class,
            LayersCommand.class,
            DiffCommand.class,
            LsCommand.class,
            TraceCommand.class,
            CatCommand.class,
            CompareCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        })
public final class TareCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error. Never shows credentials.")
    private boolean debug;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? scan, layers, diff, ls, trace, cat, compare and demo are there");
    }

    /** Says on stderr why an image could not be read, and what to do. */
    static void complain(CommandSpec command, String image, ImageFault fault) {
        var err = command.commandLine().getErr();
        err.println("tare: " + Printable.of(image + ": " + fault.getMessage()));
        if (!fault.hint().isEmpty()) {
            err.println("  " + Printable.of(fault.hint()));
        }
        if (debug(command)) {
            fault.printStackTrace(err);
        }
        err.flush();
    }

    static boolean debug(CommandSpec anyCommand) {
        return anyCommand.root().userObject() instanceof TareCommand tare && tare.debug;
    }
}
