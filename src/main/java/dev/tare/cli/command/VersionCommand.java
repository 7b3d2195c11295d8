package dev.tare.cli.command;

import dev.tare.cli.option.output.Version;
import dev.tare.codec.Codecs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tare version}: what --version says, and what it is made of, for whoever wonders about its speed or reports a bug. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Show the version and, with --verbose, what this build runs on and decompresses with.",
        footer = {"", "Examples:", "  tare version --verbose"})
public final class VersionCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-v", "--verbose"},
            description = "What it runs on, and what inflates, decodes zstd and computes SHA-256.")
    private boolean verbose;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.println("tare " + Version.number());
        if (verbose) {
            out.printf("runs on: %s, %s %s%n", runtime(), System.getProperty("os.name"), System.getProperty("os.arch"));
            out.println(Codecs.inUse());
        }
        out.flush();
    }

    private static String runtime() {
        return "executable".equals(System.getProperty("org.graalvm.nativeimage.kind"))
                ? "itself (native executable)"
                : "Java " + Runtime.version();
    }
}
