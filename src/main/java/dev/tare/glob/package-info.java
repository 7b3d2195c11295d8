/**
 * Patterns for paths: one syntax and one matcher for the command line and for the tables of tare. docs/patterns.md describes the syntax for
 * users.
 *
 * <p>Uses nothing of tare.
 */
@NullMarked
package dev.tare.glob;

import org.jspecify.annotations.NullMarked;
