package dev.tare.report.openmetrics;

import dev.tare.report.format.Output;
import dev.tare.report.format.ScanFormat;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import java.util.EnumSet;
import java.util.Set;

/** The figures of images as metrics, in a text that Prometheus and the textfile collector of node exporter read. */
public final class OpenMetricsFormat implements ScanFormat {

    @Override
    public String name() {
        return "openmetrics";
    }

    @Override
    public String purpose() {
        return "Prometheus";
    }

    @Override
    public Set<ReportKind> kinds() {
        return EnumSet.of(ReportKind.SCAN, ReportKind.MERGE);
    }

    @Override
    public int usualTop() {
        return 0;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanOpenMetrics(output);
    }
}
