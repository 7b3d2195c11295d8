package dev.tare.report.model;

/** What can be reported, each by a command of its own. */
public enum ReportKind {
    /** Of {@code tare scan}, told to a {@link ReportSink}. */
    SCAN,
    /** {@link ImageHistory}, of {@code tare layers}. */
    HISTORY,
    /** {@link ChangeListing}, of {@code tare diff}. */
    CHANGES,
    /** {@link TreeListing}, of {@code tare ls}. */
    TREE,
    /** {@link DiskUsage}, of {@code tare du}. */
    USAGE,
    /** {@link TraceReport}, of {@code tare trace}. */
    TRACE,
    /** {@link Comparison}, of {@code tare compare}. */
    COMPARISON,
    /** Of {@code tare merge}, told to a {@link ReportSink} image by image, too. */
    MERGE
}
