package dev.tare.scan;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.Origin;
import dev.tare.layer.TocReader;
import dev.tare.layer.toc.Ranges;
import dev.tare.layer.toc.TocClaim;
import dev.tare.source.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads one layer by its table of contents, if it has one that can be used. */
final class LazyRead {

    /** Maximum size of a layer that is not worth a table of contents, in bytes: it takes no longer than the requests for a table. */
    private static final int MAX_SMALL_LAYER_BYTES = 128 << 10;

    private static final String UNREAD =
            "its table of contents was read, not the layer: credentials in visible files were looked for by name only";

    /** Why a layer is read whole where a {@link dev.tare.layer.TocLayer} would fetch too much. */
    static final String TOO_MANY_FILES =
            "the files that may be credentials are too many or too large to be fetched one by one";

    private final Source source;
    private final Descriptor layer;
    private final Limits limits;
    private final LongConsumer progress;

    /** Why the table could not be used; empty if there is none. */
    private List<String> notes = List.of();

    /** @param progress receives the number of bytes as they arrive */
    LazyRead(Source source, Descriptor layer, Limits limits, LongConsumer progress) {
        this.source = source;
        this.layer = layer;
        this.limits = limits;
        this.progress = progress;
    }

    /** Returns true if a layer is so large that its table of contents is less work. */
    static boolean isWorth(Descriptor layer) {
        return layer.size() > MAX_SMALL_LAYER_BYTES;
    }

    /** The layer; empty if all of it must be read. */
    Optional<IndexedLayer> read() throws IOException {
        var claim = TocClaim.of(layer);
        if (claim.isEmpty() || !isWorth(layer)) {
            return Optional.empty();
        }
        try {
            var read = new TocReader(ranges(), layer, limits)
                    .read(claim.get())
                    .map(table -> new IndexedLayer(table.index(), Origin.TOC, Optional.of(table), List.of(UNREAD)));
            notes = read.isPresent() ? List.of() : List.of(readWhole(TOO_MANY_FILES));
            return read;
        } catch (ImageFault e) {
            notes = List.of(readWhole(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** What to tell of a table that was not used. */
    static String readWhole(String why) {
        return "it was read whole, not by its table of contents: " + why;
    }

    List<String> notes() {
        return notes;
    }

    private Ranges ranges() {
        return (from, length) -> {
            var part = source.openRange(layer, from, length)
                    .orElseThrow(() -> new Unreadable("the registry does not send parts of a blob", ""));
            try (part) {
                byte[] bytes = part.readNBytes(length);
                progress.accept(bytes.length);
                if (bytes.length < length) {
                    throw new Damaged("the blob ends before the part that was asked for");
                }
                return bytes;
            }
        };
    }
}
