/**
 * What a format of reports is, and where and how it writes. May use {@code report.model} and {@code report.text}.
 */
@NullMarked
package dev.tare.report.format;

import org.jspecify.annotations.NullMarked;
