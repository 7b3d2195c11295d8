/**
 * The images that a folder or an archive holds, in whatever has {@link dev.tare.source.Members}: an OCI image layout (OCI image-spec,
 * image-layout.md) with {@code index.json} and {@code blobs/ALGORITHM/HEX}, Docker's own form with {@code manifest.json} (moby's image
 * spec v1.2, "Combined Image JSON + Filesystem Changeset Format"), or both in one, as {@code docker save} writes them.
 *
 * <p>May use {@code image}, {@code source}, and {@code layer} for what is indexed as it passes.
 */
@NullMarked
package dev.tare.source.layout;

import org.jspecify.annotations.NullMarked;
