package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.tree.Aspect;
import dev.tare.report.model.waste.ShippedPath;
import java.io.IOException;
import java.util.stream.LongStream;

/**
 * The paths of an image in one array, each in a few elements: how many characters it shares with the path before, the rest of it, and the number of
 * its copies, which is negative and followed by a reason where one is exposed. A copy is its layer, size and fate. The fate is 0 of a visible copy; of
 * a hidden one it is 1 + the ordinal of the cause + 8 × a set of changed aspects, and the layer that hides it follows.
 *
 * <p>Of the paths beyond a limit, those with the fewest bytes, the array {@code cut} has the bytes of each layer: visible, duplicated, removed.
 */
final class ShippedRows {

    private static final int FATES = 3;
    private static final int CAUSES = 8;

    private final JsonGenerator json;
    private final long[] cut;
    private String before = "";
    private int cutPaths;

    ShippedRows(JsonGenerator json, int layers) {
        this.json = json;
        this.cut = new long[layers * FATES];
    }

    /** @param max how many paths are written at most: the largest, of those of one size the first */
    void write(Series<ShippedPath> all, int max) throws IOException {
        var least = Least.of(all, max);
        int left = least.count();
        json.writeArrayFieldStart("rows");
        for (ShippedPath path : all) {
            long bytes = bytes(path);
            boolean isLeast = bytes == least.bytes();
            if (isLeast ? left > 0 : bytes > least.bytes()) {
                row(path);
                left -= isLeast ? 1 : 0;
            } else {
                cut(path);
            }
        }
        json.writeEndArray();
        json.writeNumberField("cutPaths", cutPaths);
        json.writeFieldName("cut");
        json.writeArray(cut, 0, cut.length);
    }

    /**
     * The smallest size of a path that is written.
     *
     * @param count how many paths of this very size are written
     */
    private record Least(long bytes, int count) {

        static Least of(Series<ShippedPath> all, int max) {
            if (all.size() <= max) {
                return new Least(-1, 0);
            }
            if (max == 0) {
                return new Least(Long.MAX_VALUE, 0);
            }
            long[] sizes = all.stream().mapToLong(ShippedRows::bytes).sorted().toArray();
            long least = sizes[sizes.length - max];
            int larger = (int) LongStream.of(sizes).filter(size -> size > least).count();
            return new Least(least, max - larger);
        }
    }

    private static long bytes(ShippedPath path) {
        return path.copies().stream().mapToLong(Copy::size).sum();
    }

    private void row(ShippedPath path) throws IOException {
        String name = Printable.of(path.path());
        int shared = 0;
        int most = Math.min(name.length(), before.length());
        while (shared < most && name.charAt(shared) == before.charAt(shared)) {
            shared++;
        }
        // a surrogate pair stays whole
        shared -= shared > 0 && Character.isHighSurrogate(name.charAt(shared - 1)) ? 1 : 0;
        before = name;
        json.writeNumber(shared);
        json.writeString(name.substring(shared));
        json.writeNumber(
                path.exposed().isPresent()
                        ? -path.copies().size()
                        : path.copies().size());
        if (path.exposed().isPresent()) {
            json.writeString(Printable.of(path.exposed().get().reason()));
        }
        for (Copy copy : path.copies()) {
            copy(copy);
        }
    }

    private void copy(Copy copy) throws IOException {
        json.writeNumber(copy.layer());
        json.writeNumber(copy.size());
        if (copy.hidden().isEmpty()) {
            json.writeNumber(0);
            return;
        }
        Hiding hiding = copy.hidden().get();
        int changed = 0;
        for (Aspect aspect : hiding.changed()) {
            changed |= 1 << aspect.ordinal();
        }
        json.writeNumber(1 + hiding.cause().ordinal() + CAUSES * changed);
        json.writeNumber(hiding.layer());
    }

    private void cut(ShippedPath path) {
        cutPaths++;
        for (Copy copy : path.copies()) {
            int fate = copy.hidden()
                    .map(hiding -> hiding.cause().isDuplication() ? 1 : 2)
                    .orElse(0);
            cut[copy.layer() * FATES + fate] += copy.size();
        }
    }
}
