package dev.tare.layer;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.tar.Stargz;
import dev.tare.layer.tar.TarHeader;
import dev.tare.layer.toc.Ranges;
import dev.tare.layer.toc.TableOfContents;
import dev.tare.layer.toc.TocClaim;
import dev.tare.layer.toc.TocMember;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;

/**
 * Reads a layer's table of contents into a {@link LayerIndex}, as {@link LayerReader} would read the layer. Contents are fetched only of files whose names
 * ask for them. The diff ID is unknown: the digest of the blob stands for it until the config tells.
 */
public final class TocReader {

    private final Ranges ranges;
    private final Descriptor layer;
    private final Limits limits;
    private final Columns columns;
    private final Warnings notes = new Warnings();
    private final Extents extents = new Extents();

    public TocReader(Ranges ranges, Descriptor layer, Limits limits) {
        this.ranges = ranges;
        this.layer = layer;
        this.limits = limits;
        this.columns = new Columns(limits, notes);
    }

    /**
     * @return empty if so many contents are needed that it is less work to read the layer
     * @throws Damaged if the table cannot be used: the layer is to be read instead
     */
    public Optional<TocLayer> read(TocClaim claim) throws IOException {
        columns.hashAlgorithm = HashAlgorithm.SHA_256;
        var read = new TableOfContents(ranges, layer.size(), limits).read(claim, this::add);
        checkBounds(read.uncompressedBytes());
        if (read.isMember()) {
            columns.addListed(table());
        }
        extents.end(read.end());
        extents.fill(columns.pulled);
        var compression = switch (claim) {
            case TocClaim.OfEstargz _ -> Compression.GZIP;
            case TocClaim.OfZstdChunked _ -> Compression.ZSTD;
        };
        if (compression == Compression.GZIP) {
            columns.passOverStargz();
        }
        var named = named();
        columns.freeze();
        var index = new LayerIndex(
                columns,
                new LayerIndex.Blob(layer.digest(), compression, layer.size()),
                new LayerIndex.Tar(layer.digest(), read.uncompressedBytes(), read.uncompressedBytes()),
                notes.lines());
        var files = new TocFiles(ranges, extents, compression, limits);
        return new TocLayer(index, files, new BitSet()).examine(named);
    }

    private void add(TocMember member) throws IOException {
        int entry = columns.addListed(member.header);
        if (member.hasContent()) {
            extents.add(entry, member);
            columns.hashHigh[entry] = Sha256Column.high(member.sha256);
            columns.hashLow[entry] = Sha256Column.low(member.sha256);
        }
    }

    private static TarHeader table() {
        var header = new TarHeader();
        header.type = '0';
        header.path = Stargz.indexName();
        header.pathLength = header.path.length;
        return header;
    }

    /** Notes which files are credentials by their path alone, and gives those whose name asks for their content. */
    private BitSet named() throws IOException {
        var named = new BitSet();
        for (int entry = 0; entry < columns.size; entry++) {
            if (EntryKind.at(columns.kinds[entry]).hasContent() && columns.sizes[entry] > 0) {
                named.set(entry, columns.beginContent(entry));
                columns.endContent(entry, new byte[0]);
            }
        }
        return named;
    }

    private void checkBounds(long uncompressed) throws IOException {
        if (uncompressed > limits.layerBytes()) {
            throw Limits.exceeded(
                    "an uncompressed size of %,d bytes".formatted(uncompressed),
                    limits.layerBytes(),
                    Bound.LAYER_BYTES);
        }
        if (uncompressed > Limits.RATIO_FROM && uncompressed / limits.ratio() > layer.size()) {
            throw Limits.exceeded(
                    "a ratio of %,d uncompressed bytes to each compressed one"
                            .formatted(uncompressed / Math.max(1, layer.size())),
                    limits.ratio(),
                    Bound.RATIO);
        }
    }
}
