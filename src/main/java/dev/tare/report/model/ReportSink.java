package dev.tare.report.model;

import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import java.io.IOException;
import java.util.List;

/**
 * Takes the report of a scan while it is made: {@link #begin}, then an image or a failure for each image that was asked for, in that order, and
 * {@link #end}, which comes even if the scan itself fails. Of an image that could be read in part both are told, the image first. To be used by one
 * thread.
 *
 * <p>A fleet of images passes through it one by one. Nothing of an image is held when {@link #image} has returned, but what the sink keeps itself.
 */
public interface ReportSink {

    void begin() throws IOException;

    /**
     * Takes one image. Its series can be read until this method returns.
     *
     * @param results what each rule came to for it; none where there are no rules
     */
    void image(ImageReport image, List<RuleResult> results) throws IOException;

    /** Takes one image of an earlier report in the place of {@link #image}. Only for a format that writes {@link ReportKind#MERGE}. */
    default void earlier(EarlierImage image) throws IOException {
        throw new UnsupportedOperationException("this does not take reports of before");
    }

    void failure(Failure failure) throws IOException;

    /**
     * Says that the run was stopped, before {@link #end}. A failure was told for each image that it did not reach.
     *
     * @param images how many it did not reach
     */
    default void stopped(int images) throws IOException {
        // a format of images has no place for it
    }

    /** Tells what all images come to together, before {@link #end}, if there are more than one. */
    default void fleet(Fleet fleet) throws IOException {
        // a format of images has no place for it
    }

    /**
     * Completes the report.
     *
     * @param verdict over all images that were told
     */
    void end(Verdict verdict) throws IOException;
}
