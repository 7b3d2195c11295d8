/**
 * What users get to see: the report as plain records, of which the JSON Schema is the mirror, and a renderer for each format.
 *
 * <p>May use {@code analysis}, {@code scan}'s result, {@code layer}'s printable names, {@code image},
 * {@code dockerfile}'s lines and {@code gate}'s verdict.
 */
@NullMarked
package dev.tare.report;

import org.jspecify.annotations.NullMarked;
