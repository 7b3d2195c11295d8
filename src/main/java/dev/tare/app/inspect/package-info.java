/**
 * What can be asked of one image or two: their layers, trees, files, changes, traces and uses of space, and how they differ.
 *
 * <p>May use {@code app}, {@code scan}, {@code source}, {@code analysis}, {@code layer}, {@code packages}, {@code report.build}, {@code report.model},
 * {@code gate}, {@code dockerfile}, {@code leftovers}, {@code glob} and {@code image}.
 */
@NullMarked
package dev.tare.app.inspect;

import org.jspecify.annotations.NullMarked;
