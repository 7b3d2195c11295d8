package dev.tare.cli;

import dev.tare.app.ExitCode;
import dev.tare.app.InvalidRequest;
import dev.tare.cli.command.Complaints;
import dev.tare.cli.terminal.Terminal;
import dev.tare.image.Printable;
import dev.tare.source.BadConfiguration;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Where the process begins and ends: every way out has its exit code, and none shows a stack trace unasked. */
@QuarkusMain
public class Main implements QuarkusApplication {

    public static void main(String... args) {
        Terminal.holdStandardStreams();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught(e));
        Terminal.onInterrupt(() -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED));
        Quarkus.run(Main.class, (code, _) -> Terminal.exit(code), args);
    }

    @Override
    public int run(String... args) {
        var command = TareCommand.lineFor(args);
        command.setOut(new PrintWriter(Terminal.stdout(), false, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setUsageHelpAutoWidth(false);
        command.setUsageHelpWidth(Terminal.width());
        command.setColorScheme(CommandLine.Help.defaultColorScheme(
                Terminal.coloursOn(false) ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        command.setParameterExceptionHandler(WrongUsage::explain);
        command.setExecutionExceptionHandler(Main::bug);
        command.setExpandAtFiles(false);
        int code = execute(command, args);
        if (command.getOut().checkError()) {
            command.getErr().println("tare: standard output cannot be written");
            code = ExitCode.USAGE;
        }
        // Quarkus would stop its threads first, and wait for one that ended since there was no memory
        Terminal.exit(code);
        return code;
    }

    /** Tells what ended a thread for which nobody waits. Where memory runs out, the command tells that by itself. */
    private static void uncaught(Throwable e) {
        if (!(e instanceof OutOfMemoryError)) {
            System.err.println("tare: a bug in tare: " + Printable.of(String.valueOf(e)));
        }
    }

    /** What is no exception but an error picocli lets pass, and Quarkus would end with code 1, which means something else. */
    private static int execute(CommandLine command, String... args) {
        try {
            return command.execute(ArgumentFiles.expand(args));
        } catch (InvalidRequest e) {
            return bug(e, command, null);
        } catch (OutOfMemoryError e) {
            command.getErr().println("tare: there is not enough memory for this image");
            command.getErr().println("  give tare more memory");
            return ExitCode.BEYOND_LIMIT;
        } catch (Error e) {
            return bug(new IllegalStateException(e), command, null);
        }
    }

    /** The message, behind the option that it is about. */
    private static String message(Exception e) {
        String option = e instanceof InvalidRequest request
                ? request.field().map("--%s: "::formatted).orElse("")
                : "";
        return option + e.getMessage();
    }

    /** Tells what failed, and what else did meanwhile: outputs fail each by itself. */
    private static int bug(Exception e, CommandLine command, @Nullable ParseResult parsed) {
        int code = told(e, command);
        for (var other : e.getSuppressed()) {
            if (other instanceof Exception also) {
                code = ExitCode.worst(code, bug(also, command, parsed));
            }
        }
        return code;
    }

    private static int told(Exception e, CommandLine command) {
        if (e instanceof InvalidRequest || e instanceof BadConfiguration || e instanceof Terminal.StdoutFailed) {
            command.getErr().println("tare: " + Printable.of(message(e)));
            return ExitCode.USAGE;
        }
        command.getErr().println("tare: a bug in tare: " + Printable.of(String.valueOf(e)));
        if (Complaints.isDebug(command.getCommandSpec())) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println("  please report it, with what --debug prints");
        }
        return ExitCode.BUG;
    }
}
