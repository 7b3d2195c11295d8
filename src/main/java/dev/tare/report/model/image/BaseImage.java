package dev.tare.report.model.image;

/** The image that another is built from, as far as it is known. */
public sealed interface BaseImage {

    /**
     * Its layers are the lowest ones of the image.
     *
     * @param digest of its manifest
     * @param layers how many
     */
    record Known(String reference, String digest, int layers) implements BaseImage {}

    /**
     * It has a name, but its layers are unknown.
     *
     * @param why a clause without a first capital
     */
    record NotMatched(String reference, String why) implements BaseImage {}

    /** Neither the user nor the image names one. */
    record NotNamed() implements BaseImage {}

    /** The number of the lowest layers that come from it; 0 if that is unknown. */
    default int layerCount() {
        return this instanceof Known known ? known.layers : 0;
    }
}
