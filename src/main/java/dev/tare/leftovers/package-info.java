/**
 * Kinds of files that a container does not need: the table of kinds ({@code kinds.toml}), the kinds that a user adds, and how a path is looked up
 * among them. It knows names and patterns only; which files are there is {@code analysis}' to tell.
 *
 * <p>May use {@code glob}, of {@code layer} what the content of a file is, and Jackson for the table. The table is read once: in the executable when that is built, on the JVM when it is first
 * asked for.
 */
@NullMarked
package dev.tare.leftovers;

import org.jspecify.annotations.NullMarked;
