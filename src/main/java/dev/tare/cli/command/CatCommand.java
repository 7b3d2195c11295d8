package dev.tare.cli.command;

import dev.tare.app.ExitCode;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.app.inspect.ReadFile;
import dev.tare.cli.option.ImageOptions;
import dev.tare.cli.option.LazyOption;
import dev.tare.cli.terminal.EscapedOutput;
import dev.tare.cli.terminal.OutputFile;
import dev.tare.cli.terminal.Terminal;
import dev.tare.image.FileReason;
import dev.tare.image.ImageFault;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tare cat}: the bytes of one copy of a file, a hidden one too. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Write the content of a file to standard output: the one that a container reads or, with --layer, the one that this"
                    + " layer ships, which may have been removed since and is still there for everyone who pulls the image.",
            "With --layer no other layer is fetched, unless this one does not ship the path by that name. A terminal gets control characters escaped; a file or pipe gets the bytes."
        },
        footer = {
            "",
            "Examples:",
            "  tare cat nginx:1.27 /etc/nginx/nginx.conf",
            "  tare cat --layer 4 app:1 /root/.npmrc"
        })
public final class CatCommand implements Callable<Integer> {

    /** A content up to this size is verified before any of it is written. A larger one is verified at its end. */
    private static final int MAX_BUFFERED_BYTES = 16 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "As for scan: in a registry, a layout or an archive.")
    private String image = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "Of a regular file, or of a link to one.")
    private String path = "";

    @Option(
            names = "--layer",
            paramLabel = "N|DIGEST",
            description = "The copy that this layer ships, and not the one that a container reads.")
    private @Nullable String layer;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file and not to standard output.")
    private @Nullable Path output;

    @Option(
            names = {"-q", "--quiet"},
            description = "Neither progress nor notices of retries on standard error.")
    private boolean quiet;

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    private LazyOption lazyOption = new LazyOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.check(output);
        ImageCommand.notEmpty("PATH", List.of(path));
        try (var session = imageOptions.session(List.of(image), quiet, lazyOption)) {
            return run(session, session.images(List.of(image)).getFirst());
        }
    }

    private int run(Session session, NamedImage named) throws IOException, InterruptedException {
        try {
            new ReadFile(session).run(named, new ReadFile.Request(path, Optional.ofNullable(layer)), this::write);
            return ExitCode.OK;
        } catch (ImageFault fault) {
            Complaints.of(spec).of(named, fault);
            return ExitCode.of(fault);
        }
    }

    private void write(ReadFile.Content content) throws IOException {
        boolean isHeldBack = content.size() <= MAX_BUFFERED_BYTES;
        var held = new ByteArrayOutputStream(isHeldBack ? (int) content.size() : 0);
        if (isHeldBack) {
            content.writeTo(held);
        }
        try (var out = out()) {
            if (isHeldBack) {
                held.writeTo(out);
            } else {
                content.writeTo(out);
            }
        }
    }

    private OutputStream out() {
        try {
            return new Writing(
                    output != null
                            ? Files.newOutputStream(output)
                            : Terminal.isTerminal(1) ? new EscapedOutput(Terminal.stdout()) : Terminal.stdout());
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private InvalidRequest cannotWrite(IOException e) {
        return new InvalidRequest(
                output == null
                        ? String.valueOf(e.getMessage())
                        : "--output: %s cannot be written (%s)".formatted(output, FileReason.of(e)));
    }

    /** Tells a full disk from a layer that cannot be read. */
    private final class Writing extends FilterOutputStream {

        Writing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw cannotWrite(e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw cannotWrite(e);
            }
        }
    }
}
