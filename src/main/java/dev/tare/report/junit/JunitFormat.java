package dev.tare.report.junit;

import dev.tare.report.format.Output;
import dev.tare.report.format.ScanFormat;
import dev.tare.report.model.ReportSink;

/** The rules as test cases, in the XML that JUnit's tools and all CI systems read. */
public final class JunitFormat implements ScanFormat {

    @Override
    public String name() {
        return "junit";
    }

    @Override
    public String purpose() {
        return "a test tab";
    }

    @Override
    public int usualTop() {
        return 100;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanJunit(output);
    }
}
