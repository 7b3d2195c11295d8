package dev.tare.layer;

import com.dynatrace.hash4j.hashing.HashValue128;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.stream.BlobInput;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.stream.Decoder;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.stream.Stage;
import dev.tare.layer.tar.Expansion;
import dev.tare.layer.tar.LayerInput;
import dev.tare.layer.tar.TarReader;
import dev.tare.layer.toc.CheckableToc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Reads a layer's blob once, from its first byte to its last, into a {@link LayerIndex}. */
public final class LayerReader {

    /** Uncompressed bytes per chunk. A few chunks are in flight at a time. */
    private static final int CHUNK_BYTES = 512 << 10;

    /** Smaller blobs are read by one thread: starting another takes longer. */
    private static final int MIN_PARALLEL_BLOB_BYTES = 256 << 10;

    private final Limits limits;
    private final Expansion expansion;
    private final Pools pools;
    private final int aheadFrom;
    private final Hashes hashes;

    /** Which hashes of contents are computed. */
    public enum Hashes {
        /** XXH3-128, which takes least time. */
        XXH3,
        /** That, and SHA-256, which tables of contents have. */
        XXH3_AND_SHA256
    }

    /** Reads one layer at a time, which are not counted together against the limit of an image. */
    public LayerReader(Limits limits) {
        this(limits, new Expansion(limits), new Pools());
    }

    /**
     * @param expansion counter of the image, to which each layer is added
     * @param pools shared with layers that are read at the same time
     */
    public LayerReader(Limits limits, Expansion expansion, Pools pools) {
        this(limits, expansion, pools, Hashes.XXH3);
    }

    /**
     * @param expansion counter of the image, to which each layer is added
     * @param pools shared with layers that are read at the same time
     * @param hashes of the contents; {@link LayerIndex#withSha256} gives those of SHA-256
     */
    public LayerReader(Limits limits, Expansion expansion, Pools pools, Hashes hashes) {
        this(limits, expansion, pools, MIN_PARALLEL_BLOB_BYTES, hashes);
    }

    /** @param aheadFrom minimum size of a blob, in bytes, whose stages get threads of their own */
    LayerReader(Limits limits, Expansion expansion, Pools pools, int aheadFrom) {
        this(limits, expansion, pools, aheadFrom, Hashes.XXH3);
    }

    private LayerReader(Limits limits, Expansion expansion, Pools pools, int aheadFrom, Hashes hashes) {
        this.hashes = hashes;
        this.limits = limits;
        this.expansion = expansion;
        this.pools = pools;
        this.aheadFrom = aheadFrom;
    }

    /**
     * @param blob the blob as stored, to be closed by the caller
     * @param descriptor of the manifest; digest and size are verified
     * @param ahead whether the blob may be fetched ahead in a thread of its own, whose wait is interrupted when no more of it is wanted
     * @param progress receives the number of compressed bytes as they arrive
     * @throws Damaged if the blob is not what its descriptor says, is no tar, or is cut off
     * @throws BeyondLimit if it goes beyond a limit
     * @throws IOException if it cannot be fetched
     */
    public LayerIndex read(InputStream blob, Descriptor descriptor, boolean ahead, LongConsumer progress)
            throws IOException {
        return read(blob, descriptor.size(), Optional.of(descriptor.digest()), ahead, progress);
    }

    /**
     * The same for a blob whose digest may be unknown; {@link LayerIndex#digest()} has it.
     *
     * @param size of the blob in bytes, which is verified
     */
    public LayerIndex read(InputStream blob, long size, Optional<Digest> digest, boolean ahead, LongConsumer progress)
            throws IOException {
        return read(blob, size, digest, List.of(), ahead, progress);
    }

    /**
     * The same for a layer that may have tables of contents. They are compared with the layer: one that lies is a note of the index.
     *
     * @param tocs what the manifest tells of them
     */
    public LayerIndex read(
            InputStream blob,
            long size,
            Optional<Digest> digest,
            List<CheckableToc> tocs,
            boolean ahead,
            LongConsumer progress)
            throws IOException {
        boolean worthIt = ahead && size >= aheadFrom;
        try (var in = new BlobInput(blob, size, digest, worthIt, pools, progress)) {
            try {
                return index(in, size, tocs, worthIt);
            } catch (Damaged e) {
                throw rootCause(in, e);
            }
        }
    }

    /** Takes the contents of files, one file after another. */
    public interface ContentTaker {

        /** Begins with a file, all bytes of which are written to the stream. It is not closed. */
        OutputStream begin(int entry) throws IOException;

        /** The file is complete, and its content is that of the index. */
        void end(int entry) throws IOException;

