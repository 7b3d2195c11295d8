package dev.tare.layer.toc;

import dev.tare.image.Digest;
import dev.tare.image.spec.Descriptor;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the annotations of a layer's descriptor say of its table of contents. */
public sealed interface TocClaim {

    /**
     * The table of an eStargz layer.
     *
     * @param digest of the uncompressed JSON
     * @param uncompressedBytes size of the uncompressed layer, its table included
     */
    record OfEstargz(Digest digest, long uncompressedBytes) implements TocClaim {}

    /**
     * The table of a zstd:chunked layer.
     *
     * @param table the compressed JSON
     * @param digest of that
     * @param tarSplit the compressed headers of the tar; the table has their digest
     */
    record OfZstdChunked(Part table, Digest digest, Part tarSplit) implements TocClaim {}

    /**
     * A part of the blob.
     *
     * @param offset of its first byte
     * @param length in bytes
     */
    record Part(long offset, long length) {}

    /** Where the table is: offset, length, length uncompressed, and its kind, which is 1 (containers/storage, {@code ManifestInfoKey}). */
    String CHUNKED_POSITION = "io.github.containers.zstd-chunked.manifest-position";

    /** The digest of the compressed table (containers/storage, {@code ManifestChecksumKey}). */
    String CHUNKED_DIGEST = "io.github.containers.zstd-chunked.manifest-checksum";

    /** Where the headers of the tar are: offset, length, and length uncompressed (containers/storage, {@code TarSplitInfoKey}). */
    String CHUNKED_TAR_SPLIT = "io.github.containers.zstd-chunked.tarsplit-position";

    Pattern TABLE_POSITION = Pattern.compile("([0-9]{1,18}):([0-9]{1,18}):[0-9]{1,18}:1");
    Pattern TAR_SPLIT_POSITION = Pattern.compile("([0-9]{1,18}):([0-9]{1,18}):[0-9]{1,18}");
    Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** The digest of the table (stargz-snapshotter, estargz.md, "TOC digest"). */
    String ESTARGZ_DIGEST = "containerd.io/snapshot/stargz/toc.digest";

    /** The size of the uncompressed layer, as its converters write it (stargz-snapshotter, {@code StoreUncompressedSizeAnnotation}). */
    String ESTARGZ_SIZE = "io.containers.estargz.uncompressed-size";

    /** What is claimed of a layer; empty if it has no table, or if the claims do not tell enough to use it. */
    static Optional<TocClaim> of(Descriptor layer) {
        return estargz(layer.annotations()).or(() -> zstdChunked(layer.annotations()));
    }

    /** Returns true if a layer is said to have a table, whether or not the claims tell enough to use it. */
    static boolean isMade(Descriptor layer) {
        return layer.annotations().containsKey(ESTARGZ_DIGEST)
                || layer.annotations().containsKey(CHUNKED_POSITION)
                || layer.annotations().containsKey(CHUNKED_DIGEST);
    }

    private static Optional<TocClaim> zstdChunked(Map<String, String> annotations) {
        return zstdTable(annotations)
                .flatMap(it -> it.tarSplit().map(split -> new OfZstdChunked(it.table(), it.digest(), split)));
    }

    /** The table of a zstd:chunked layer, with or without the headers of its tar. */
    static Optional<CheckableToc.ZstdChunked> zstdTable(Map<String, String> annotations) {
        var table = part(annotations.get(CHUNKED_POSITION), TABLE_POSITION);
        var tarSplit = part(annotations.get(CHUNKED_TAR_SPLIT), TAR_SPLIT_POSITION);
        var digest = zstdDigest(annotations);
        return table.flatMap(it -> digest.map(of -> new CheckableToc.ZstdChunked(it, of, tarSplit)));
    }

    /** The digest of the table of a zstd:chunked layer. */
    static Optional<Digest> zstdDigest(Map<String, String> annotations) {
        return digest(annotations.get(CHUNKED_DIGEST));
    }

    private static Optional<Part> part(@Nullable String text, Pattern syntax) {
        return Optional.ofNullable(text)
                .map(syntax::matcher)
                .filter(Matcher::matches)
                .map(it -> new Part(Long.parseLong(it.group(1)), Long.parseLong(it.group(2))));
    }

    /** The digest of the table of an eStargz layer. */
    static Optional<Digest> estargzDigest(Map<String, String> annotations) {
        return digest(annotations.get(ESTARGZ_DIGEST));
    }

    private static Optional<TocClaim> estargz(Map<String, String> annotations) {
        var digest = estargzDigest(annotations);
        var size = number(annotations.get(ESTARGZ_SIZE));
        return digest.isPresent() && size.isPresent()
                ? Optional.of(new OfEstargz(digest.get(), size.get()))
                : Optional.empty();
    }

    private static Optional<Digest> digest(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(Digest::parse)
                    .filter(it -> it.algorithm().equals("sha256"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(@Nullable String text) {
        return Optional.ofNullable(text)
                .filter(it -> NUMBER.matcher(it).matches())
                .map(Long::valueOf);
    }
}
