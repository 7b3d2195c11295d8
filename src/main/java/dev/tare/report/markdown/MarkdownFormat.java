package dev.tare.report.markdown;

import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** Scans and comparisons as Markdown, as GitHub and GitLab read it. */
public final class MarkdownFormat implements Format {

    @Override
    public String name() {
        return "markdown";
    }

    @Override
    public String purpose() {
        return "a comment or a job's summary";
    }

    @Override
    public Set<ReportKind> kinds() {
        return EnumSet.of(ReportKind.SCAN, ReportKind.COMPARISON);
    }

    @Override
    public int usualTop() {
        return 20;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanMarkdown(output);
    }

    @Override
    public void write(Report report, Output output) throws IOException {
        if (!(report instanceof Comparison comparison)) {
            throw new UnsupportedOperationException(name() + " does not write " + report);
        }
        String text = new ComparisonMarkdown(comparison).text(output.limit());
        output.stream().write(text.getBytes(StandardCharsets.UTF_8));
        output.stream().flush();
    }
}
