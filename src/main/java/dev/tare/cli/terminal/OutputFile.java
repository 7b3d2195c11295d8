package dev.tare.cli.terminal;

import dev.tare.app.InvalidRequest;
import dev.tare.image.FileReason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code --output}, which gets a whole report or stays as it is. The report is written to another file beside it, which takes its place
 * when it is complete. A device or a pipe is written to itself, and so is a file in a folder that takes no other.
 *
 * <p>A failure to write is an {@link InvalidRequest} that names the file.
 */
public final class OutputFile implements Destination {

    private static final int BUFFER_BYTES = 64 << 10;

    /** What the user called it. */
    private final Path name;

    /** Where the report is to be in the end: what a link leads to. */
    private final Path target;

    /** Where it is written: the target itself, or a file beside it. */
    private final Path written;

    private final Writing writing;
    private final OutputStream stream;
    private boolean isComplete;

    private OutputFile(Path name, Path target, Path written) {
        this.name = name;
        this.target = target;
        this.written = written;
        this.writing = new Writing();
        this.stream = new BufferedOutputStream(writing, BUFFER_BYTES);
    }

    /** @throws InvalidRequest if it is known that the file cannot be written, before a scan that may take minutes */
    public static void check(@Nullable Path file) {
        if (file != null && (Files.isDirectory(file) || !Files.isDirectory(parent(file)))) {
            throw new InvalidRequest("--output: %s cannot be written: %s"
                    .formatted(
                            file, Files.isDirectory(file) ? "it is a folder" : "there is no folder " + parent(file)));
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.getRoot() : parent;
    }

    public static OutputFile of(Path file) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file;
            return new OutputFile(file, target, isReplaceable(target) ? beside(target) : target);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Returns true for a file that may be written, and for none. A link that leads nowhere is to stay a link. */
    private static boolean isReplaceable(Path file) {
        return !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(file));
    }

    /** Makes an empty file beside another; gives that other where none can be made. */
    private static Path beside(Path file) {
        Path beside = parent(file)
                .resolve(".%s.%08x"
                        .formatted(
                                file.getFileName(), ThreadLocalRandom.current().nextInt()));
        try {
            Files.createFile(beside);
            Terminal.deleteWhenInterrupted(beside);
            return beside;
        } catch (IOException e) {
            return file;
        }
    }

    private static InvalidRequest cannotWrite(Path file, IOException e) {
        return new InvalidRequest("--output: " + file + " cannot be written (" + FileReason.of(e) + ")");
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void complete() throws IOException {
        stream.flush();
        writing.close();
        if (!written.equals(target)) {
            try {
                takePlace();
            } catch (IOException e) {
                throw cannotWrite(name, e);
            }
        }
        isComplete = true;
    }

    private void takePlace() throws IOException {
        try {
            keepPermissions();
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) { // as where the file is mounted by itself
            try (var out = Files.newOutputStream(target)) {
                Files.copy(written, out);
            }
            Files.delete(written);
        }
    }

    private void keepPermissions() throws IOException {
        if (Files.exists(target)) {
            var before = Files.getFileAttributeView(target, PosixFileAttributeView.class);
            var after = Files.getFileAttributeView(written, PosixFileAttributeView.class);
            if (before != null && after != null) {
                after.setPermissions(before.readAttributes().permissions());
            }
        }
    }

    @Override
    public void close() {
        if (isComplete) {
            return;
        }
        try {
            writing.giveUp();
            if (!written.equals(target)) {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            // what went wrong before is told
        }
    }

    /** Opens the file when there is something to write, and tells a full disk from an image that cannot be read. */
    private final class Writing extends OutputStream {
        private @Nullable OutputStream open;

        private OutputStream file() throws IOException {
            open = open == null ? Files.newOutputStream(written) : open;
            return open;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                file().write(bytes, offset, length);
            } catch (IOException e) {
                throw cannotWrite(name, e);
            }
        }

        @Override
        public void close() {
            try {
                file().close();
            } catch (IOException e) {
                throw cannotWrite(name, e);
            }
        }

        void giveUp() throws IOException {
            if (open != null) {
                open.close();
            }
        }
    }
}
