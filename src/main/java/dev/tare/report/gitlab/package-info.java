/**
 * Reports as GitLab's Code Quality JSON. May use {@code report.model}, {@code report.format}, {@code report.issue} and the JSON writer of
 * {@code report.json}.
 */
@NullMarked
package dev.tare.report.gitlab;

import org.jspecify.annotations.NullMarked;
