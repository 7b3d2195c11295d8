/**
 * Makes reports of what scans and the analysis found. It alone knows both sides.
 *
 * <p>May use {@code report.model}, {@code scan}'s result, {@code analysis}, {@code layer}, {@code secrets}, {@code dockerfile}'s lines and
 * {@code image}.
 */
@NullMarked
package dev.tare.report.build;

import org.jspecify.annotations.NullMarked;
