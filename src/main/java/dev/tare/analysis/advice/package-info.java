/**
 * What to change to ship less. May use {@code analysis.ledger}, {@code analysis.node}, {@code analysis.leftovers}, {@code layer}, {@code image} and
 * {@code leftovers}.
 */
@NullMarked
package dev.tare.analysis.advice;

import org.jspecify.annotations.NullMarked;
