package dev.tare.report.model;

/**
 * A report that is written at once. That of a scan is told to a {@link ReportSink}, image by image. Its series can be read as long as the report is
 * held.
 */
public sealed interface Report permits ImageHistory, ChangeListing, TreeListing, DiskUsage, TraceReport, Comparison {}
