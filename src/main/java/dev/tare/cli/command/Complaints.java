package dev.tare.cli.command;

import dev.tare.app.ExitCode;
import dev.tare.app.Faults;
import dev.tare.image.ImageFault;
import dev.tare.image.Printable;
import picocli.CommandLine.Model.CommandSpec;

/** Says on stderr why an image could not be read, and what to do. */
public final class Complaints {

    /** What the root command knows of {@code --debug}. */
    public interface Debugging {
        boolean isDebug();
    }

    private Complaints() {}

    static Faults of(CommandSpec command) {
        return (image, fault) -> tell(command, image.name() + ": " + fault.getMessage(), fault);
    }

    /**
     * Says why images could not be told at all.
     *
     * @return the exit code for it
     */
    static int tell(CommandSpec command, ImageFault fault) {
        tell(command, String.valueOf(fault.getMessage()), fault);
        return ExitCode.of(fault);
    }

    /** Says what is no fault. */
    static void notice(CommandSpec command, String untrusted) {
        var err = command.commandLine().getErr();
        err.println("tare: " + Printable.of(untrusted));
        err.flush();
    }

    private static void tell(CommandSpec command, String message, ImageFault fault) {
        var err = command.commandLine().getErr();
        err.println("tare: " + Printable.of(message));
        if (!fault.hint().isEmpty()) {
            err.println("  " + Printable.of(fault.hint()));
        }
        if (isDebug(command)) {
            fault.printStackTrace(err);
        }
        err.flush();
    }

    /** @param anyCommand tare itself or one of its commands */
    public static boolean isDebug(CommandSpec anyCommand) {
        return anyCommand.root().userObject() instanceof Debugging tare && tare.isDebug();
    }
}
