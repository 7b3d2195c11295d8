/**
 * Tables of contents that some layers carry: eStargz (stargz-snapshotter, estargz.md) and zstd:chunked (containers/storage). A table is found by the
 * annotations of the layer's descriptor, fetched by ranges, and verified by its digest there. What it says of the layer's bytes is not verified.
 *
 * <p>May use {@code layer.tar}, {@code layer.stream}, {@code image}, {@code codec} and Jackson's parser; knows nothing of where the bytes come from.
 */
@NullMarked
package dev.tare.layer.toc;

import org.jspecify.annotations.NullMarked;
