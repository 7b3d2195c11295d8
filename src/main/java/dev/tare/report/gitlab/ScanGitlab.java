package dev.tare.report.gitlab;

import dev.tare.report.format.Output;
import dev.tare.report.issue.Issue;
import dev.tare.report.issue.Issues;
import dev.tare.report.json.JsonDocument;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.Verdict;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scan in the part of Code Climate's format that GitLab reads ("Code Quality report format" in its manual): an array of issues. */
final class ScanGitlab implements ReportSink {

    /** Maximum issues of a report. GitLab reads no artifact of more than some megabytes. */
    static final int MAX_ISSUES = 5_000;

    private final Output output;

    /** A fingerprint that comes again is that of the same fault in another image of one repository. GitLab wants each once. */
    private final Set<String> fingerprints = new HashSet<>();

    private @Nullable JsonDocument open;

    ScanGitlab(Output output) {
        this.output = output;
    }

    private JsonDocument json() {
        return Objects.requireNonNull(open, "begin() comes first");
    }

    @Override
    public void begin() throws IOException {
        open = JsonDocument.empty(output);
        open.beginArray();
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        var issues = Issues.of(image, results, output.limit()).iterator();
        while (issues.hasNext() && fingerprints.size() < MAX_ISSUES) {
            var issue = issues.next();
            if (fingerprints.add(issue.fingerprint())) {
                write(json(), issue);
            }
        }
        json().flush();
    }

    private static void write(JsonDocument json, Issue issue) throws IOException {
        json.beginObject();
        json.text("description", issue.message());
        json.text("check_name", issue.type().id());
        json.plain("fingerprint", issue.fingerprint());
        json.plain(
                "severity",
                switch (issue.type().level()) {
                    case NOTE -> "info";
                    case WARNING -> "major";
                    case ERROR -> "critical";
                });
        json.beginObject("location");
        json.text("path", issue.file());
        json.beginObject("lines");
        json.number("begin", issue.lines().first());
        json.number("end", issue.lines().last());
        json.endObject();
        json.endObject();
        json.endObject();
    }

    @Override
    public void failure(Failure failure) {
        // the format has no place for it; standard error and the exit code tell it
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        json().close();
    }
}
