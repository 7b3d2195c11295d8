/**
 * Bodies of responses that go on after a broken connection, and large ones that come over several connections at once, a range each.
 *
 * <p>May use {@code source.registry.http} and {@code image}.
 */
@NullMarked
package dev.tare.source.registry.http.body;

import org.jspecify.annotations.NullMarked;
