/**
 * The list of formats in which reports are written. A new format is a class in a room of its own and a line in {@code Formats}.
 *
 * <p>May use the rooms below it: {@code report.model} has the records, {@code report.build} makes them, {@code report.format} says what a format is,
 * {@code report.text} has what formats have in common, and {@code report.table}, {@code report.json} and {@code report.markdown} are the formats.
 */
@NullMarked
package dev.tare.report;

import org.jspecify.annotations.NullMarked;
