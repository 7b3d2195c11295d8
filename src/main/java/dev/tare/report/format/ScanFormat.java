package dev.tare.report.format;

import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import java.util.EnumSet;
import java.util.Set;

/** A format of scans alone. */
public interface ScanFormat extends Format {

    @Override
    default Set<ReportKind> kinds() {
        return EnumSet.of(ReportKind.SCAN);
    }

    @Override
    default void write(Report report, Output output) {
        throw new UnsupportedOperationException(name() + " does not write " + report);
    }
}
