package dev.tare.layer.tar;

import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.stream.ChannelInput;
import dev.tare.layer.stream.Chunk;
import dev.tare.layer.stream.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of an archive of images, which is a tar as a layer is. Of one in a file only the headers are read, and the contents later, where
 * they lie.
 */
public final class ArchiveReader {

    private static final int CHUNK_BYTES = 256 << 10;

    /** Bytes that are read around a header of a plain file, where headers are far apart. */
    private static final int HEADER_CHUNK_BYTES = 16 << 10;

    private final TarReader tar;
    private final Expansion expansion;

    private ArchiveReader(Stage.Producer source, int chunk, Limits limits) {
        this.tar = new TarReader(new TarInput(Stage.inLine(source, chunk)), limits, new Warnings());
        this.expansion = new Expansion(limits);
    }

    /** Reads an archive as it passes; the stream is read from its beginning, and perhaps beyond the end of the archive. */
    public static ArchiveReader of(InputStream stream, Limits limits) {
        return new ArchiveReader(chunk -> fill(chunk, stream), CHUNK_BYTES, limits);
    }

    /** Reads an archive that lies in a file, from its beginning. */
    public static ArchiveReader of(FileChannel channel, Limits limits) throws IOException {
        var file = new ChannelInput(channel, 0, channel.size());
        var source = new Stage.Producer() {
            @Override
            public void fill(Chunk chunk) throws IOException {
                ArchiveReader.fill(chunk, file);
            }

            @Override
            public long skip(long bytes) {
                return file.skip(bytes);
            }
        };
        return new ArchiveReader(source, HEADER_CHUNK_BYTES, limits);
    }

    private static void fill(Chunk chunk, InputStream in) throws IOException {
        chunk.to += Math.max(0, in.read(chunk.bytes, chunk.to, chunk.room()));
    }

    /** A member that an archive of images may use. */
    public sealed interface Member {
        /** The name in the tar; bytes that are not UTF-8 are replaced. */
        String name();
    }

    /** @param size in bytes, that of a sparse file with its holes */
    public record File(String name, long size, Content content) implements Member {}

    public record Symlink(String name, String target) implements Member {}

    public record Hardlink(String name, String target) implements Member {}

    /** The position of the content of a file. */
    public static final class Content {
        private final long offset;
        private final long stored;
        private final long size;
        private final long @Nullable [] sparse;
        private final Expansion expansion;

        private Content(long offset, long stored, TarHeader header, Expansion expansion) {
            this.offset = offset;
            this.stored = stored;
            this.size = header.size;
            this.sparse = header.sparse;
            this.expansion = expansion;
        }

        /** Returns true if a file of this length contains all of it. */
        public boolean isWithin(long fileBytes) {
            return stored <= fileBytes - offset;
        }

        /** Reads the content from the file of the archive. Several contents may be read at the same time. */
        public InputStream open(FileChannel channel) throws IOException {
            return whole(new ChannelInput(channel, offset, stored));
        }

        private InputStream whole(InputStream pieces) {
            return sparse == null ? pieces : new SparseInput(pieces, sparse, size, expansion);
        }
    }

    /**
     * The next member, null at the end.
     *
     * @throws dev.tare.image.ImageFault if it is no tar archive, is damaged, or goes beyond a limit
     */
    public @Nullable Member next() throws IOException {
        for (var header = tar.next(); header != null; header = tar.next()) {
            String name = text(header.path, header.pathLength);
            Member member = switch (header.type) {
                case '0' ->
                    new File(name, header.size, new Content(tar.offset(), tar.storedBytes(), header, expansion));
                case '1' -> new Hardlink(name, text(header.link, header.linkLength));
                case '2' -> new Symlink(name, text(header.link, header.linkLength));
                default -> null; // directories, and types that no archive of images has
            };
            if (member != null) {
                return member;
            }
        }
        return null;
    }

    private static String text(byte[] name, int length) {
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    /** Reads the content of the current file. It is valid until the next member is read. */
    public InputStream open(File atHand) {
        return atHand.content().whole(tar.stored());
    }
}
