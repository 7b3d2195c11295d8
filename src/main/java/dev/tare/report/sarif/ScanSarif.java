package dev.tare.report.sarif;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.issue.Issue;
import dev.tare.report.issue.IssueType;
import dev.tare.report.issue.Issues;
import dev.tare.report.json.JsonDocument;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A scan as SARIF 2.1.0 (OASIS, with errata 01): a run for each image, which GitHub takes for an analysis of its own. A run stays open until the next
 * image, so that it can tell what became of its image, and the last one what is missing.
 */
final class ScanSarif implements ReportSink {

    /** GitHub refuses a file with more runs. */
    static final int MAX_RUNS = 20;

    /** GitHub shows no more results of a run, and takes no file of more than 10 MB, compressed: that bounds those of all runs. */
    static final int MAX_RESULTS = 5_000;

    /** Maximum notifications of a run. */
    private static final int MAX_NOTIFICATIONS = 100;

    /** Maximum characters of a description on GitHub. */
    private static final int MAX_DESCRIPTION_CHARACTERS = 1_024;

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private final Output output;
    private final List<Notification> notifications = new ArrayList<>();
    private final Map<String, Integer> runsOf = new HashMap<>();
    private @Nullable JsonDocument open;
    private int depthOfRuns;
    private int runs;
    private int resultsWritten;
    private int imagesLeftOut;

    /** Something that is told of the run, and is no result. */
    private record Notification(String level, String text) {}

    ScanSarif(Output output) {
        this.output = output;
    }

    private JsonDocument json() {
        return Objects.requireNonNull(open, "begin() comes first");
    }

    @Override
    public void begin() throws IOException {
        open = JsonDocument.empty(output);
        open.beginObject();
        open.plain("$schema", SCHEMA);
        open.plain("version", "2.1.0");
        open.beginArray("runs");
        depthOfRuns = open.depth();
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        if (runs == MAX_RUNS) {
            imagesLeftOut++;
            return;
        }
        endRun();
        beginRun(Issues.types(results), category(image.info().repository()));
        image.summary().warnings().forEach(warning -> notify("warning", warning));
        results(image, results);
        json().flush();
    }

    /** GitHub takes one analysis of a category. Two images of one repository are two. */
    private String category(String repository) {
        int number = runsOf.merge(repository, 1, Integer::sum);
        return "tare/%s/%s".formatted(Printable.of(repository), number == 1 ? "" : number + "/");
    }

    private void beginRun(List<IssueType> types, String category) throws IOException {
        var json = json();
        runs++;
        json.beginObject();
        json.beginObject("tool");
        json.beginObject("driver");
        json.plain("name", "tare");
        json.plain("semanticVersion", output.toolVersion());
        json.array("rules", types, ScanSarif::rule);
        json.endObject();
        json.endObject();
        json.beginObject("automationDetails");
        json.text("id", category);
        json.endObject();
        json.plain("columnKind", "utf16CodeUnits");
    }

    private static void rule(JsonDocument json, IssueType type) throws IOException {
        json.beginObject();
        json.text("id", type.id());
        json.text("name", name(type.id()));
        text(json, "shortDescription", type.title());
        text(json, "fullDescription", "%s. To mend it: %s.".formatted(type.title(), type.remedy()));
        json.beginObject("help");
        json.text("text", sentence(type.remedy()));
        json.text("markdown", sentence(type.remedy()));
        json.endObject();
        json.beginObject("defaultConfiguration");
        json.plain("level", level(type));
        json.endObject();
        json.beginObject("properties");
        json.plainArray("tags", List.of("container-image", type.isSecurity() ? "security" : "efficiency"));
        json.plain("precision", type.isSecurity() ? "high" : "very-high");
        if (type.isSecurity()) {
            json.plain("security-severity", "8.0");
        } else {
            json.plain("problem.severity", type.level() == IssueType.Level.NOTE ? "recommendation" : level(type));
        }
        json.endObject();
        json.endObject();
    }

