/**
 * From a Dockerfile to the lines of it that made an image's layers: its steps as builders read them, and which item of a history each of
 * them left. Both texts are a stranger's: everything here is bounded and takes no longer than they are long.
 *
 * <p>May use: {@code image}, and Jackson for the arrays of an exec form. Nothing here reads a file.
 */
@NullMarked
package dev.tare.dockerfile;

import org.jspecify.annotations.NullMarked;
