package dev.tare.app.inspect;

import dev.tare.app.InvalidRequest;
import dev.tare.image.Digest;
import dev.tare.layer.LayerIndex;
import java.util.List;

/** The number of a layer that the user called by its number or its digest, or the beginning of that. */
final class LayerNumber {

    /** Minimum hexadecimal digits of an abbreviated digest. A shorter text may be a mistyped number. */
    private static final int MIN_DIGEST_DIGITS = 6;

    /** The field of requests that has the text. */
    private static final String FIELD = "layer";

    private LayerNumber() {}

    static int in(List<LayerIndex> layers, String text) {
        return of(
                layers.stream().map(LayerIndex::digest).toList(),
                layers.stream().map(LayerIndex::diffId).toList(),
                text);
    }

    /** @throws InvalidRequest if there is no such layer */
    static int of(List<Digest> digests, List<Digest> diffIds, String text) {
        int count = digests.size();
        if (text.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(text);
            if (number < count) {
                return number;
            }
            throw new InvalidRequest(
                    FIELD,
                    count == 0
                            ? "the image has no layers"
                            : "there is no layer %d; the image has 0 to %d".formatted(number, count - 1));
        }
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        for (int i = 0; i < count && hex.length() >= MIN_DIGEST_DIGITS; i++) {
            boolean isDiffId = i < diffIds.size() && diffIds.get(i).hex().startsWith(hex);
            if (isDiffId || digests.get(i).hex().startsWith(hex)) {
                return i;
            }
        }
        throw new InvalidRequest(FIELD, "no layer has the number, digest or diff ID " + text);
    }
}