        /** Writes all files to one stream. */
        static ContentTaker into(OutputStream out) {
            return new ContentTaker() {
                @Override
                public OutputStream begin(int entry) {
                    return out;
                }

                @Override
                public void end(int entry) {
                    // the next one follows
                }
            };
        }
    }

    /**
     * Writes the contents of some regular files, and reads the blob no further than the last of them.
     *
     * @param index of this blob. Its content hashes verify the contents, since a part of a blob has no digest. Where these are not hashes that are
     *     computed here, the whole blob is read and verified
     * @param entries the numbers of the files in the index, ascending
     * @throws Damaged if a content differs from the index
     */
    public void contents(
            InputStream blob, Descriptor descriptor, LayerIndex index, List<Integer> entries, ContentTaker taker)
            throws IOException {
        var notes = new Warnings();
        try (var in = new BlobInput(blob, descriptor.size(), Optional.of(descriptor.digest()), false, pools, _ -> {});
                var decoder = Decoder.of(in, compression(in), limits, pools, notes);
                var stage = pools.inLine(decoder)) {
            var input = new LayerInput(stage, pools.digest("sha256"), limits, expansion);
            var tar = new TarReader(input, limits, notes);
            int next = 0;
            for (int entry : entries) {
                int skipped = entry - next;
                var out = taker.begin(entry);
                var hash = located(tar, () -> content(tar, skipped, out));
                if (hash.isEmpty() || !isOf(index, entry, hash.get())) {
                    throw new Damaged("the layer has other bytes now than when it was first read");
                }
                taker.end(entry);
                next = entry + 1;
            }
            if (index.hashAlgorithm() != HashAlgorithm.XXH3_128) {
                in.finish();
            }
        }
    }

    /** Writes the content of the member behind so many others; empty where there is none. */
    private static Optional<HashValue128> content(TarReader tar, int skipped, OutputStream out) throws IOException {
        var header = tar.next();
        for (int member = 0; member < skipped && header != null; member++) {
            header = tar.next();
        }
        return header == null ? Optional.empty() : Optional.of(tar.hashContent(out::write));
    }

    private static boolean isOf(LayerIndex index, int entry, HashValue128 hash) {
        return index.hashAlgorithm() != HashAlgorithm.XXH3_128
                || (hash.getLeastSignificantBits() == index.hashLow(entry)
                        && hash.getMostSignificantBits() == index.hashHigh(entry));
    }

    private LayerIndex index(BlobInput in, long size, List<CheckableToc> tocs, boolean ahead) throws IOException {
        var notes = new Warnings();
        var decoderNotes = new Warnings(); // separate, since the decoder may run in another thread
        var diffId = pools.digest("sha256");
        var columns = new Columns(limits, notes);
        if (hashes == Hashes.XXH3_AND_SHA256) {
            columns.addSha256();
        }
        var check = new TocCheck(tocs, columns, limits, notes);
        check.begin(in);
        var compression = compression(in);
        try (var decoder = Decoder.of(in, compression, limits, pools, decoderNotes);
                var stage =
                        size < aheadFrom ? pools.inLine(decoder) : Stage.ahead("decode", decoder, CHUNK_BYTES, ahead)) {
            var input = new LayerInput(stage, diffId, limits, expansion);
            var tar = new TarReader(input, limits, notes);
            located(tar, () -> {
                for (var header = tar.next(); header != null; header = tar.next()) {
                    check.add(header, tar);
                }
                check.finish(tar);
                return columns;
            });
            Digest digest = in.finish();
            check.end(size);
            if (decoder.isStargz()) {
                columns.passOverStargz();
            }
            columns.freeze();
            var odd = Stream.of(notes, decoderNotes)
                    .flatMap(some -> some.lines().stream())
                    .toList();
            return new LayerIndex(
                    columns,
                    new LayerIndex.Blob(digest, compression, size),
                    new LayerIndex.Tar(Digest.of("sha256", diffId.digest()), input.count(), input.expanded()),
                    odd);
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Adds the file to the error of an exceeded limit. */
    private static <T> T located(TarReader tar, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (BeyondLimit e) {
            String place = tar.place();
            throw place.isEmpty() ? e : e.in(place);
        }
    }

    private static Compression compression(BlobInput in) throws IOException {
        return Compression.of(in.peek(Compression.MAGIC_BYTES));
    }

    /** If the digest is wrong too, damage inside the blob is a fault of the server, and is reported as a wrong digest. */
    private static Damaged rootCause(BlobInput in, Damaged found) throws IOException {
        try {
            in.finish();
        } catch (Damaged wrongBlob) {
            if (wrongBlob != found && !Objects.equals(wrongBlob.getMessage(), found.getMessage())) {
                wrongBlob.addSuppressed(found);
            }
            return wrongBlob;
        } catch (Unreadable e) {
            e.addSuppressed(found);
            throw e;
        }
        return found;
    }
}
