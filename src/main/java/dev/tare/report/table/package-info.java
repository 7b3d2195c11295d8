/**
 * Reports for people in a terminal: an answer at a glance, in 80 columns or as many as there are. Text of strangers is escaped, and no line gets
 * wider than the terminal.
 *
 * <p>May use {@code report.model}, {@code report.format}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.table;

import org.jspecify.annotations.NullMarked;
