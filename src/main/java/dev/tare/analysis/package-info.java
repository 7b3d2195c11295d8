/**
 * The accounts of an image: what its layers ship, what of that a container can see and what is wasted, exactly as accounting.md defines it. Each view of
 * the {@link dev.tare.analysis.ledger.Ledger} that is more than sums has a room of its own: {@code waste}, {@code secrets}, {@code leftovers},
 * {@code advice}, {@code usage} and {@code compare}.
 *
 * <p>May use the rooms below it, {@code layer}, {@code image} and the tables of {@code secrets} and {@code leftovers}; sees nothing of a layer but its index.
 */
@NullMarked
package dev.tare.analysis;

import org.jspecify.annotations.NullMarked;
