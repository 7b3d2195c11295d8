/**
 * Reports as comments on pull requests. Text of strangers is always code, so that nothing in it is a link, HTML or a mention.
 *
 * <p>May use {@code report.model}, {@code report.format}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.markdown;

import org.jspecify.annotations.NullMarked;
