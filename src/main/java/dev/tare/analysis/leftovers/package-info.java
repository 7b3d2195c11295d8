/**
 * The visible files that a container does not need.
 *
 * <p>May use {@code analysis.ledger}, {@code analysis.list}, {@code layer}, and {@code leftovers} for the table of kinds.
 */
@NullMarked
package dev.tare.analysis.leftovers;

import org.jspecify.annotations.NullMarked;
