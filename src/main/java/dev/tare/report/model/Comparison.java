package dev.tare.report.model;

import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.tree.TreeChanges;
import java.util.List;
import java.util.OptionalLong;

/**
 * Two images side by side.
 *
 * @param trees what a container of each would see
 * @param failures what could not be found out of an image or of a rule
 * @param verdict what became of the rules that the second image must keep
 */
public record Comparison(
        Side before, Side after, Blobs blobs, TreeChanges trees, List<Failure> failures, Verdict verdict)
        implements Report {

    /** Whether the other image has a layer too. */
    public enum Presence {
        /** The same blob: pulled once, stored once. */
        SHARED,
        /** The same content in another blob, compressed in another way or not at all: as a blob, it is pulled again. */
        REPACKED,
        /** Another content. */
        ALONE
    }

    /** One image, and for each of its layers, the lowest first, whether the other has it. */
    public record Side(ImageSummary image, List<Presence> presence) {

        public Presence presence(LayerReport layer) {
            return presence.get(layer.info().index());
        }
    }

    /**
     * The layers of both, each distinct blob counted once.
     *
     * @param shared blobs that both images have
     * @param onlyBefore blobs that only the first has
     * @param onlyAfter blobs that only the second has: what a host that has the first must pull for it
     * @param repacked those among {@code onlyAfter} whose content the first has in other blobs
     */
    public record Blobs(Sum shared, Sum onlyBefore, Sum onlyAfter, Sum repacked) {}

    /**
     * Some distinct blobs.
     *
     * @param bytes as they are stored, compressed or not
     * @param pulledBytes what a pull of them takes; empty where that of any is not known, or of the same content in the first image
     */
    public record Sum(int count, long bytes, OptionalLong pulledBytes) {}

    /** The same with what became of rules. */
    public Comparison with(List<Failure> allFailures, Verdict itsVerdict) {
        return new Comparison(before, after, blobs, trees, List.copyOf(allFailures), itsVerdict);
    }

    /** Returns true if both are one image, and not only alike. */
    public boolean isSameImage() {
        return before.image().info().digest().equals(after.image().info().digest());
    }

    /** Returns true if both say that they are for the same platform. */
    public boolean isSamePlatform() {
        return before.image().info().platform().equals(after.image().info().platform());
    }
}
