/**
 * Compares two merged trees. May use {@code analysis.ledger}, {@code analysis.node}, {@code analysis.list} and {@code layer}.
 */
@NullMarked
package dev.tare.analysis.compare;

import org.jspecify.annotations.NullMarked;
