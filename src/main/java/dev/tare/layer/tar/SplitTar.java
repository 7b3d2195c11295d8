package dev.tare.layer.tar;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.stream.Chunk;
import dev.tare.layer.stream.Stage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the members of a tar of which all is at hand but the contents of files (tar-split). */
public final class SplitTar {

    /** The pieces of the tar. */
    public interface Pieces {
        /** The next piece; null at the end. */
        @Nullable Piece next() throws IOException;
    }

    /**
     * A part of the tar.
     *
     * @param bytes headers and padding, valid until the next piece is asked for
     * @param from where in the bytes the piece begins
     * @param length how many of the bytes are of the piece
     * @param content how many bytes of content follow that are not at hand
     */
    public record Piece(byte[] bytes, int from, int length, long content) {}

    private final SplitStage stage;
    private final TarInput in;
    private final TarReader reader;

    public SplitTar(Pieces pieces, Limits limits, Warnings notes) {
        this.stage = new SplitStage(pieces);
        this.in = new TarInput(stage);
        this.reader = new TarReader(in, limits, notes);
    }

    /** The next member, as {@link TarReader#next} gives it. */
    public @Nullable TarHeader next() throws IOException {
        return reader.next();
    }

    /** Reads past the end mark to the end, and returns the length of the tar in bytes. */
    public long finish() throws IOException {
        reader.finish();
        return in.count();
    }

    private static final class SplitStage extends Stage {

        private final Pieces pieces;
        private Chunk chunk = new Chunk(Chunk.TAR_BLOCK_BYTES);
        private long content;

        SplitStage(Pieces pieces) {
            this.pieces = pieces;
        }

        @Override
        public @Nullable Chunk next() throws IOException {
            if (content > 0) {
                throw new Damaged("the pieces of the tar have a content of which no header tells");
            }
            var piece = pieces.next();
            if (piece == null) {
                return null;
            }
            content = piece.content();
            if (chunk.bytes.length - chunk.from < piece.length()) {
                chunk = new Chunk(2 * piece.length());
            }
            System.arraycopy(piece.bytes(), piece.from(), chunk.bytes, chunk.from, piece.length());
            chunk.to = chunk.from + piece.length();
            return chunk;
        }

        @Override
        public long skip(long bytes) {
            long skipped = Math.min(bytes, content);
            content -= skipped;
            return skipped;
        }

        @Override
        public void close() {
            // nothing runs
        }
    }
}
