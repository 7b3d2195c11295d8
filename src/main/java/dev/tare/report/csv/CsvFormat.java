package dev.tare.report.csv;

import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** The hidden copies of images, and where the visible bytes are, as CSV. */
public final class CsvFormat implements Format {

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String purpose() {
        return "spreadsheets";
    }

    @Override
    public Set<ReportKind> kinds() {
        return EnumSet.of(ReportKind.SCAN, ReportKind.USAGE);
    }

    @Override
    public int usualTop() {
        return 0;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanCsv(output);
    }

    @Override
    public void write(Report report, Output output) throws IOException {
        if (!(report instanceof DiskUsage usage)) {
            throw new UnsupportedOperationException(name() + " does not write " + report);
        }
        UsageCsv.write(new Rows(output.stream()), usage, output.limit());
    }
}
