/**
 * What tare found out, as plain records. The reports are here, and what takes them. Rooms of their own have what they are made of: {@code image},
 * {@code tree}, {@code waste}, {@code secret}, {@code rule} and {@code fleet}. Nothing here knows how it was found or how it is written, so that every
 * format and every rule sees the same. Sizes are in bytes, uncompressed where not called compressed or pulled.
 *
 * <p>Lists that may have a million elements are a {@link dev.tare.report.model.series.Series}. All else is kept as it is.
 *
 * <p>May use the rooms below it and {@code image}.
 */
@NullMarked
package dev.tare.report.model;

import org.jspecify.annotations.NullMarked;
