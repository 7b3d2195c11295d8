package dev.tare.layer.toc;

import dev.tare.layer.stream.Chunk;
import dev.tare.layer.stream.Stage;
import dev.tare.layer.tar.SplitTar.Piece;
import dev.tare.layer.tar.SplitTar.Pieces;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Has the pieces of a tar made in another thread: to decode them takes as long as to parse the table of contents beside them. Where they are few, they are
 * made by the reader.
 */
final class PiecesAhead implements Pieces, Closeable {

    private static final int CHUNK_BYTES = 64 << 10;

    /** Compressed size of the pieces from which a thread of its own is worth it, in bytes. */
    private static final int MIN_BYTES_AHEAD = 32 << 10;

    private final Pieces pieces;
    private final Stage stage;

    // of the other thread
    private @Nullable Piece rest;

    // of the reader
    private @Nullable Chunk chunk;
    private int mark;

    /** @param compressedBytes size of what the pieces are made of */
    PiecesAhead(Pieces pieces, long compressedBytes) {
        this.pieces = pieces;
        this.stage = compressedBytes < MIN_BYTES_AHEAD
                ? Stage.inLine(this::fill, MIN_BYTES_AHEAD)
                : Stage.ahead("headers", this::fill, CHUNK_BYTES, true);
    }

    /** Puts pieces into a chunk, each marked with its content. One that is longer than the chunk is put into several. */
    private void fill(Chunk chunk) throws IOException {
        while (!chunk.isFull()) {
            var piece = rest == null ? pieces.next() : rest;
            if (piece == null) {
                return;
            }
            int length = Math.min(piece.length(), chunk.room());
            System.arraycopy(piece.bytes(), piece.from(), chunk.bytes, chunk.to, length);
            chunk.to += length;
            boolean isWhole = length == piece.length();
            chunk.mark(isWhole ? piece.content() : 0);
            rest = isWhole
                    ? null
                    : new Piece(piece.bytes(), piece.from() + length, piece.length() - length, piece.content());
        }
    }

    @Override
    public @Nullable Piece next() throws IOException {
        if (chunk == null || mark == chunk.marks()) {
            chunk = stage.next();
            mark = 0;
        }
        if (chunk == null) {
            return null;
        }
        int from = mark == 0 ? chunk.from : chunk.end(mark - 1);
        return new Piece(chunk.bytes, from, chunk.end(mark) - from, chunk.value(mark++));
    }

    @Override
    public void close() {
        stage.close();
    }
}
