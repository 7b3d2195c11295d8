/**
 * What sort of file something is, by its path and its mode alone: a table ({@code file-kinds.toml}). It says nothing of whether an image needs the file.
 *
 * <p>May use nothing of tare, and Jackson for the table. The table is read once: in the executable when that is built, on the JVM when it is first
 * asked.
 */
@NullMarked
package dev.tare.kinds;

import org.jspecify.annotations.NullMarked;
