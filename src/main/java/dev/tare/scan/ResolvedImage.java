package dev.tare.scan;

import dev.tare.image.Config;
import dev.tare.image.Digest;
import dev.tare.image.Manifest;

/**
 * One image for one platform, of which no layer has been read.
 *
 * @param digest of the manifest
 */
public record ResolvedImage(Digest digest, Manifest manifest, Config config) {}
