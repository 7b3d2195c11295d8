/**
 * Rules over an image's accounts, for a CI job to fail by.
 *
 * <p>May use {@code analysis}.
 */
@NullMarked
package dev.tare.gate;

import org.jspecify.annotations.NullMarked;
