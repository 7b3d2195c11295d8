package dev.tare.report.model.fleet;

import dev.tare.report.model.fleet.Fleet.Top;
import java.util.Optional;

/**
 * What many images have otherwise than in an earlier report. Images are told from each other by their references.
 *
 * @param added images that the earlier report does not have, the most wasteful first
 * @param gone images that only the earlier report has, the most wasteful first
 * @param changed images of another digest
 * @param grown images that waste more than before, those that grew most first
 * @param shrunk images that waste less than before, those that shrank most first
 * @param unread images that one of the two runs did not reach or could not read wholly: not compared
 * @param credentials empty where they cannot be compared: there are too many, or one of the runs has looked for some by name only
 */
public record FleetChanges(
        Before before,
        Top<Fleet.Image> added,
        Top<Fleet.Image> gone,
        Top<Change> changed,
        Top<Change> grown,
        Top<Change> shrunk,
        long unread,
        Optional<Credentials> credentials) {

    /**
     * What the images of the earlier report come to.
     *
     * @param report its file as the user named it
     * @param isPartial true if its run was stopped before it reached all images
     * @param credentials how many distinct ones it has
     */
    public record Before(
            String report,
            boolean isPartial,
            Fleet.Counts counts,
            long credentials,
            Fleet.Bytes distinct,
            Fleet.Bytes oneByOne) {}

    /** An image of both reports. */
    public record Change(String reference, String digestBefore, String digest, long wastedBefore, long wasted) {

        /** Below 0 if it wastes less. */
        public long growth() {
            return wasted - wastedBefore;
        }
    }

    /**
     * Credentials of one of the reports.
     *
     * @param added those that the earlier report does not have
     * @param gone those that only the earlier report has
     */
    public record Credentials(Top<Fleet.Credential> added, Top<Fleet.Credential> gone) {}
}
