/** The command line: commands, options, exit codes, and progress on stderr. May use everything else of tare. */
@NullMarked
package dev.tare.cli;

import org.jspecify.annotations.NullMarked;
