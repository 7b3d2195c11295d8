/**
 * Reports as metrics in OpenMetrics' text. May use {@code report.model}, {@code report.format} and {@code image}.
 */
@NullMarked
package dev.tare.report.openmetrics;

import org.jspecify.annotations.NullMarked;
