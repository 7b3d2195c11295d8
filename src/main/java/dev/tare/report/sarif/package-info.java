/**
 * Reports as SARIF, for code scanning. May use {@code report.model}, {@code report.format}, {@code report.text}, {@code report.issue}, the JSON writer
 * of {@code report.json} and {@code image}.
 */
@NullMarked
package dev.tare.report.sarif;

import org.jspecify.annotations.NullMarked;
