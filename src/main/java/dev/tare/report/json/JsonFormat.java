package dev.tare.report.json;

import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.ChangeListing;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.ImageHistory;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.TraceReport;
import dev.tare.report.model.TreeListing;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Every report as JSON. */
public final class JsonFormat implements Format {

    @Override
    public String name() {
        return "json";
    }

    @Override
    public String purpose() {
        return "programs";
    }

    @Override
    public Set<ReportKind> kinds() {
        return EnumSet.allOf(ReportKind.class);
    }

    @Override
    public int usualTop() {
        return 0;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanJson(output);
    }

    @Override
    public void write(Report report, Output output) throws IOException {
        try (var json = JsonDocument.begin(output)) {
            switch (report) {
                case ImageHistory history -> HistoryJson.write(json, history);
                case ChangeListing changes -> ChangesJson.write(json, changes);
                case TreeListing tree -> TreeJson.write(json, tree);
                case DiskUsage usage -> UsageJson.write(json, usage, output.limit());
                case TraceReport trace -> TraceJson.write(json, trace);
                case Comparison comparison -> ComparisonJson.write(json, comparison, output.limit());
            }
        }
    }
}
