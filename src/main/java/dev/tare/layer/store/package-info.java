/**
 * Where layer indexes are kept by digest: a layer never changes, so what was found out about it once holds for every image that has
 * it.
 *
 * <p>May use {@code layer} and {@code image}.
 */
@NullMarked
package dev.tare.layer.store;

import org.jspecify.annotations.NullMarked;
