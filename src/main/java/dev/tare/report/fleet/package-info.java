/**
 * Adds up the reports on many images, one after the other, and holds a small record of each image and of each distinct layer. May use
 * {@code report.model}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.fleet;

import org.jspecify.annotations.NullMarked;
