package dev.tare.report.model;

/**
 * An image that could not be reported, or not wholly.
 *
 * @param hint what to do; may be empty
 * @param exitCode that stands for it
 */
public record Failure(String reference, String message, String hint, int exitCode) {}
