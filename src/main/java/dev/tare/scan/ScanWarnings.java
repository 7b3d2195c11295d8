package dev.tare.scan;

import dev.tare.analysis.Accounts;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.layer.Origin;
import dev.tare.layer.stream.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What is odd about an image that was read, a line each. */
final class ScanWarnings {

    private static final int MAX_WARNINGS = 200;

    private ScanWarnings() {}

    /** What to tell of an image, in the order of its layers. */
    static List<String> of(ReadImage read, Accounts accounts) throws Damaged {
        var warnings = new ArrayList<String>();
        var ids = read.image().diffIds();
        var config = read.image().config();
        int count = read.layers().size();
        if (read.reordered()) {
            warnings.add("the manifest lists the layers in another order than the config, whose order is taken:"
                    + " some tools refuse such an image");
        }
        if (config.diffIds().isEmpty() && count > 0) {
            warnings.add("the config lists no diff IDs: Docker and containerd refuse the image");
        }
        if (!config.history().isEmpty() && config.layersInHistory() != count) {
            warnings.add(
                    "the history tells of %,d layers, and the image has %,d: instructions may be those of other layers"
                            .formatted(config.layersInHistory(), count));
        }
        warnings.addAll(read.source().warnings());
        IntStream.range(0, count)
                .filter(i -> read.origins().get(i) == Origin.NOT_HELD)
                .forEach(i -> warnings.add(
                        "layer %d is a foreign layer, which %s does not hold: it was not scanned, and no figure counts its files"
                                .formatted(i, read.isRemote() ? "the registry" : "the archive")));
        for (int i = 0; i < count; i++) {
            int layer = i;
            read.notes().get(i).forEach(note -> warnings.add("layer %d: %s".formatted(layer, note)));
            warn(i, read, ids, accounts, warnings);
        }
        return brief(warnings);
    }

    private static void warn(int layer, ReadImage read, DiffIds ids, Accounts accounts, List<String> warnings) {
        var layers = read.layers();
        var index = layers.get(layer);
        var descriptor = read.image().manifest().layers().get(layer);
        var lines = new ArrayList<String>();
        var claimed = Compression.claimedBy(descriptor.mediaType());
        if (claimed != index.compression() && index.uncompressedBytes() > 0) {
            lines.add("its media type says %s, but it is %s".formatted(claimed, index.compression()));
        }
        ids.unchecked(layer, index).ifPresent(lines::add);
        if (layers.indexOf(index) == layer) {
            lines.addAll(index.notes()); // once for a layer that appears twice
        }
        lines.addAll(accounts.layers().get(layer).notes());
        lines.forEach(line -> warnings.add("layer " + layer + ": " + line));
    }

    private static List<String> brief(List<String> warnings) {
        if (warnings.size() <= MAX_WARNINGS) {
            return List.copyOf(warnings);
        }
        var brief = new ArrayList<>(warnings.subList(0, MAX_WARNINGS));
        brief.add("%,d more warnings".formatted(warnings.size() - MAX_WARNINGS));
        return List.copyOf(brief);
    }
}
