package dev.tare.scan;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Printable;
import dev.tare.image.spec.Caption;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Manifest;
import java.io.IOException;

/**
 * Where in an image a layer is. As a text, it is what a fault calls the layer, with the instruction that made it.
 *
 * @param layer its number, the lowest is 0
 */
record LayerPlace(Manifest manifest, Config config, int layer) {

    private static final int MAX_INSTRUCTION_LENGTH = 60;

    @Override
    public String toString() {
        String brief = Printable.of(Caption.of(config.instructionOf(layer).text(), config.commentOf(layer)));
        return "layer %d (%s%s)"
                .formatted(
                        layer,
                        manifest.layers().get(layer).digest().brief(),
                        brief.isEmpty() ? "" : ", " + shortened(brief));
    }

    private static String shortened(String text) {
        return text.length() > MAX_INSTRUCTION_LENGTH ? text.substring(0, MAX_INSTRUCTION_LENGTH - 1) + "…" : text;
    }

    /** Reads something of the layer. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads, and says of a fault at which layer it was. */
    <T> T at(Reading<T> reading) throws ImageFault {
        try {
            return reading.read();
        } catch (ImageFault e) {
            throw e.in(toString());
        } catch (OutOfMemoryError e) {
            throw outOfMemory();
        } catch (IOException e) {
            throw new Unreadable("it could not be read (%s)".formatted(e.getMessage()), "try again", e).in(toString());
        }
    }

    private static ImageFault outOfMemory() {
        return new ImageFault.BeyondLimit(
                "there is not enough memory for this image", "give tare more memory, or lower --jobs");
    }
}
