/**
 * Reports for a workflow of GitHub Actions. May use {@code report.model}, {@code report.format}, {@code report.issue}, {@code report.text},
 * {@code report.markdown} for the summary of the job, and {@code image}.
 */
@NullMarked
package dev.tare.report.github;

import org.jspecify.annotations.NullMarked;
