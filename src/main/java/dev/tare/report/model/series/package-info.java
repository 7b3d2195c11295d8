/**
 * Lists that may have a million elements, made when they are read. May use nothing of tare.
 */
@NullMarked
package dev.tare.report.model.series;

import org.jspecify.annotations.NullMarked;
