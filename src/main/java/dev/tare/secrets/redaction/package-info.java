/**
 * Redaction of the instructions in an image's history: a lexer that reads a text as a shell does, and rules that find the secrets in it. The commands
 * that take passwords are a table ({@code commands.toml}); names and tokens are those of {@code secrets}.
 *
 * <p>May use {@code secrets}, and Jackson for the table, which is read once: in the executable when that is built. The text is a stranger's, so each
 * character is read a bounded number of times.
 */
@NullMarked
package dev.tare.secrets.redaction;

import org.jspecify.annotations.NullMarked;
