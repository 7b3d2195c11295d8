/**
 * Layer indexes by digest, in files: a layer never changes, so what was found out about it once holds for every image that has it. Many
 * processes may use one folder at the same time.
 *
 * <p>May use {@code layer}, {@code image}, and what {@code scan} wants of a store.
 */
@NullMarked
package dev.tare.cache;

import org.jspecify.annotations.NullMarked;
