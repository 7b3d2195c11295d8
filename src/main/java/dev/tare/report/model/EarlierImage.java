package dev.tare.report.model;

import java.io.IOException;
import java.io.InputStream;

/**
 * An image of an earlier report.
 *
 * @param facts what a fleet is made of
 * @param json the report on the image
 */
public record EarlierImage(ImageFacts facts, Json json) {

    /** A JSON object in UTF-8, and perhaps more behind it. */
    @FunctionalInterface
    public interface Json {

        /** Opens it at its beginning. */
        InputStream open() throws IOException;
    }
}
