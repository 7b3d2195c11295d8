/**
 * Scans images and reports on each, holds them to rules and to earlier reports, and attaches reports to them.
 *
 * <p>May use {@code app}, {@code scan}, {@code source.registry} and its write side, {@code analysis}, {@code layer}, {@code report.build},
 * {@code report.fleet}, {@code report.earlier}, {@code report.model}, {@code gate}, {@code dockerfile},
 * {@code leftovers}, {@code glob} and {@code image}.
 */
@NullMarked
package dev.tare.app.scan;

import org.jspecify.annotations.NullMarked;
