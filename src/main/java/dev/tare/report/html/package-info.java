/**
 * Reports as one HTML file that shows itself: data, program and style, with nothing to be fetched. {@code src/main/web} has the source of the program.
 *
 * <p>May use {@code report.model}, {@code report.format}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.html;

import org.jspecify.annotations.NullMarked;
