/**
 * What the process writes to and reads from: standard streams, the terminal behind them with its width, colours and progress, and the file of a
 * report.
 *
 * <p>May use {@code app}, {@code report.text}, {@code image}, and of {@code scan} and {@code source} what progress is told.
 */
@NullMarked
package dev.tare.cli.terminal;

import org.jspecify.annotations.NullMarked;
