/**
 * Where images come from: one small interface, {@link dev.tare.source.Source}, and what all sources share. A source hands out
 * manifests as they came, verified against the digest that they were asked by, and streams of blobs.
 *
 * <p>May use {@code image}, and {@code layer} for what can be read only once and is indexed as it passes.
 */
@NullMarked
package dev.tare.source;

import org.jspecify.annotations.NullMarked;
