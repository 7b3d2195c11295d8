package dev.tare.report.github;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.issue.Issue;
import dev.tare.report.issue.IssueType;
import dev.tare.report.issue.Issues;
import dev.tare.report.markdown.MarkdownFormat;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Phrases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scan as commands of a workflow ("Workflow commands for GitHub Actions"): an annotation for each fault, in the log. The same as Markdown is appended
 * to the summary of the job.
 */
final class ScanGithub implements ReportSink {

    /** GitHub shows no more annotations of a level in a step. */
    static final int MAX_ANNOTATIONS_OF_A_LEVEL = 10;

    private final Output output;
    private final Optional<Path> summaryFile;
    private final ByteArrayOutputStream summary = new ByteArrayOutputStream();
    private final ReportSink markdown;
    private final Map<IssueType.Level, Integer> told = new EnumMap<>(IssueType.Level.class);
    private int leftOut;

    ScanGithub(Output output, Optional<Path> summaryFile) {
        this.output = output;
        this.summaryFile = summaryFile;
        this.markdown = new MarkdownFormat()
                .scan(new Output(
                        summary, output.width(), output.style(), output.top(), output.detail(), output.toolVersion()));
    }

    @Override
    public void begin() throws IOException {
        markdown.begin();
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        markdown.image(image, results);
        for (var issues = Issues.of(image, results, output.limit()).iterator(); issues.hasNext(); ) {
            issue(image, issues.next());
        }
        leftOut += Issues.leftOut(image, output.limit());
        output.stream().flush();
    }

    private void issue(ImageReport image, Issue issue) throws IOException {
        String level = switch (issue.type().level()) {
            case NOTE -> "notice";
            case WARNING -> "warning";
            case ERROR -> "error";
        };
        if (!mayTell(issue.type().level())) {
            return;
        }
        // without a Dockerfile there is no file to annotate: the path is one within the image, and the message has it
        String place = image.summary().dockerfile().isEmpty()
                ? ""
                : "file=%s,line=%d,endLine=%d,"
                        .formatted(
                                property(issue.file()),
                                issue.lines().first(),
                                issue.lines().last());
        command(
                level,
                place + "title=" + property("tare: " + issue.type().title()),
                "%s: %s".formatted(Excerpt.tail(image.info().reference(), Issue.MAX_FILE_CHARACTERS), issue.message()));
    }

    private boolean mayTell(IssueType.Level level) {
        boolean may = told.merge(level, 1, Integer::sum) <= MAX_ANNOTATIONS_OF_A_LEVEL;
        leftOut += may ? 0 : 1;
        return may;
    }

    @Override
    public void failure(Failure failure) throws IOException {
        markdown.failure(failure);
        if (mayTell(IssueType.Level.ERROR)) {
            command(
                    "error",
                    "title=" + property("tare: the image could not be read"),
                    "%s: %s".formatted(failure.reference(), failure.message()));
        }
    }

    @Override
    public void stopped(int images) throws IOException {
        markdown.stopped(images);
    }

    @Override
    public void fleet(Fleet fleet) throws IOException {
        markdown.fleet(fleet);
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        markdown.end(verdict);
        if (leftOut > 0) {
            line("%s left out of the log: see -o json=FILE".formatted(Phrases.count(leftOut, "annotation")));
        }
        output.stream().flush();
        if (summaryFile.isPresent()) {
            Files.write(summaryFile.get(), summary.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private void command(String level, String properties, String message) throws IOException {
        line("::%s %s::%s".formatted(level, properties, data(message)));
    }

    /** A line of its own, which nothing in it can end. */
    private void line(String line) throws IOException {
        output.stream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Printable text has no end of a line; a runner takes the rest for escapes of its own. */
    private static String data(String text) {
        return Printable.of(text).replace("%", "%25");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
