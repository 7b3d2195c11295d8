package dev.tare.report.html;

import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** A scan or a comparison as a page to click through. */
public final class HtmlFormat implements Format {

    @Override
    public String name() {
        return "html";
    }

    @Override
    public String purpose() {
        return "a browser";
    }

    @Override
    public Set<ReportKind> kinds() {
        return EnumSet.of(ReportKind.SCAN, ReportKind.COMPARISON, ReportKind.MERGE);
    }

    @Override
    public int usualTop() {
        return 0;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanHtml(output);
    }

    @Override
    public void write(Report report, Output output) throws IOException {
        if (!(report instanceof Comparison comparison)) {
            throw new UnsupportedOperationException(name() + " does not write " + report);
        }
        var page = new HtmlPage(output);
        page.begin();
        page.data("comparison", json -> ComparisonData.write(json, comparison, output.limit()));
        page.data("verdict", json -> VerdictData.write(json, comparison.failures(), comparison.verdict()));
        page.end();
    }
}
