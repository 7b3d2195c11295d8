package dev.tare.layer;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.LayerReader.ContentTaker;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A layer that was read from its table of contents.
 *
 * @param index with hashes of SHA-256
 * @param files where the contents of its files are
 * @param examined the entries whose content was read, to see whether they are credentials
 */
public record TocLayer(LayerIndex index, TocFiles files, BitSet examined) {

    /**
     * The same layer with more of its files read, to see whether they are credentials.
     *
     * @return empty if it is less work to read the whole layer
     * @throws Damaged if a content is not what the table says
     */
    public Optional<TocLayer> examine(BitSet entries) throws IOException {
        var missing = (BitSet) entries.clone();
        missing.andNot(examined);
        if (missing.isEmpty()) {
            return Optional.of(this);
        }
        int[] wanted = missing.stream().toArray();
        if (!files.isWorth(index, wanted)) {
            return Optional.empty();
        }
        var more = index.withRoomForKinds();
        files.read(index, wanted, (entry, content) -> {
            more.columns().beginContent(entry);
            more.columns().endContent(entry, content);
        });
        missing.or(examined);
        return Optional.of(new TocLayer(more, files, missing));
    }

    /**
     * Shows the contents of some files, and fetches no others.
     *
     * @throws Damaged if one is not what the table says
     */
    public void contents(List<Integer> entries, ContentTaker taker) throws IOException {
        for (int entry : entries) {
            var out = taker.begin(entry);
            if (index.fileSize(entry) > 0) {
                files.write(index, entry, out);
            }
            taker.end(entry);
        }
    }
}
