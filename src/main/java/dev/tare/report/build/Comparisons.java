package dev.tare.report.build;

import dev.tare.analysis.compare.TreeComparison;
import dev.tare.analysis.compare.TreeDifference;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Comparison.Blobs;
import dev.tare.report.model.Comparison.Presence;
import dev.tare.report.model.Comparison.Side;
import dev.tare.report.model.Comparison.Sum;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.tree.TreeChange;
import dev.tare.report.model.tree.TreeChanges;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Sets two images side by side. */
public final class Comparisons {

    private Comparisons() {}

    /** A comparison without rules. */
    public static Comparison of(ImageSummary before, ImageSummary after, TreeComparison trees) {
        var one = new Side(before, presence(before, after));
        var other = new Side(after, presence(after, before));
        // of content that one image has uncompressed in a file, nobody knows in which form it is pulled
        var unknown = before.layers().stream()
                .filter(layer -> !isPullKnown(layer))
                .map(layer -> layer.info().diffId())
                .collect(Collectors.toSet());
        Predicate<LayerReport> isPulledAnew =
                layer -> isPullKnown(layer) && !unknown.contains(layer.info().diffId());
        return new Comparison(
                one,
                other,
                new Blobs(
                        sum(blobs(other, Presence.SHARED), Comparisons::isPullKnown),
                        sum(blobs(one, Presence.REPACKED, Presence.ALONE), Comparisons::isPullKnown),
                        sum(blobs(other, Presence.REPACKED, Presence.ALONE), isPulledAnew),
                        sum(blobs(other, Presence.REPACKED), isPulledAnew)),
                changes(trees),
                List.of(),
                Verdict.NONE);
    }

    private static boolean isPullKnown(LayerReport layer) {
        return layer.blob().stored().isPullKnown();
    }

    private static Sum sum(Collection<LayerReport> blobs, Predicate<LayerReport> isPullKnown) {
        long bytes = blobs.stream()
                .mapToLong(layer -> layer.blob().stored().compressed())
                .sum();
        return new Sum(
                blobs.size(),
                bytes,
                blobs.stream().allMatch(isPullKnown) ? OptionalLong.of(bytes) : OptionalLong.empty());
    }

    private static List<Presence> presence(ImageSummary image, ImageSummary other) {
        var digests =
                other.layers().stream().map(layer -> layer.info().digest()).collect(Collectors.toSet());
        var contents =
                other.layers().stream().map(layer -> layer.info().diffId()).collect(Collectors.toSet());
        return image.layers().stream()
                .map(LayerReport::info)
                .map(layer -> digests.contains(layer.digest())
                        ? Presence.SHARED
                        : contents.contains(layer.diffId()) ? Presence.REPACKED : Presence.ALONE)
                .toList();
    }

    private static Collection<LayerReport> blobs(Side side, Presence... wanted) {
        var kinds = new HashSet<>(List.of(wanted));
        var blobs = new HashMap<String, LayerReport>();
        for (var layer : side.image().layers()) {
            if (kinds.contains(side.presence(layer))) {
                blobs.put(layer.info().digest(), layer);
            }
        }
        return blobs.values();
    }

    private static TreeChanges changes(TreeComparison trees) {
        var sums = trees.sums();
        return new TreeChanges(
                sums.filesBefore(),
                sums.filesAfter(),
                new TreeChanges.Names(sums.added(), sums.addedBytes()),
                new TreeChanges.Names(sums.removed(), sums.removedBytes()),
                new TreeChanges.ChangedNames(sums.changed(), sums.changedBytesBefore(), sums.changedBytesAfter()),
                sums.mtimeOnly(),
                sums.unknown(),
                sums.linkedBytes(),
                new TreeChanges.Lists(series(trees::names), series(trees::topmost), trees.mtimeListed()));
    }

    private static Series<TreeChange> series(Supplier<List<TreeDifference>> differences) {
        return Lent.series(new Lent<>(differences), Comparisons::change);
    }

    private static TreeChange change(TreeDifference difference) {
        return new TreeChange(
                difference.path(),
                difference.before().map(Nodes::node),
                difference.after().map(Nodes::node),
                Nodes.aspects(difference.differences()),
                difference.beforeBytes(),
                difference.afterBytes(),
                difference.files());
    }
}
