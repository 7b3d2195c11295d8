/**
 * The command line: commands and options, and progress on stderr. A command reads its options, calls a use case of {@code app} and has the report
 * written that comes back.
 *
 * <p>May use {@code app}, the packages of {@code report} but {@code report.build}, {@code gate}, {@code dockerfile}, {@code image}, {@code cache},
 * {@code demo}, and of {@code scan}, {@code source} and {@code codec} what options set and progress is told.
 */
@NullMarked
package dev.tare.cli;

import org.jspecify.annotations.NullMarked;
