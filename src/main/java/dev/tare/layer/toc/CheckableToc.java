package dev.tare.layer.toc;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.layer.toc.TocClaim.Part;
import java.util.List;
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

    /** The tables that the annotations of a layer tell of. */
    static List<CheckableToc> of(Descriptor layer) {
        var annotations = layer.annotations();
        return annotations.isEmpty()
                ? List.of()
                : Stream.of(TocClaim.estargzDigest(annotations).map(Estargz::new), TocClaim.zstdTable(annotations))
                        .flatMap(Optional::stream)
                        .map(CheckableToc.class::cast)
                        .toList();
    }
}
