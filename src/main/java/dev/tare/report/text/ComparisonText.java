package dev.tare.report.text;

import dev.tare.image.Printable;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.tree.Aspect;
import dev.tare.report.model.tree.TreeChange;
import dev.tare.report.model.tree.TreeChanges;
import dev.tare.report.model.tree.TreeNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a comparison says in words and figures, the same in a table and in Markdown. */
public final class ComparisonText {

    private ComparisonText() {}

    /** A figure of both images. */
    public record Figure(String name, String before, String after, String difference) {}

    /**
     * A layer in one or both images.
     *
     * @param before its number in the first image, or empty
     * @param after its number in the second, or empty
     */
    public record Row(
            Optional<Integer> before, Optional<Integer> after, LayerReport layer, Comparison.Presence presence) {}

    public static List<Figure> figures(Comparison comparison) {
        var before = comparison.before().image().totals().content();
        var after = comparison.after().image().totals().content();
        var trees = comparison.trees();
        var wasBest = Phrases.efficiency(before);
        var isBest = Phrases.efficiency(after);
        return List.of(
                stored(comparison),
                bytes("shipped", before.shipped(), after.shipped()),
                bytes("visible", before.visible(), after.visible()),
                bytes("wasted", before.wasted(), after.wasted()),
                new Figure("efficiency", wasBest + " %", isBest + " %", points(isBest.subtract(wasBest))),
                new Figure(
                        "files",
                        "%,d".formatted(trees.filesBefore()),
                        "%,d".formatted(trees.filesAfter()),
                        signed(trees.filesAfter() - (long) trees.filesBefore(), "%,d"::formatted)));
    }

    /**
     * The layers as they are stored, which is what is pulled where that is known of both. What is stored uncompressed on one side alone says
     * nothing about how the image grew.
     */
    private static Figure stored(Comparison comparison) {
        var before = comparison.before().image().totals().stored();
        var after = comparison.after().image().totals().stored();
        var figure = bytes(storedAs(comparison), before.compressed(), after.compressed());
        return before.isPullKnown() == after.isPullKnown()
                ? figure
                : new Figure(figure.name(), figure.before(), figure.after(), "-");
    }

    /** What the layers' sizes are called. */
    public static String storedAs(Comparison comparison) {
        return Phrases.storedAs(
                comparison.before().image().totals(), comparison.after().image().totals());
    }

    private static Figure bytes(String name, long before, long after) {
        String share = percent(before, after);
        return new Figure(
                name,
                Sizes.human(before),
                Sizes.human(after),
                signed(after - before) + (share.isEmpty() ? "" : " (" + share + ")"));
    }

    private static String points(BigDecimal difference) {
        return difference.signum() == 0 ? "0" : (difference.signum() > 0 ? "+" : "-") + difference.abs() + " points";
    }

    /** {@code +12 MB}, {@code -3 B}, or {@code 0 B}. */
    public static String signed(long bytes) {
        return signed(bytes, Sizes::human);
    }

    private static String signed(long number, Function<Long, String> text) {
        return (number > 0 ? "+" : number < 0 ? "-" : "") + text.apply(Math.abs(number));
    }

    /** {@code +4 %}, or nothing where there is nothing to say. */
    private static String percent(long before, long after) {
        if (before == 0 || before == after) {
            return "";
        }
        double share = 100.0 * (after - before) / before;
        return Math.abs(share) < 0.05
                ? ""
                : String.format(Locale.ROOT, Math.abs(share) < 9.95 ? "%+.1f %%" : "%+.0f %%", share);
    }

    /** What the second image is beside the first, in a sentence. */
    public static String verdict(Comparison comparison, String before, String after) {
        if (comparison.isSameImage()) {
            return after + " is the same image as " + before;
        }
        var was = comparison.before().image().totals().content();
        var is = comparison.after().image().totals().content();
        String share = percent(was.shipped(), is.shipped());
        String ships = is.shipped() == was.shipped()
                ? "ships as much as " + before
                : "ships %s than %s%s"
                        .formatted(
                                more(was.shipped(), is.shipped()), before, share.isEmpty() ? "" : " (" + share + ")");
        String wastes = is.wasted() != was.wasted()
                ? "wastes " + more(was.wasted(), is.wasted())
                : is.wasted() == 0 ? "wastes nothing" : "wastes as much";
        return "%s %s, %s".formatted(after, ships, wastes);
    }

    private static String more(long before, long after) {
        return Sizes.human(Math.abs(after - before)) + (after > before ? " more" : " less");
    }

    /** Which layers are pulled once and which again, a sentence each. */
    public static List<String> pulls(Comparison comparison) {
        var blobs = comparison.blobs();
        var said = new ArrayList<String>();
        said.add(
                blobs.shared().count() == 0
                        ? "no layer is shared"
                        : layers(blobs.shared(), "shared: pulled once, stored once"));
        said.add(
                blobs.onlyAfter().count() == 0
                        ? "a host that has the image before pulls nothing for the one after"
                        : layers(
                                blobs.onlyAfter(),
                                blobs.onlyAfter().pulledBytes().isPresent()
                                        ? "only in the image after: what a host that has the one before must pull"
                                        : "only in the image after; what a pull takes is not known, since not all is"
                                                + " compressed"));
        if (blobs.repacked().count() > 0) {
            said.add("of these, "
                    + layers(
                            blobs.repacked(),
                            blobs.repacked().pulledBytes().isPresent()
                                    ? "only repacked: the same content compressed in another way, and pulled again;"
                                            + " build from the layers that were pushed, and they are shared"
                                    : "only repacked: the same content, compressed in another way or not at all"));
        }
        if (blobs.onlyBefore().count() > 0) {
            said.add(layers(blobs.onlyBefore(), "only in the image before"));
        }
        return said;
    }

