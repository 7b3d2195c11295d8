/**
 * Options for reports: in which formats, where they go, and how much they tell.
 *
 * <p>May use {@code cli.terminal}, {@code app}, and the packages of {@code report} but {@code report.build}.
 */
@NullMarked
package dev.tare.cli.option.output;

import org.jspecify.annotations.NullMarked;
