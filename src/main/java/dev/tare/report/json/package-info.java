/**
 * Reports for programs, as the JSON Schemas in {@code docs} have them. The schemas are the contract: fields may be added, and none changes its
 * meaning.
 *
 * <p>May use {@code report.model}, {@code report.format}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.json;

import org.jspecify.annotations.NullMarked;
