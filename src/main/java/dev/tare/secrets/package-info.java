/**
 * Detection of credentials in files: the table of kinds ({@code kinds.toml}), the rules that tell a credential from a placeholder, and the names
 * and values that stand for secrets in texts. It decides by a file's path and its first bytes, and keeps none of them.
 *
 * <p>May use {@code glob}, and Jackson for the table. The table is read once: in the executable when that is built, on the JVM when the first
 * layer is read.
 */
@NullMarked
package dev.tare.secrets;

import org.jspecify.annotations.NullMarked;
