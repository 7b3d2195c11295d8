package dev.tare.layer.toc;

import dev.tare.codec.Codecs;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;

/** Reads the tables of contents of a layer that is read whole. A table is compared with the layer, and need not tell where contents are. */
public final class PassingToc {

    private final Limits limits;

    public PassingToc(Limits limits) {
        this.limits = limits;
    }

    /**
     * Reads the table of an eStargz layer to its end.
     *
     * @param json the table, uncompressed
     * @return its digest
     * @throws dev.tare.image.ImageFault if it is no table or goes beyond a limit
     */
    public Digest estargz(InputStream json, TableOfContents.Sink sink) throws IOException {
        var hashed = new DigestInputStream(json, Codecs.digest("sha256"));
        new TocParser(limits, new MemberSink(sink)).parse(hashed);
        hashed.transferTo(OutputStream.nullOutputStream());
        return Digest.of("sha256", hashed.getMessageDigest().digest());
    }

    /**
     * Reads the table of a zstd:chunked layer, and the headers of its tar if there are any.
     *
     * @param ranges has the parts of the blob that are told
     * @param blobBytes size of the layer as stored
     * @param table takes the members of the table, with the digests of their contents
     * @param headers takes the members of the headers
     * @throws dev.tare.image.ImageFault if it is no table, has another digest, or goes beyond a limit
     */
    public void zstdChunked(
            CheckableToc.ZstdChunked toc,
            Ranges ranges,
            long blobBytes,
            TableOfContents.Sink table,
            TableOfContents.Sink headers)
            throws IOException {
        var reader = new ZstdChunkedToc(ranges, blobBytes, limits);
        String digest = reader.readTable(toc, table);
        if (toc.tarSplit().isPresent()) {
            reader.readHeaders(toc.tarSplit().get(), digest, headers);
        }
    }
}
