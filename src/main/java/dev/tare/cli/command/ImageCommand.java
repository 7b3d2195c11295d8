package dev.tare.cli.command;

import dev.tare.app.ExitCode;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.cli.option.ImageOptions;
import dev.tare.cli.option.output.OutputOptions;
import dev.tare.image.ImageFault;
import dev.tare.image.Printable;
import dev.tare.report.model.ReportKind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that reads one image and says something of it. */
public abstract class ImageCommand implements Callable<Integer> {

    /** Maximum arguments that a message names. */
    private static final int MAX_ARGUMENTS_NAMED = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "As for scan: in a registry, a layout or an archive.")
    private String image = "";

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    final OutputOptions outputOptions;

    /** @param kind what the command reports */
    ImageCommand(ReportKind kind) {
        outputOptions = new OutputOptions(kind);
    }

    /** Checks what can be checked before the image is read. */
    void validate() {}

    /** Finds out what the command has to say of the image, and writes it. */
    abstract void write(Session session, NamedImage image) throws IOException, InterruptedException;

    /** @throws InvalidRequest if one of these is empty, as where a variable of a shell is not set */
    static void notEmpty(String label, List<String> values) {
        if (values.contains("")) {
            throw new InvalidRequest(label + " is empty (is a variable not set?)");
        }
    }

    /** A few of these, for a message. Where there are many, a shell may have made them of a pattern. */
    static String some(List<String> values) {
        String first = String.join(", ", values.subList(0, Math.min(values.size(), MAX_ARGUMENTS_NAMED)));
        return values.size() <= MAX_ARGUMENTS_NAMED
                ? first
                : "%s and %d more (a shell replaces patterns that are not quoted)"
                        .formatted(first, values.size() - MAX_ARGUMENTS_NAMED);
    }

    /** Says on stderr what is odd about what was asked for. */
    final void warn(String message) {
        var err = spec.commandLine().getErr();
        err.println("tare: " + Printable.of(message));
        err.flush();
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        imageOptions.config();
        outputOptions.validate();
        validate();
        try (var session = imageOptions.session(List.of(image), outputOptions.quiet())) {
            return run(session, session.images(List.of(image)).getFirst());
        }
    }

    private int run(Session session, NamedImage named) throws IOException, InterruptedException {
        try {
            write(session, named);
            return ExitCode.OK;
        } catch (ImageFault fault) {
            Complaints.of(spec).of(named, fault);
            return ExitCode.of(fault);
        }
    }
}
