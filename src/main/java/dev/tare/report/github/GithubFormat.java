package dev.tare.report.github;

import dev.tare.report.format.Output;
import dev.tare.report.format.ScanFormat;
import dev.tare.report.model.ReportSink;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Annotations for the log of a workflow of GitHub Actions, and the summary of its job. */
public final class GithubFormat implements ScanFormat {

    private final Supplier<Optional<Path>> summary;

    /** The summary goes to the file that the environment names, as a workflow has it. */
    public GithubFormat() {
        this(() -> Optional.ofNullable(System.getenv("GITHUB_STEP_SUMMARY"))
                .filter(file -> !file.isEmpty())
                .map(Path::of));
    }

    /** @param summary the file to which the summary is appended; empty for none */
    GithubFormat(Supplier<Optional<Path>> summary) {
        this.summary = summary;
    }

    @Override
    public String name() {
        return "github";
    }

    @Override
    public String purpose() {
        return "GitHub Actions";
    }

    @Override
    public int usualTop() {
        return 20;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanGithub(output, summary.get());
    }
}
