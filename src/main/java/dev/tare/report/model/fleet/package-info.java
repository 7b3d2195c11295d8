/**
 * What many images come to together, and what has changed since an earlier report.
 *
 * <p>May use {@code report.model.image}, {@code report.model.secret} and {@code report.model.waste}.
 */
@NullMarked
package dev.tare.report.model.fleet;

import org.jspecify.annotations.NullMarked;
