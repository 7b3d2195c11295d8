/**
 * The command line: commands and options, and progress on stderr. A command reads its options, calls a use case of {@code app} and shows what comes
 * back. May use {@code app}, {@code report}, {@code gate}, {@code dockerfile}, {@code image}, {@code cache}, {@code demo}, and of {@code scan},
 * {@code source} and {@code codec} what options set and progress is told.
 */
@NullMarked
package dev.tare.cli;

import org.jspecify.annotations.NullMarked;
