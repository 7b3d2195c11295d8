/**
 * How fast hosts are asked: pauses that a server asks for, a maximum rate, and how many requests a server still allows. All requests of a run share it.
 *
 * <p>May use nothing of tare.
 */
@NullMarked
package dev.tare.source.registry.rate;

import org.jspecify.annotations.NullMarked;
