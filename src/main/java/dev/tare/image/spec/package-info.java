/**
 * What an image is on paper: descriptors, manifests, indexes, configs with the instructions in their histories, platforms and artifacts, as the OCI image
 * spec 1.1 and Docker's schema 2 define them, parsed strictly from untrusted bytes.
 *
 * <p>May use {@code image}, {@code secrets} for secrets in configs and what is left out of instructions, and Jackson.
 */
@NullMarked
package dev.tare.image.spec;

import org.jspecify.annotations.NullMarked;
