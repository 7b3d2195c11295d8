/**
 * Rules and what became of them, and what they look at: which copies of an image count, and the figures of these.
 *
 * <p>May use {@code report.model.image}, {@code report.model.secret}, {@code report.model.series} and {@code image}.
 */
@NullMarked
package dev.tare.report.model.rule;

import org.jspecify.annotations.NullMarked;
