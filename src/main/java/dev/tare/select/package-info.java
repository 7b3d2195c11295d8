/**
 * Which images of a repository or a registry a run scans: patterns for names, the order of versions, ages and shards. Nothing here asks a registry.
 *
 * <p>May use {@code glob}.
 */
@NullMarked
package dev.tare.select;

import org.jspecify.annotations.NullMarked;
