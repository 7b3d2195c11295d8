package dev.tare.layer.toc;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.IOException;

/** Reads the table of contents of a layer. */
public final class TableOfContents {

    private final Ranges ranges;
    private final long blobBytes;
    private final Limits limits;

    /** @param blobBytes size of the layer as stored */
    public TableOfContents(Ranges ranges, long blobBytes, Limits limits) {
        this.ranges = ranges;
        this.blobBytes = blobBytes;
        this.limits = limits;
    }

    /** Takes the members of the tar, in its order. */
    public interface Sink {
        void take(TocMember member) throws IOException;
    }

    /**
     * What is told of the layer as a whole.
     *
     * @param uncompressedBytes of its tar
     * @param end behind the last content as stored
     * @param isMember whether the table is a member of the tar, behind all others
     */
    public record Read(long uncompressedBytes, long end, boolean isMember) {}

    /**
     * Reads the table, and verifies it at its end: what the sink took before is worth nothing if this fails.
     *
     * @throws Damaged if there is none, it is not what the manifest claims, or it does not tell all that the tar has
     * @throws dev.tare.image.ImageFault.BeyondLimit if it goes beyond a limit
     */
    public Read read(TocClaim claim, Sink sink) throws IOException {
        return switch (claim) {
            case TocClaim.OfEstargz estargz -> new EstargzToc(ranges, blobBytes, limits).read(estargz, sink);
            case TocClaim.OfZstdChunked chunked -> new ZstdChunkedToc(ranges, blobBytes, limits).read(chunked, sink);
        };
    }
}
