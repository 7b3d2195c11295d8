/**
 * Words, figures and widths that formats have in common. May use {@code report.model} and {@code image}.
 */
@NullMarked
package dev.tare.report.text;

import org.jspecify.annotations.NullMarked;
