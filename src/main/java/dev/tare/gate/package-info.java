/**
 * Rules over the report on an image, for a CI job to fail by.
 *
 * <p>May use {@code report.model}, {@code report.text} for the sizes in its sentences, {@code glob} for paths, and {@code image}.
 */
@NullMarked
package dev.tare.gate;

import org.jspecify.annotations.NullMarked;
