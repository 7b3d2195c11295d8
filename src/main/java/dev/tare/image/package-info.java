/**
 * What all that reads images has in common: digests, limits, why an image can fail, and text from images that is safe to print. {@code image.name} has
 * how images are named, and {@code image.spec} the documents of an image. Nothing here reads a network or a file.
 *
 * <p>May use {@code codec}.
 */
@NullMarked
package dev.tare.image;

import org.jspecify.annotations.NullMarked;
