/**
 * An image, its layers and the copies of files that they ship, in names and figures. May use {@code report.model.tree} for how files differ, and
 * {@code image}.
 */
@NullMarked
package dev.tare.report.model.image;

import org.jspecify.annotations.NullMarked;
