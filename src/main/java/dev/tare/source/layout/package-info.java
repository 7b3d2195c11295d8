/**
 * Images in an OCI image layout (OCI image-spec, image-layout.md): {@code index.json} and {@code blobs/ALGORITHM/HEX}, in a folder or
 * in whatever else has {@link dev.tare.source.Members}.
 *
 * <p>May use {@code image} and {@code source}.
 */
@NullMarked
package dev.tare.source.layout;

import org.jspecify.annotations.NullMarked;
