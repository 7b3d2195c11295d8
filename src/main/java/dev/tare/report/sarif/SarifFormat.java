package dev.tare.report.sarif;

import dev.tare.report.format.Output;
import dev.tare.report.format.ScanFormat;
import dev.tare.report.model.ReportSink;

/** The faults of images as SARIF 2.1.0, within what GitHub code scanning takes. */
public final class SarifFormat implements ScanFormat {

    @Override
    public String name() {
        return "sarif";
    }

    @Override
    public String purpose() {
        return "code scanning";
    }

    @Override
    public int usualTop() {
        return 100;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanSarif(output);
    }
}
