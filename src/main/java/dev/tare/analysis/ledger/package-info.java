/**
 * Applies the layers of an image once, into a {@link dev.tare.analysis.ledger.Ledger}: the merged tree, the fate of every copy, what each layer changed, and
 * traces of paths. Places of the tree and copies are numbers here. The other rooms of the analysis read them by number; only this room changes them.
 *
 * <p>May use {@code analysis.node}, {@code analysis.list}, {@code layer}, {@code image} and {@code secrets}.
 */
@NullMarked
package dev.tare.analysis.ledger;

import org.jspecify.annotations.NullMarked;
