/**
 * Copies that are credentials: those that a container can see, and hidden ones that whoever pulls the image gets.
 *
 * <p>May use {@code analysis.ledger}, {@code analysis.list}, {@code layer}, and {@code secrets} for the table of kinds.
 */
@NullMarked
package dev.tare.analysis.secrets;

import org.jspecify.annotations.NullMarked;
