package dev.tare.cli.option.output;

import dev.tare.app.InvalidRequest;
import dev.tare.report.format.Output.Detail;
import picocli.CommandLine.Option;

/** How many images are reported: each at length, or only what they come to together. */
public final class FleetOptions {

    @Option(
            names = "--fleet",
            description = "Tell what the images come to together, and not each at length, in table and markdown. The"
                    + " default for images of a list (--from) or of repositories.")
    private boolean fleet;

    @Option(names = "--no-fleet", description = "Tell each image at length, those of a list too.")
    private boolean noFleet;

    public void validate() {
        if (fleet && noFleet) {
            throw new InvalidRequest("--fleet and --no-fleet: only one of them can be said");
        }
    }

    /**
     * How much is told of each image.
     *
     * @param images how many there are; one alone is always told at length
     * @param isListed true if images come from a list or a selection, and are not all named
     */
    public Detail detail(int images, boolean isListed) {
        return images > 1 && (fleet || (isListed && !noFleet)) ? Detail.FLEET : Detail.BRIEF;
    }
}
