package dev.tare.report.csv;

import dev.tare.report.format.Output;
import dev.tare.report.format.ScanFormat;
import dev.tare.report.model.ReportSink;

/** The hidden copies of images as CSV. */
public final class CsvFormat implements ScanFormat {

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String purpose() {
        return "spreadsheets";
    }

    @Override
    public int usualTop() {
        return 0;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanCsv(output);
    }
}
