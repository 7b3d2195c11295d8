package dev.tare.report.format;

import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import java.io.IOException;
import java.util.Set;

/** A form in which reports are written. */
public interface Format {

    /** What users call it: a word of small letters. */
    String name();

    /** What it is for, to follow "for": {@code programs}. */
    String purpose();

    /** What it can write. */
    Set<ReportKind> kinds();

    /** How many findings are written if the user does not say; 0 for all. */
    int usualTop();

    /** Writes the report of a scan image by image. Only for a format whose kinds have {@link ReportKind#SCAN}. */
    default ReportSink scan(Output output) {
        throw new UnsupportedOperationException(name() + " does not write scans");
    }

    /** Writes any other report at once. Only for a report of its kinds. The stream is flushed, and not closed. */
    void write(Report report, Output output) throws IOException;
}
