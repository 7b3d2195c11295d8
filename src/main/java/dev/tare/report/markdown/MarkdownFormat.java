package dev.tare.report.markdown;

import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** Scans, comparisons and where the bytes are as Markdown, as GitHub and GitLab read it. */
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
        return EnumSet.of(ReportKind.SCAN, ReportKind.COMPARISON, ReportKind.USAGE, ReportKind.MERGE);
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
        String text = switch (report) {
            case Comparison comparison -> new ComparisonMarkdown(comparison).text(output.limit());
            case DiskUsage usage -> UsageMarkdown.text(usage, output.limit());
            default -> throw new UnsupportedOperationException(name() + " does not write " + report);
        };
        output.stream().write(text.getBytes(StandardCharsets.UTF_8));
        output.stream().flush();
    }
}
