/**
 * What a name of a tree leads to, and how two files differ, by the indexes of their layers. May use {@code layer}.
 */
@NullMarked
package dev.tare.analysis.node;

import org.jspecify.annotations.NullMarked;
