package dev.tare.layer;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.TocComparison.Contents;
import dev.tare.layer.stream.BlobInput;
import dev.tare.layer.stream.BlobParts;
import dev.tare.layer.tar.Stargz;
import dev.tare.layer.tar.TarHeader;
import dev.tare.layer.tar.TarReader;
import dev.tare.layer.toc.CheckableToc;
import dev.tare.layer.toc.CheckableToc.Estargz;
import dev.tare.layer.toc.CheckableToc.Unusable;
import dev.tare.layer.toc.CheckableToc.ZstdChunked;
import dev.tare.layer.toc.PassingToc;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the tables of contents that a layer is said to have with its tar, while all of the layer is read. A table that lies is a note. */
final class TocCheck {

    private static final String DIFFERS =
            "its table of contents tells other files than its tar, by which all figures are";
    private static final String NOT_COMPARED = "its table of contents could not be compared with its tar";
    private static final String NO_TABLE = "it has no table of contents, of which the manifest has a digest";
    private static final String OTHER_DIGEST =
            "its table of contents has another digest than in the manifest by which it was first read";

    private final Columns tar;
    private final Limits limits;
    private final Warnings notes;
    private final Optional<Estargz> estargz;
    private final List<ZstdChunked> chunked;
    private final BlobParts parts;

    /** The table of an eStargz layer that passed by last. */
    private @Nullable Passed passed;

    /**
     * A table that passed by.
     *
     * @param behind the first entry of the tar behind the table
     */
    private record Passed(TocComparison comparison, Optional<Digest> digest, int behind) {}

    /** @param notes takes what is found */
    TocCheck(List<CheckableToc> tocs, Columns tar, Limits limits, Warnings notes) {
        this.tar = tar;
        this.limits = limits;
        this.notes = notes;
        of(Unusable.class, tocs).forEach(toc -> notes.add(NOT_COMPARED, toc::why));
        estargz = of(Estargz.class, tocs).findFirst();
        chunked = of(ZstdChunked.class, tocs).toList();
        parts = new BlobParts(chunked.stream()
                .flatMap(toc -> Stream.concat(Stream.of(toc.table()), toc.tarSplit().stream()))
                .map(part -> new long[] {part.offset(), part.length()})
                .toList());
    }

    private static <T> Stream<T> of(Class<T> type, List<CheckableToc> tocs) {
        return tocs.stream().filter(type::isInstance).map(type::cast);
    }

    /** To be called before the blob is read. */
    void begin(BlobInput blob) {
        if (!chunked.isEmpty()) {
            blob.keep(parts);
        }
    }

    /** Adds a member to the columns. */
    void add(TarHeader header, TarReader reader) throws IOException {
        if (estargz.isPresent() && Stargz.isIndex(header)) {
            int members = tar.size;
            tar.add(header, reader, json -> pass(json, members, members + 1));
        } else {
            tar.add(header, reader);
        }
    }

    /** Reads past the end of the tar. */
    void finish(TarReader reader) throws IOException {
        if (estargz.isPresent()) {
            reader.finish(json -> pass(json, tar.size, tar.size));
        } else {
            reader.finish();
        }
    }

    /** Compares a table with the members before it. */
    private void pass(InputStream json, int members, int behind) {
        var comparison = new TocComparison(tar, members, contents());
        Optional<Digest> digest = Optional.empty();
        try {
            digest = Optional.of(new PassingToc(limits).estargz(json, comparison));
        } catch (ImageFault e) {
            notes.add(NOT_COMPARED, e::getMessage);
        } catch (IOException e) {
            // of the blob, which whoever reads it is told
        }
        passed = new Passed(comparison, digest, behind);
    }

    private Contents contents() {
        return tar.hasSha256() ? Contents.COMPARED : Contents.IGNORED;
    }

    /** Notes what the tables tell that the tar does not, when the blob was read and verified. The columns must not be frozen. */
    void end(long blobBytes) throws IOException {
        estargz.ifPresent(toc -> end(toc, passed));
        for (var toc : chunked) {
            end(toc, blobBytes);
        }
    }

    private void end(Estargz toc, @Nullable Passed table) {
        if (table == null) {
            notes.add(NO_TABLE);
            return;
        }
        var digest = table.digest();
        if (digest.isPresent() && !digest.get().equals(toc.digest())) {
            notes.add(OTHER_DIGEST, () -> digest.get().toString());
        }
        if (digest.isPresent()) {
            note(table.comparison().difference(table.behind()));
        }
    }

    private void end(ZstdChunked toc, long blobBytes) throws IOException {
        var table = new TocComparison(tar, tar.size, contents());
        var headers = new TocComparison(tar, tar.size, Contents.IGNORED);
        try {
            new PassingToc(limits).zstdChunked(toc, parts::read, blobBytes, table, headers);
        } catch (ImageFault e) {
            notes.add(NOT_COMPARED, e::getMessage);
            return;
        }
        note(table.difference(tar.size));
        if (toc.tarSplit().isPresent()) {
            note(headers.difference(tar.size));
        }
    }

    private void note(Optional<String> difference) {
        difference.ifPresent(it -> notes.add(DIFFERS, () -> it));
    }
}
