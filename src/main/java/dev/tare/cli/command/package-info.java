/**
 * A command a file: it reads its options, calls a use case of {@code app} and has the report written that comes back.
 *
 * <p>May use {@code cli.option}, {@code cli.terminal}, {@code app}, the packages of {@code report} but {@code report.build}, {@code config},
 * {@code dockerfile}, {@code gate}, {@code glob}, {@code image}, {@code cache}, {@code demo}, and of {@code codec} what {@code version} tells.
 */
@NullMarked
package dev.tare.cli.command;

import org.jspecify.annotations.NullMarked;
