/**
 * What an image is on paper: references, digests, descriptors, manifests, indexes and configs, as the OCI image spec
 * 1.1 and Docker's schema 2 define them, parsed strictly from untrusted bytes. Nothing here reads a network or a file.
 *
 * <p>May use {@code codec}, {@code secrets} for what is left out of instructions, and Jackson.
 */
@NullMarked
package dev.tare.image;

import org.jspecify.annotations.NullMarked;
