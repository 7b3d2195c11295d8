/**
 * Options that several commands have, and what they make of what the user typed: which images, where they are found, and what bounds reading them.
 * {@code cli.option.output} has where reports go, and {@code cli.option.rule} what is held against them.
 *
 * <p>May use the rooms below it, {@code cli.terminal}, {@code app}, {@code report.format}, {@code report.text}, {@code cluster}, {@code config},
 * {@code dockerfile}, {@code select}, {@code glob}, {@code image}, the stores of layers, and of {@code scan} and {@code source} what options set.
 */
@NullMarked
package dev.tare.cli.option;

import org.jspecify.annotations.NullMarked;
