/**
 * The databases of packages that an image may have, one class each: which files belong to a database, and what they tell of who owns which path. Files
 * come as bytes, one after another; nothing of them is kept but what they tell. All bytes are hostile.
 *
 * <p>May use {@code image}, for what is printable.
 */
@NullMarked
package dev.tare.packages;

import org.jspecify.annotations.NullMarked;
