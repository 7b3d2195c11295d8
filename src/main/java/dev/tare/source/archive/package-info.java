/**
 * Images in a tar: what {@code docker save}, {@code podman save}, skopeo, kaniko and bazel write. Nothing is unpacked to disk: a file is read
 * where its members lie, and what can be read only once, a compressed file or a pipe, is read as it passes.
 *
 * <p>May use {@code image}, {@code layer}, {@code source}, and {@code source.layout}.
 */
@NullMarked
package dev.tare.source.archive;

import org.jspecify.annotations.NullMarked;
