/**
 * Options that several commands have, and what they make of what the user typed.
 *
 * <p>May use {@code cli.terminal}, {@code app}, the packages of {@code report} but {@code report.build}, {@code config}, {@code gate}, {@code dockerfile},
 * {@code select}, {@code glob}, {@code image}, {@code cache}, and of {@code scan} and {@code source} what options set.
 */
@NullMarked
package dev.tare.cli.option;

import org.jspecify.annotations.NullMarked;
