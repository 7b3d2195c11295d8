/**
 * Credentials: their kinds, and where hidden and visible ones are. May use {@code report.model.image}.
 */
@NullMarked
package dev.tare.report.model.secret;

import org.jspecify.annotations.NullMarked;
