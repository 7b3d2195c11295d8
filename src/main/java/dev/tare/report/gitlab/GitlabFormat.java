package dev.tare.report.gitlab;

import dev.tare.report.format.Output;
import dev.tare.report.format.ScanFormat;
import dev.tare.report.model.ReportSink;

/** The faults of images as GitLab's Code Quality report. */
public final class GitlabFormat implements ScanFormat {

    @Override
    public String name() {
        return "gitlab";
    }

    @Override
    public String purpose() {
        return "GitLab's Code Quality";
    }

    @Override
    public int usualTop() {
        return 100;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanGitlab(output);
    }
}
