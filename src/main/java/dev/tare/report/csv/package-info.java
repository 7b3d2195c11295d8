/**
 * Reports as CSV, for spreadsheets and databases. May use {@code report.model}, {@code report.format}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.csv;

import org.jspecify.annotations.NullMarked;
