/**
 * The pipeline: opens an image at its source, picks the platform, streams its layers, each once and several at a time, and
 * hands the indexes to the analysis.
 *
 * <p>May use {@code source}, {@code image}, {@code layer} and {@code analysis}.
 */
@NullMarked
package dev.tare.scan;

import org.jspecify.annotations.NullMarked;
