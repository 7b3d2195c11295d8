package dev.tare.report.junit;

import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scan as JUnit's XML: a suite for each image, with a case that is called {@code scan} and one for each rule. A suite is written when the next image
 * is told, since an image may fail after it was told in part.
 */
final class ScanJunit implements ReportSink {

    /** A longer message is cut. */
    private static final int MAX_MESSAGE_CHARACTERS = 1_000;

    private final Output output;
    private @Nullable Xml open;
    private @Nullable Suite suite;

    /** What is told of one image. */
    private record Suite(String image, List<Property> properties, List<RuleResult> results, List<Failure> failures) {}

    private record Property(String name, String value) {}

    ScanJunit(Output output) {
        this.output = output;
    }

    private Xml xml() {
        return Objects.requireNonNull(open, "begin() comes first");
    }

    @Override
    public void begin() throws IOException {
        open = new Xml(output.stream());
        open.begin("testsuites", "name", "tare");
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        writeSuite();
        var content = image.totals().content();
        suite = new Suite(
                image.info().reference(),
                List.of(
                        new Property("digest", image.info().digest()),
                        new Property("platform", image.info().platform()),
                        new Property("shippedBytes", String.valueOf(content.shipped())),
                        new Property("visibleBytes", String.valueOf(content.visible())),
                        new Property("wastedBytes", String.valueOf(content.wasted())),
                        new Property("tareVersion", output.toolVersion())),
                List.copyOf(results),
                new ArrayList<>());
    }

    @Override
    public void failure(Failure failure) throws IOException {
        if (suite == null || !suite.image().equals(failure.reference())) {
            writeSuite();
            suite = new Suite(failure.reference(), List.of(), List.of(), new ArrayList<>());
        }
        suite.failures().add(failure);
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        writeSuite();
        xml().end("testsuites");
        xml().flush();
    }

    private void writeSuite() throws IOException {
        var it = suite;
        if (it == null) {
            return;
        }
        suite = null;
        long failed = it.results().stream().filter(result -> !result.isPassed()).count();
        xml().begin(
                        "testsuite",
                        "name",
                        it.image(),
                        "tests",
                        String.valueOf(1 + it.results().size()),
                        "failures",
                        String.valueOf(failed),
                        "errors",
                        it.failures().isEmpty() ? "0" : "1",
                        "skipped",
                        "0");
        if (!it.properties().isEmpty()) {
            xml().begin("properties");
            for (var property : it.properties()) {
                xml().empty("property", "name", property.name(), "value", property.value());
            }
            xml().end("properties");
        }
        scan(it);
        for (var result : it.results()) {
            rule(it.image(), result);
        }
        xml().end("testsuite");
        xml().flush();
    }

    private void scan(Suite it) throws IOException {
        if (it.failures().isEmpty()) {
            xml().empty("testcase", "name", "scan", "classname", it.image());
            return;
        }
        var first = it.failures().getFirst();
        xml().begin("testcase", "name", "scan", "classname", it.image());
        xml().text(
                        "error",
                        it.failures().stream()
                                .map(failure -> failure.hint().isEmpty()
                                        ? failure.message()
                                        : failure.message() + " (" + failure.hint() + ")")
                                .toList(),
                        "message",
                        Excerpt.head(first.message(), MAX_MESSAGE_CHARACTERS),
                        "type",
                        "exit code " + first.exitCode());
        xml().end("testcase");
    }

    private void rule(String image, RuleResult result) throws IOException {
        String name =
                "%s (limit %s)".formatted(result.rule().id(), result.limit().text());
        if (result.isPassed()) {
            xml().empty("testcase", "name", name, "classname", image);
            return;
        }
        xml().begin("testcase", "name", name, "classname", image);
        xml().text(
                        "failure",
                        lines(result),
                        "message",
                        message(result),
                        "type",
                        result.rule().id());
        xml().end("testcase");
    }

    private static String message(RuleResult result) {
        String first = result.violations().getFirst().message();
        int more = result.violations().size() - 1;
        return Excerpt.head(first, MAX_MESSAGE_CHARACTERS) + (more == 0 ? "" : ", and %,d more".formatted(more));
    }

    /** Every violation with its place, as many as are wanted, and what to do. */
    private List<String> lines(RuleResult result) {
        var lines = new ArrayList<String>();
        var violations = result.violations();
        violations.stream().limit(output.limit()).forEach(violation -> {
            String at =
                    violation.location().lines().map(range -> " at L" + range).orElse("");
            lines.add(Excerpt.head(violation.message(), MAX_MESSAGE_CHARACTERS) + at);
        });
        if (violations.size() > lines.size()) {
            lines.add(
                    "and %s more: see --top 0".formatted(Phrases.count(violations.size() - lines.size(), "violation")));
        }
        lines.add("To mend it: " + result.rule().remedy());
        return lines;
    }
}
