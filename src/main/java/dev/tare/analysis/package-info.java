/**
 * What the layers of an image come to: the merged tree, the fate of every copy of a file, and the accounts of bytes by path,
 * by shipping and by hiding layer, exactly as accounting.md defines them.
 *
 * <p>May use {@code layer} and {@code image}; sees nothing of a layer but its index.
 */
@NullMarked
package dev.tare.analysis;

import org.jspecify.annotations.NullMarked;
