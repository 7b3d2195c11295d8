/**
 * Lists of a million elements that take little memory: numbers that are sorted by what they stand for, and elements that are made when they are asked for.
 * May use nothing of tare.
 */
@NullMarked
package dev.tare.analysis.list;

import org.jspecify.annotations.NullMarked;
