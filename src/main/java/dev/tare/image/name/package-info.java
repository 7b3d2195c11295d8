/**
 * Names of images: references to registries, as Docker and the distribution spec define them, and files and folders. May use {@code image}.
 */
@NullMarked
package dev.tare.image.name;

import org.jspecify.annotations.NullMarked;
