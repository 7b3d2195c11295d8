/**
 * Reports as JUnit's XML, for the test tab of a CI system. May use {@code report.model}, {@code report.format}, {@code report.text} and {@code image}.
 */
@NullMarked
package dev.tare.report.junit;

import org.jspecify.annotations.NullMarked;