    private static String layers(Comparison.Sum sum, String what) {
        return "%s (%s) %s %s"
                .formatted(
                        Phrases.count(sum.count(), "layer"),
                        Sizes.human(sum.bytes()),
                        sum.count() == 1 ? "is" : "are",
                        what);
    }

    /** The layers of both: what is shared, then what only the first has, then what only the second has. */
    public static List<Row> rows(Comparison comparison) {
        var before = comparison.before();
        var after = comparison.after();
        var numbers = before.image().layers().stream()
                .map(LayerReport::info)
                .collect(Collectors.toMap(LayerInfo::digest, LayerInfo::index, (first, _) -> first));
        var rows = new ArrayList<Row>();
        for (var layer : after.image().layers()) {
            if (after.presence(layer) == Comparison.Presence.SHARED) {
                rows.add(new Row(
                        Optional.ofNullable(numbers.get(layer.info().digest())),
                        Optional.of(layer.info().index()),
                        layer,
                        Comparison.Presence.SHARED));
            }
        }
        for (var layer : before.image().layers()) {
            if (before.presence(layer) != Comparison.Presence.SHARED) {
                rows.add(new Row(Optional.of(layer.info().index()), Optional.empty(), layer, before.presence(layer)));
            }
        }
        for (var layer : after.image().layers()) {
            if (after.presence(layer) != Comparison.Presence.SHARED) {
                rows.add(new Row(Optional.empty(), Optional.of(layer.info().index()), layer, after.presence(layer)));
            }
        }
        return rows;
    }

    public static String presence(Comparison.Presence presence) {
        return switch (presence) {
            case SHARED -> "shared";
            case REPACKED -> "repacked";
            case ALONE -> "";
        };
    }

    /** How many names differ, in a sentence. */
    public static String names(TreeChanges trees) {
        var parts = new ArrayList<String>();
        if (trees.added().count() > 0) {
            parts.add("%,d added (%s)"
                    .formatted(trees.added().count(), Sizes.human(trees.added().bytes())));
        }
        if (trees.removed().count() > 0) {
            parts.add("%,d removed (%s)"
                    .formatted(
                            trees.removed().count(), Sizes.human(trees.removed().bytes())));
        }
        if (trees.changed().count() > 0) {
            parts.add("%,d changed (%s→%s)"
                    .formatted(
                            trees.changed().count(),
                            Sizes.human(trees.changed().bytesBefore()),
                            Sizes.human(trees.changed().bytesAfter())));
        }
        String said = "names: " + String.join(", ", parts);
        if (parts.isEmpty()) {
            said = "no file or directory " + (trees.unknown() == 0 ? "differs" : "is known to differ");
        }
        if (trees.mtimeOnly() > 0) {
            said += "; %,d %s only in mtime%s"
                    .formatted(
                            trees.mtimeOnly(),
                            trees.mtimeOnly() == 1 ? "differs" : "differ",
                            trees.lists().hasMtimeOnly() ? "" : " (see --mtime)");
        }
        if (trees.unknown() > 0) {
            said += "; the contents of %s cannot be compared".formatted(Phrases.count(trees.unknown(), "file"));
        }
        if (trees.linkedBytes() != 0) {
            said += "; %s since hard links became files, or files hard links".formatted(signed(trees.linkedBytes()));
        }
        return said;
    }

    /** What happened to a name, in a few words. */
    public static String story(TreeChange change) {
        return switch (change.kind()) {
            case ADDED -> "added";
            case REMOVED -> "removed";
            case CHANGED ->
                change.differences().stream()
                        .map(aspect -> aspect == Aspect.TYPE ? types(change) : aspect.toString())
                        .collect(Collectors.joining(", "));
        };
    }

    private static String types(TreeChange change) {
        return change.before().orElseThrow().type() + "→"
                + change.after().orElseThrow().type();
    }

    /** The name, with a slash behind that of a directory. */
    public static String path(TreeChange change) {
        String path = Printable.of(change.path());
        return change.isDirectory() && !path.equals("/") ? path + "/" : path;
    }

    /** How many files a directory stands for, or nothing. */
    public static String files(TreeChange change) {
        boolean isMany = change.files() > 1 || (change.files() == 1 && change.isDirectory());
        return isMany ? "(%s)".formatted(Phrases.count(change.files(), "file")) : "";
    }

    /** A size on one side, or nothing where the name is not there. */
    public static String size(Optional<TreeNode> node, long bytes) {
        return node.isEmpty() ? "-" : Sizes.human(bytes);
    }
}
