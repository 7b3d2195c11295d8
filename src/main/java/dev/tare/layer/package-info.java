/**
 * From a layer's blob to its {@link dev.tare.layer.LayerIndex}, in one pass and bounded memory: the compressed digest is
 * verified, what is compressed decompressed, the diff ID computed, the tar read and every file's content hashed, while nothing is
 * written anywhere. Follows the OCI image spec's layer.md, POSIX pax, and GNU tar's formats.
 *
 * <p>{@code layer.stream} brings the bytes, {@code layer.tar} reads the members, and here they become an index. {@code layer.toc} reads
 * tables of contents, from which an index is made too.
 *
 * <p>May use these, {@code image}, {@code codec}, {@code secrets}, and hash4j; knows nothing of where the bytes come from.
 */
@NullMarked
package dev.tare.layer;

import org.jspecify.annotations.NullMarked;
