package dev.tare.report;

import dev.tare.analysis.Difference;
import dev.tare.analysis.Node;
import dev.tare.analysis.TreeDifference;
import dev.tare.image.Printable;
import dev.tare.layer.EntryKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a comparison says in words and figures, whether in a table or in Markdown. */
final class ComparisonText {

    private ComparisonText() {}

    /** A figure of both images. */
    record Figure(String name, String before, String after, String difference) {}

    /**
     * A layer in one or both images.
     *
     * @param before its number in the first image, or empty
     * @param after its number in the second, or empty
     */
    record Row(Optional<Integer> before, Optional<Integer> after, Report.Layer layer, Comparison.Presence presence) {}

    static List<Figure> figures(Comparison comparison) {
        var before = comparison.before().image().totals();
        var after = comparison.after().image().totals();
        var sums = comparison.trees().sums();
        var wasBest = TableRenderer.efficiency(before);
        var isBest = TableRenderer.efficiency(after);
        return List.of(
                stored(comparison, before, after),
                bytes("shipped", before.shippedBytes(), after.shippedBytes()),
                bytes("visible", before.visibleBytes(), after.visibleBytes()),
                bytes("wasted", before.wastedBytes(), after.wastedBytes()),
                new Figure("efficiency", wasBest + " %", isBest + " %", points(isBest.subtract(wasBest))),
                new Figure(
                        "files",
                        "%,d".formatted(sums.filesBefore()),
                        "%,d".formatted(sums.filesAfter()),
                        signed(sums.filesAfter() - (long) sums.filesBefore(), "%,d"::formatted)));
    }

    /**
     * The layers as they are stored, which is what is pulled where that is known of both. What is stored uncompressed on one side alone says
     * nothing about how the image grew.
     */
    private static Figure stored(Comparison comparison, Report.Totals before, Report.Totals after) {
        var figure = bytes(stored(comparison), before.compressedBytes(), after.compressedBytes());
        return before.pulledBytes().isPresent() == after.pulledBytes().isPresent()
                ? figure
                : new Figure(figure.name(), figure.before(), figure.after(), "-");
    }

