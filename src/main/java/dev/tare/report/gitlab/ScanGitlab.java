package dev.tare.report.gitlab;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.issue.Issue;
import dev.tare.report.issue.Issues;
import dev.tare.report.json.JsonDocument;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.text.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A scan in the part of Code Climate's format that GitLab reads ("Code Quality report format" in its manual): an array of issues. */
final class ScanGitlab implements ReportSink {

    /** Maximum issues of a report. GitLab reads no artifact of more than some megabytes. */
    static final int MAX_ISSUES = 5_000;

    private final Output output;

    /** The digests of the images that were told, by repository, in their order. */
    private final Map<String, List<String>> told = new HashMap<>();

    private int issues;
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
        var ofRepository = told.computeIfAbsent(image.info().repository(), _ -> new ArrayList<>());
        if (ofRepository.contains(image.info().digest())) {
            return; // another tag of an image that was told
        }
        ofRepository.add(image.info().digest());
        int number = ofRepository.size();
        for (var all = Issues.of(image, results, output.limit()).iterator(); all.hasNext() && issues < MAX_ISSUES; ) {
            var issue = all.next();
            write(json(), number == 1 ? issue : apart(issue, image, number));
            issues++;
        }
        json().flush();
    }

    /**
     * A fault of another image of a repository, such as a variant for another distribution. GitLab takes issues of one fingerprint for one, and compares
     * reports of two branches by it. A tag may be of a single build, so that the images are told apart by their order.
     */
    private static Issue apart(Issue issue, ImageReport image, int number) {
        return new Issue(
                issue.type(),
                Excerpt.head(
                        "%s: %s".formatted(Printable.of(image.info().reference()), issue.message()),
                        Issue.MAX_MESSAGE_CHARACTERS),
                issue.file(),
                issue.lines(),
                Violation.fingerprint(issue.fingerprint(), "image " + number, new byte[0]));
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