    /** {@code MaxWasted} for {@code max-wasted}, as SARIF has names of rules. */
    private static String name(String id) {
        return Stream.of(id.split("[^A-Za-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static String sentence(String clause) {
        return clause.isEmpty() ? "." : Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }

    private static String level(IssueType type) {
        return type.level().name().toLowerCase(Locale.ROOT);
    }

    private void results(ImageReport image, List<RuleResult> results) throws IOException {
        var types = Issues.types(results).stream().map(IssueType::id).toList();
        var json = json();
        json.beginArray("results");
        var issues = Issues.of(image, results, output.limit()).iterator();
        while (issues.hasNext() && resultsWritten < MAX_RESULTS) {
            result(json, issues.next(), types);
            resultsWritten++;
        }
        json.endArray();
        int more = Issues.leftOut(image, output.limit());
        for (; issues.hasNext(); issues.next()) {
            more++;
        }
        if (more > 0) {
            notify(
                    "note",
                    "%s left out: see --top 0, or -o json=FILE for all".formatted(Phrases.count(more, "result")));
        }
    }

    private static void result(JsonDocument json, Issue issue, List<String> types) throws IOException {
        json.beginObject();
        json.text("ruleId", issue.type().id());
        int index = types.indexOf(issue.type().id());
        if (index >= 0) {
            json.number("ruleIndex", index);
        }
        json.plain("level", level(issue.type()));
        text(json, "message", issue.message());
        json.beginArray("locations");
        json.beginObject();
        json.beginObject("physicalLocation");
        json.beginObject("artifactLocation");
        json.text("uri", uri(issue.file()));
        json.endObject();
        json.beginObject("region");
        json.number("startLine", issue.lines().first());
        json.number("endLine", issue.lines().last());
        json.endObject();
        json.endObject();
        json.endObject();
        json.endArray();
        json.beginObject("partialFingerprints");
        // the one that GitHub reads; that it is no hash of the line keeps an alert when the line moves or changes
        json.plain("primaryLocationLineHash", issue.fingerprint());
        json.plain("tare/v1", issue.fingerprint());
        json.endObject();
        json.endObject();
    }

    private static void text(JsonDocument json, String field, String text) throws IOException {
        json.beginObject(field);
        json.text("text", Excerpt.head(literal(text), MAX_DESCRIPTION_CHARACTERS));
        json.endObject();
    }

    /** Text in which nothing is an embedded link (section 3.11.6 of the standard) or a placeholder (3.11.5). */
    private static String literal(String text) {
        return text.replace("](", "]\\x28").replaceAll("\\{(?=\\d)", "\\\\x7b");
    }

    /** A relative reference (RFC 3986). No first segment of a path is taken for a scheme. */
    private static String uri(String file) {
        try {
            return new URI(null, null, "/" + file, null)
                    .toASCIIString()
                    .substring(1)
                    .replace(":", "%3A");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no path: " + file, e);
        }
    }

    @Override
    public void failure(Failure failure) {
        notify("error", "%s: %s".formatted(failure.reference(), failure.message()));
    }

    private void notify(String level, String text) {
        if (notifications.size() < MAX_NOTIFICATIONS) {
            notifications.add(new Notification(level, Printable.of(text)));
        }
    }

    /** Completes the run that is open, if one is. */
    private void endRun() throws IOException {
        var json = json();
        if (json.depth() == depthOfRuns) {
            return;
        }
        json.endAllWithin(depthOfRuns + 1); // results of which the rest could not be told
        json.beginArray("invocations");
        json.beginObject();
        json.flag(
                "executionSuccessful",
                notifications.stream().noneMatch(it -> it.level().equals("error")));
        json.array("toolExecutionNotifications", notifications, (it, notification) -> {
            it.beginObject();
            it.plain("level", notification.level());
            text(it, "message", notification.text());
            it.endObject();
        });
        json.endObject();
        json.endArray();
        json.endObject();
        notifications.clear();
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        try (var json = json()) {
            if (imagesLeftOut > 0) {
                notify(
                        "error",
                        "%s left out: GitHub takes %d in a file, so scan fewer for it"
                                .formatted(Phrases.count(imagesLeftOut, "image"), MAX_RUNS));
            }
            if (runs == 0) {
                // of a category of its own: a run without results would close the alerts of its image
                beginRun(IssueType.known(), "tare/");
                json.beginArray("results");
                json.endArray();
            }
            endRun();
        }
    }
}
