/**
 * Copies that are hidden, by path and by what became of them, and content that is visible more than once.
 *
 * <p>May use {@code analysis.ledger}, {@code analysis.node}, {@code analysis.list}, {@code analysis.secrets}, {@code layer} and {@code secrets}.
 */
@NullMarked
package dev.tare.analysis.waste;

import org.jspecify.annotations.NullMarked;
