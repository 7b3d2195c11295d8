/**
 * A blob's bytes on their way: fetched and digested, decompressed, and handed on in chunks, step by step in one thread or in several.
 *
 * <p>May use {@code image}, {@code codec}, and the gzip of commons-compress; knows nothing of tars.
 */
@NullMarked
package dev.tare.layer.stream;

import org.jspecify.annotations.NullMarked;
