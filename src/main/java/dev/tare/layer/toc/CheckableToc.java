package dev.tare.layer.toc;

import dev.tare.image.Digest;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.toc.TocClaim.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of contents that a layer is said to have, and that is compared with the layer when all of that is read. A runtime may use a table of which the
 * annotations tell less than a {@link TocClaim}.
 */
public sealed interface CheckableToc {

    /**
     * The table of an eStargz layer. It passes by in the tar.
     *
     * @param digest of the uncompressed JSON
     */
    record Estargz(Digest digest) implements CheckableToc {}

    /**
     * The table of a zstd:chunked layer. It passes by in the blob, in a frame that a decoder passes over.
     *
     * @param table the compressed JSON
     * @param digest of that
     * @param tarSplit the compressed headers of the tar, if there are any
     */
    record ZstdChunked(Part table, Digest digest, Optional<Part> tarSplit) implements CheckableToc {}

    /**
     * A table that the annotations tell of in a way that leads to none.
     *
     * @param why a sentence about an annotation
     */
    record Unusable(String why) implements CheckableToc {}

    /** The tables that the annotations of a layer tell of. */
    static List<CheckableToc> of(Descriptor layer) {
        var annotations = layer.annotations();
        return annotations.isEmpty()
                ? List.of()
                : Stream.of(estargz(annotations), zstdChunked(annotations))
                        .flatMap(Optional::stream)
                        .toList();
    }

    private static Optional<CheckableToc> estargz(Map<String, String> annotations) {
        return annotations.containsKey(TocClaim.ESTARGZ_DIGEST)
                ? TocClaim.estargzDigest(annotations)
                        .<CheckableToc>map(Estargz::new)
                        .or(() -> unusable(annotations, TocClaim.ESTARGZ_DIGEST, "is no digest by SHA-256"))
                : Optional.empty();
    }

    private static Optional<CheckableToc> zstdChunked(Map<String, String> annotations) {
        if (!annotations.containsKey(TocClaim.CHUNKED_POSITION) && !annotations.containsKey(TocClaim.CHUNKED_DIGEST)) {
            return Optional.empty();
        }
        var toc = TocClaim.zstdTable(annotations);
        if (toc.isEmpty()) {
            return TocClaim.zstdDigest(annotations).isPresent()
                    ? unusable(annotations, TocClaim.CHUNKED_POSITION, "tells no place of a table")
                    : unusable(annotations, TocClaim.CHUNKED_DIGEST, "is no digest by SHA-256");
        }
        boolean hasBadTarSplit = toc.get().tarSplit().isEmpty() && annotations.containsKey(TocClaim.CHUNKED_TAR_SPLIT);
        return hasBadTarSplit
                ? unusable(annotations, TocClaim.CHUNKED_TAR_SPLIT, "tells no place of the headers of the tar")
                : Optional.of(toc.get());
    }

    private static Optional<CheckableToc> unusable(Map<String, String> annotations, String name, String why) {
        return Optional.of(new Unusable(
                "the annotation %s %s".formatted(name, annotations.containsKey(name) ? why : "is missing")));
    }
}
