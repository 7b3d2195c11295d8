/**
 * Where an image wastes bytes: hidden copies, repeated content, files that a container does not need, and what to do about them.
 *
 * <p>May use {@code report.model.image} and {@code report.model.secret}.
 */
@NullMarked
package dev.tare.report.model.waste;

import org.jspecify.annotations.NullMarked;
