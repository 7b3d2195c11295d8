package dev.tare.report.model;

import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.rule.Selected;
import dev.tare.report.model.rule.Selector;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Ranking;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableBytes;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.model.waste.HiddenGroup;
import dev.tare.report.model.waste.Recommendation;
import dev.tare.report.model.waste.RepeatedContent;
import dev.tare.report.model.waste.ShippedPath;
import java.util.List;
import java.util.function.Supplier;

/**
 * The report on one image of a scan.
 *
 * @param secrets the credentials that are not hidden: those in files, those that the user named first, then the worst; then those in variables
 * @param shipped every path at which a regular file is shipped, hidden or not, in the order of paths
 * @param largest a few files and directories that hold most of the visible bytes, none of which lies in another; empty where they are not wanted
 */
public record ImageReport(
        ImageSummary summary,
        BaseImage base,
        Waste waste,
        Avoidable avoidable,
        Exposures exposures,
        Series<SecretPlace> secrets,
        Series<RepeatedContent> repeated,
        Selection selection,
        Series<ShippedPath> shipped,
        Series<DiskUsage.Group> largest) {

    /** Tells more of some copies. */
    public interface Selection {
        Selected of(Selector selector);
    }

    /**
     * Where the wasted bytes are.
     *
     * @param findings every path with a hidden copy, the largest waste first, then by path
     * @param groups hidden copies with one story, the largest first, without those that layers of the base hide among themselves
     * @param recommendations what would save most first
     */
    public record Waste(
            Series<Finding> findings, Ranking<HiddenGroup> groups, Series<Recommendation> recommendations) {}

    /**
     * The visible files that a container does not need.
     *
     * @param total what they come to, added up when it is asked for first
     * @param groups where they are, the largest first, those of the base image too
     */
    public record Avoidable(Supplier<AvoidableBytes> total, Series<AvoidableGroup> groups) {

        public AvoidableBytes bytes() {
            return total.get();
        }

        /** The largest groups of the layers above the base image. */
        public List<AvoidableGroup> own(int baseLayers, int count) {
            return groups.stream()
                    .filter(group -> group.layer() >= baseLayers)
                    .limit(count)
                    .toList();
        }
    }

    /**
     * The credentials in hidden copies.
     *
     * @param files how many paths
     * @param places where they are, those that the user named first, then the worst; the files of a folder such as {@code .git} are one place
     */
    public record Exposures(long files, Series<ExposedPlace> places) {}

    /** The copies that a selector takes. */
    public Selected select(Selector selector) {
        return selection.of(selector);
    }

    /** The same where nobody wants to know what is largest. */
    public ImageReport withoutLargest() {
        return with(summary, Series.of(List.of()));
    }

    /** The same with other figures. */
    public ImageReport with(ImageSummary other) {
        return with(other, largest);
    }

    private ImageReport with(ImageSummary otherSummary, Series<DiskUsage.Group> otherLargest) {
        return new ImageReport(
                otherSummary, base, waste, avoidable, exposures, secrets, repeated, selection, shipped, otherLargest);
    }

    public ImageInfo info() {
        return summary.info();
    }

    public Totals totals() {
        return summary.totals();
    }

    public List<LayerReport> layers() {
        return summary.layers();
    }
}
