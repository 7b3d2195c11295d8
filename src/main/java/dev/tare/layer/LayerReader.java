package dev.tare.layer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Reads a layer's blob once, from its first byte to its last, into a {@link LayerIndex}. */
public final class LayerReader {

    /** A decoder may have to hold a window of this size: zstd's own default for a decoder that is not told otherwise. */
    private static final int ZSTD_WINDOW_LOG = 27;

    /** Bytes that are inflated at once: it stops anywhere, and then tells how much it took in. */
    private static final int GZIP_STEP = 8 << 10;

    /** Compressed bytes that zstd is given at once: it takes in all that it is given, and puts out whole blocks. */
    private static final int ZSTD_PIECE = 8 << 10;

    private final Limits limits;

    public LayerReader(Limits limits) {
        this.limits = limits;
    }

    /** The uncompressed layer, how many compressed bytes went into what came out of it, in which steps, and whether it was an eStargz. */
    private record Decompressed(InputStream stream, LongSupplier taken, int step, BooleanSupplier stargz) {}

    private static Decompressed decompress(BlobInput in, Compression compression, Notes notes) throws IOException {
        return switch (compression) {
            case GZIP -> {
                var gzip = new GzipInput(in, notes);
                yield new Decompressed(gzip, gzip::taken, GZIP_STEP, gzip::isStargz);
            }
            case ZSTD -> new Decompressed(new ZstdInput(in), in::taken, TarInput.WINDOW, () -> false);
            case NONE -> new Decompressed(in, in::taken, TarInput.WINDOW, () -> false);
        };
    }

    /**
     * @param blob the blob as stored, to be closed by the caller
     * @param descriptor what the manifest says of it; digest and size are verified
     * @param progress is told of compressed bytes as they arrive
     * @throws Damaged if the blob is not what its descriptor says, is no tar, or is cut off
     * @throws BeyondLimit if it goes beyond a limit
     * @throws IOException if it cannot be fetched
     */
    public LayerIndex read(InputStream blob, Descriptor descriptor, LongConsumer progress) throws IOException {
        return read(
                new BlobInput(blob, descriptor.size(), Optional.of(descriptor.digest()), progress), descriptor.size());
    }

    /** The same for a blob of which only the size is known; {@link LayerIndex#digest()} tells the rest. */
    public LayerIndex read(InputStream blob, long size) throws IOException {
        return read(new BlobInput(blob, size, Optional.empty(), _ -> {}), size);
    }

    /**
     * Writes the content of one regular file, and reads no further than that.
     *
     * @param index of this blob; the content is held against the hash that it has there, since a part of a blob has no digest
     * @param entry the number of the file in the index
     * @throws Damaged if it is not the content that the index tells of
     */
    public void content(InputStream blob, Descriptor descriptor, LayerIndex index, int entry, OutputStream out)
            throws IOException {
        var in = new BlobInput(blob, descriptor.size(), Optional.of(descriptor.digest()), _ -> {});
        var notes = new Notes();
        var bytes = decompress(in, Compression.of(in.buffer, in.peek(4)), notes);
        try (var stream = bytes.stream()) {
            var tar =
                    new TarReader(new TarInput(stream, bytes.taken(), Digest.hasher("sha256"), limits), limits, notes);
            var header = tar.next();
            for (int member = 0; member < entry && header != null; member++) {
                header = tar.next();
            }
            var hash = header == null ? null : tar.hashContent(out::write);
            if (hash == null
                    || hash.getLeastSignificantBits() != index.hashLow(entry)
                    || hash.getMostSignificantBits() != index.hashHigh(entry)) {
                throw new Damaged("the layer has other bytes now than when it was first read");
            }
        }
    }

    private LayerIndex read(BlobInput in, long size) throws IOException {
        try {
            return index(in, size);
        } catch (Damaged e) {
            throw in.isRefused() ? e : rootCause(in, e);
        }
    }

    private LayerIndex index(BlobInput in, long size) throws IOException {
        var notes = new Notes();
        var compression = Compression.of(in.buffer, in.peek(4));
        var bytes = decompress(in, compression, notes);
        try (var stream = bytes.stream()) {
            var diffId = Digest.hasher("sha256");
            var columns = new Columns(limits, notes);
            var tarInput = new TarInput(stream, bytes.taken(), diffId, limits, bytes.step());
            var tar = new TarReader(tarInput, limits, notes);
            for (var header = tar.next(); header != null; header = tar.next()) {
                columns.add(header, tar);
            }
            tar.finish();
            Digest digest = in.finish();
            if (bytes.stargz().getAsBoolean()) {
                columns.passOverStargz();
            }
            columns.freeze();
            return new LayerIndex(
                    columns, digest, Digest.sha256(diffId), compression, size, tarInput.count(), notes.lines());
        }
    }

    /** Damage inside a blob whose digest is wrong too is the fault of whoever served it, so that is what is said. */
    private static Damaged rootCause(BlobInput in, Damaged found) throws IOException {
        try {
            in.finish();
        } catch (Damaged wrongBlob) {
            if (!Objects.equals(wrongBlob.getMessage(), found.getMessage())) {
                wrongBlob.addSuppressed(found);
            }
            return wrongBlob;
        } catch (Unreadable e) {
            e.addSuppressed(found);
            throw e;
        }
        return found;
    }

    /** Any number of zstd frames, skippable ones passed over (RFC 8878, 3.1), with its errors as ours. */
    private static final class ZstdInput extends FilterInputStream {

        ZstdInput(BlobInput in) throws IOException {
            super(new ZstdInputStreamNoFinalizer(new Pieces(in)).setLongMax(ZSTD_WINDOW_LOG));
        }

        /** A blob in pieces, so that what zstd has taken in is what it has put out, but for a piece. */
        private static final class Pieces extends FilterInputStream {
            Pieces(BlobInput in) {
                super(in);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, ZSTD_PIECE));
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (ZstdIOException e) {
                if (e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
                    throw new BeyondLimit(
                            "its zstd stream wants a window of more than %,d bytes".formatted(1 << ZSTD_WINDOW_LOG),
                            "");
                }
                throw new Damaged("the zstd stream is damaged (%s)".formatted(e.getMessage()), e);
            }
        }
    }
}
