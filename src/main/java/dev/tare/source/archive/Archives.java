package dev.tare.source.archive;

import dev.tare.codec.BadStream;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.tar.Expansion;
import dev.tare.source.Members;
import dev.tare.source.Source;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.ImageFormat;
import dev.tare.source.layout.Wanted;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Opens archives: as they lie where that is possible, and as they pass where it is not. */
public final class Archives {

    private final Limits limits;
    private final LongConsumer progress;
    private final Optional<Path> keptIn;

    /**
     * @param progress is told of bytes as they pass, of an archive that must be read from its beginning to its end
     * @param keptIn the folder where such an archive is kept while it is open, so that every member can be read more than once; without
     *     one, it is read as it passes
     */
    public Archives(Limits limits, LongConsumer progress, Optional<Path> keptIn) {
        this.limits = limits;
        this.progress = progress;
        this.keptIn = keptIn;
    }

    /** {@code oci-archive:FILE}. */
    public Source oci(Path file, String tag, Optional<Digest> digest, String name) throws ImageFault {
        return new FileSource(open(file), name, ImageFormat.OCI_LAYOUT, Wanted.of(tag, digest), limits);
    }

    /** {@code docker-archive:FILE}. */
    public Source docker(Path file, String wanted, String name) throws ImageFault {
        return new FileSource(open(file), name, ImageFormat.DOCKER_SAVE, Wanted.of(wanted), limits);
    }

    /** An archive of either kind in a file. */
    public Source file(Path file, String wanted, Optional<Digest> digest, String name) throws ImageFault {
        return new FileSource(open(file), name, ImageFormat.ANY, Wanted.of(wanted, digest), limits);
    }

    /** An archive of either kind on a stream. */
    public Source stream(InputStream stream, String name) throws ImageFault {
        Members members = reading("standard input", () -> pass(stream, "standard input"));
        return new FileSource(members, name, ImageFormat.ANY, new Wanted.Only(), limits);
    }

    private Members open(Path file) throws ImageFault {
        if (!Files.exists(file)) {
            throw new Unreadable("there is no file " + file, "check the path");
        }
        if (Files.isDirectory(file)) {
            throw new Unreadable(file + " is a folder", "an image layout in a folder is called oci:" + file);
        }
        return reading(file.toString(), () -> {
            if (Files.isRegularFile(file) && Files.size(file) == 0) {
                throw new Unreadable(file + " is empty", "");
            }
            // a pipe or a compressed file can only be read from its beginning to its end
            if (Files.isRegularFile(file) && compression(file) == Compression.NONE) {
                return ArchiveFile.read(file.toString(), FileChannel.open(file, StandardOpenOption.READ), limits);
            }
            try (var stream = Files.newInputStream(file)) {
                return pass(stream, file.toString());
            }
        });
    }

    private static Compression compression(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            return Compression.of(stream);
        }
    }

    private Members pass(InputStream raw, String name) throws IOException {
        var read = new Counted(raw);
        var counted = new BufferedInputStream(read, 1 << 16);
        counted.mark(16);
        if (counted.read() < 0) {
            throw new Unreadable(name + " is empty", "the program that writes it may have failed");
        }
        counted.reset();
        var compression = Compression.of(counted);
        counted.reset();
        try (var plain = compression == Compression.NONE
                ? counted
                : new Expanding(compression, read, compression.open(counted, limits))) {
            return keptIn.isPresent() ? kept(keptIn.get(), name, plain) : ArchiveStream.read(name, plain, limits);
        }
    }

    /** An archive in a file that nobody else can read and that is gone when it is closed, or the process ends in whatever way. */
    private Members kept(Path folder, String name, InputStream plain) throws IOException {
        Path file = created(folder);
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(file); // what is open stays without a name
        try {
            byte[] buffer = new byte[1 << 16];
            for (int got = plain.read(buffer); got >= 0; got = plain.read(buffer)) {
                write(channel, ByteBuffer.wrap(buffer, 0, got), folder);
            }
            channel.position(0);
            return ArchiveFile.read(name, channel, limits);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Path created(Path folder) throws Unreadable {
        try {
            return Files.createTempFile(folder, "tare-", ".tar"); // with rights for its owner alone
        } catch (IOException e) {
            throw unkept(folder, e);
        }
    }

    private static Unreadable unkept(Path folder, IOException e) {
        return new Unreadable(
                "it cannot be kept in %s meanwhile (%s)".formatted(folder, e.getMessage()),
                "to keep it elsewhere, set TMPDIR, or unpack it yourself first",
                e);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, Path folder) throws Unreadable {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw unkept(folder, e);
        }
    }

    private interface Reading {
        Members read() throws IOException;
    }

    private static Members reading(String name, Reading reading) throws ImageFault {
        try {
            return reading.read();
        } catch (ImageFault e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new ImageFault.BeyondLimit("there is not enough memory for " + name, "give tare more memory");
        } catch (java.nio.file.AccessDeniedException e) {
            throw new Unreadable(name + " may not be read", "check who may read it", e);
        } catch (IOException e) {
            boolean cut = e instanceof EOFException || e.getMessage() == null;
            throw new Damaged(
                    cut
                            ? "%s is cut off".formatted(name)
                            : "%s is no whole tar archive (%s)".formatted(name, e.getMessage()),
                    e);
        }
    }

    /** A decompressed archive, held against the same bounds on bombs as an image and its layers. */
    private final class Expanding extends FilterInputStream {
        private final Compression compression;
        private final Counted compressed;
        private final Expansion expansion = new Expansion(limits);
        private long count;

        Expanding(Compression compression, Counted compressed, InputStream plain) {
            super(plain);
            this.compression = compression;
            this.compressed = compressed;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got;
            try {
                got = super.read(target, offset, length);
            } catch (BadStream e) {
                throw new Damaged("its %s stream is damaged (%s)".formatted(compression, e.getMessage()), e);
            }
            count += Math.max(0, got);
            expansion.add(Math.max(0, got));
            if (count > Limits.RATIO_FROM && count / limits.ratio() > compressed.count) {
                throw Limits.exceeded(
                        "a ratio of %,d uncompressed bytes of the archive to each compressed one"
                                .formatted(count / Math.max(1, compressed.count)),
                        limits.ratio(),
                        Bound.RATIO);
            }
            return got;
        }
    }

    private final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = super.read(target, offset, length);
            count += Math.max(0, got);
            progress.accept(Math.max(0, got));
            return got;
        }
    }
}
