/**
 * What tare found out, as plain records: images, layers, findings, rules and what became of them. Nothing here knows how it was found or how it
 * is written, so that every format and every rule sees the same. Sizes are in bytes, uncompressed where not called compressed or pulled.
 *
 * <p>Lists that may have a million elements are a {@link dev.tare.report.model.Series}. All else is kept as it is.
 *
 * <p>May use {@code image}.
 */
@NullMarked
package dev.tare.report.model;

import org.jspecify.annotations.NullMarked;
