/**
 * What a report finds fault with, each fault by itself, for formats that make alerts of them: broken rules, exposed credentials and advice. May use
 * {@code report.model}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.issue;

import org.jspecify.annotations.NullMarked;