    /** What the layers' sizes are called. */
    static String stored(Comparison comparison) {
        return TableRenderer.stored(
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
    static String signed(long bytes) {
        return signed(bytes, Sizes::human);
    }

    private static String signed(long number, Function<Long, String> text) {
        return (number > 0 ? "+" : number < 0 ? "-" : "") + text.apply(Math.abs(number));
    }

    /** {@code +4 %}, or nothing where there is nothing to say. */
    static String percent(long before, long after) {
        if (before == 0 || before == after) {
            return "";
        }
        double share = 100.0 * (after - before) / before;
        return Math.abs(share) < 0.05
                ? ""
                : String.format(Locale.ROOT, Math.abs(share) < 9.95 ? "%+.1f %%" : "%+.0f %%", share);
    }

    /** What the second image is beside the first, in a sentence. */
    static String verdict(Comparison comparison, String before, String after) {
        if (comparison.isSameImage()) {
            return after + " is the same image as " + before;
        }
        var was = comparison.before().image().totals();
        var is = comparison.after().image().totals();
        String share = percent(was.shippedBytes(), is.shippedBytes());
        String ships = is.shippedBytes() == was.shippedBytes()
                ? "ships as much as " + before
                : "ships %s than %s%s"
                        .formatted(
                                more(was.shippedBytes(), is.shippedBytes()),
                                before,
                                share.isEmpty() ? "" : " (" + share + ")");
        String wastes = is.wastedBytes() != was.wastedBytes()
                ? "wastes " + more(was.wastedBytes(), is.wastedBytes())
                : is.wastedBytes() == 0 ? "wastes nothing" : "wastes as much";
        return "%s %s, %s".formatted(after, ships, wastes);
    }

    private static String more(long before, long after) {
        return Sizes.human(Math.abs(after - before)) + (after > before ? " more" : " less");
    }

    /** What is pulled once and what is not, a sentence each. */
    static List<String> pulls(Comparison comparison) {
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
                                        : "only in the image after; what a pull takes is not known, since not all is compressed"));
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
                        count(sum.count(), "layer"), Sizes.human(sum.bytes()), sum.count() == 1 ? "is" : "are", what);
    }

    /** The layers of both: what is shared, then what only the first has, then what only the second has. */
    static List<Row> rows(Comparison comparison) {
        var before = comparison.before();
        var after = comparison.after();
        var numbers = before.image().layers().stream()
                .collect(Collectors.toMap(Report.Layer::digest, Report.Layer::index, (first, _) -> first));
        var rows = new ArrayList<Row>();
        for (var layer : after.image().layers()) {
            if (after.presence().get(layer.index()) == Comparison.Presence.SHARED) {
                rows.add(new Row(
                        Optional.ofNullable(numbers.get(layer.digest())),
                        Optional.of(layer.index()),
                        layer,
                        Comparison.Presence.SHARED));
            }
        }
        for (var layer : before.image().layers()) {
            var presence = before.presence().get(layer.index());
            if (presence != Comparison.Presence.SHARED) {
                rows.add(new Row(Optional.of(layer.index()), Optional.empty(), layer, presence));
            }
        }
        for (var layer : after.image().layers()) {
            var presence = after.presence().get(layer.index());
            if (presence != Comparison.Presence.SHARED) {
                rows.add(new Row(Optional.empty(), Optional.of(layer.index()), layer, presence));
            }
        }
        return rows;
    }

    static String presence(Comparison.Presence presence) {
        return switch (presence) {
            case SHARED -> "shared";
            case REPACKED -> "repacked";
            case ALONE -> "";
        };
    }

    /** How many names differ, in a sentence. */
    static String names(Comparison comparison) {
        var sums = comparison.trees().sums();
        var parts = new ArrayList<String>();
        if (sums.added() > 0) {
            parts.add("%,d added (%s)".formatted(sums.added(), Sizes.human(sums.addedBytes())));
        }
        if (sums.removed() > 0) {
            parts.add("%,d removed (%s)".formatted(sums.removed(), Sizes.human(sums.removedBytes())));
        }
        if (sums.changed() > 0) {
            parts.add("%,d changed (%s→%s)"
                    .formatted(
                            sums.changed(),
                            Sizes.human(sums.changedBytesBefore()),
                            Sizes.human(sums.changedBytesAfter())));
        }
        String said = parts.isEmpty() ? "no file or directory differs" : "names: " + String.join(", ", parts);
        if (sums.mtimeOnly() > 0) {
            said += "; %,d %s only in mtime%s"
                    .formatted(
                            sums.mtimeOnly(),
                            sums.mtimeOnly() == 1 ? "differs" : "differ",
                            comparison.trees().mtimeListed() ? "" : " (see --mtime)");
        }
        if (sums.linkedBytes() != 0) {
            said += "; %s since hard links became files, or files hard links".formatted(signed(sums.linkedBytes()));
        }
        return said;
    }

    /** What happened to a name, in a few words. */
    static String story(TreeDifference difference) {
        return switch (difference.kind()) {
            case ADDED -> "added";
            case REMOVED -> "removed";
            case CHANGED ->
                difference.differences().stream()
                        .map(what -> what == Difference.TYPE ? types(difference) : what(what))
                        .collect(Collectors.joining(", "));
        };
    }

    private static String types(TreeDifference difference) {
        return difference.before().orElseThrow().kind().words()
                + "→"
                + difference.after().orElseThrow().kind().words();
    }

    static String what(Difference difference) {
        return difference.name().toLowerCase(Locale.ROOT);
    }

    /** The name, with a slash behind that of a directory. */
    static String path(TreeDifference difference) {
        String path = Printable.of(difference.path());
        return isDirectory(difference) && !path.equals("/") ? path + "/" : path;
    }

    private static boolean isDirectory(TreeDifference difference) {
        return difference.after().or(difference::before).map(Node::kind).orElseThrow() == EntryKind.DIRECTORY;
    }

    /** How many files a directory stands for, or nothing. */
    static String files(TreeDifference difference) {
        boolean many = difference.files() > 1 || (difference.files() == 1 && isDirectory(difference));
        return many ? "(%s)".formatted(count(difference.files(), "file")) : "";
    }

    /** A size on one side, or nothing where the name is not there. */
    static String size(Optional<Node> node, long bytes) {
        return node.isEmpty() ? "-" : Sizes.human(bytes);
    }

    static String count(long number, String noun) {
        return "%,d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }
}
