/**
 * How the visible bytes divide, by directories, layers, owners and whatever else copies have in common.
 *
 * <p>May use {@code analysis.ledger}, {@code analysis.list} and {@code layer}.
 */
@NullMarked
package dev.tare.analysis.usage;

import org.jspecify.annotations.NullMarked;
