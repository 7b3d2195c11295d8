/**
 * The command line: where the process begins and ends, tare itself as a command, and what is said of a command line that cannot be understood. Its
 * commands are in {@code cli.command}, their options in {@code cli.option}, and what they write to in {@code cli.terminal}.
 *
 * <p>May use these three, {@code app}, {@code report.text} and {@code image}, and of {@code source} what a broken configuration is.
 */
@NullMarked
package dev.tare.cli;

import org.jspecify.annotations.NullMarked;
