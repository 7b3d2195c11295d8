/**
 * Applies the layers of an image once, into a {@link dev.tare.analysis.Ledger}, and gives views of it: the accounts of bytes by path, by shipping and
 * by hiding layer, the visible files that a container does not need, the merged tree, what each layer changed, and traces of paths, exactly as accounting.md defines them.
 *
 * <p>May use {@code layer}, {@code image} and the tables of {@code secrets} and {@code leftovers}; sees nothing of a layer but its index.
 */
@NullMarked
package dev.tare.analysis;

import org.jspecify.annotations.NullMarked;
