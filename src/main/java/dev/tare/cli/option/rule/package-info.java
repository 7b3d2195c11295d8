/**
 * Options for rules: limits, what they pass over, and kinds of secrets and leftovers.
 *
 * <p>May use {@code app}, {@code app.scan}, {@code config}, {@code gate}, {@code leftovers}, {@code glob} and {@code report.text}.
 */
@NullMarked
package dev.tare.cli.option.rule;

import org.jspecify.annotations.NullMarked;
