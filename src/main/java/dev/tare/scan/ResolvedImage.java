package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Manifest;
import java.util.List;

/**
 * One image for one platform, of which no layer has been read.
 *
 * @param digest of the manifest
 */
public record ResolvedImage(Digest digest, Manifest manifest, Config config) {

    /** The same image with its layers in the order of their numbers here. */
    ResolvedImage inOrder(List<Integer> numbers) {
        return new ResolvedImage(digest, manifest.inOrder(numbers), config);
    }

    /** @throws Damaged if the manifest cannot list the layers of the config */
    DiffIds diffIds() throws Damaged {
        return DiffIds.of(manifest, config);
    }
}
