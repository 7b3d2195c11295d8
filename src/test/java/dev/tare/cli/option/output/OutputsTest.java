package dev.tare.cli.option.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.app.InvalidRequest;
import dev.tare.cli.terminal.Destination;
import dev.tare.kit.ReportSchema;
import dev.tare.report.Reports;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.table.TableFormat;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several outputs of one report: what becomes of the others where one fails. */
class OutputsTest {

    private static final Format JSON = new JsonFormat();

    /** Keeps what is written, and notes whether it was completed. */
    private static class Kept implements Destination {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean isComplete;
        boolean isClosed;

        @Override
        public OutputStream stream() {
            return bytes;
        }

        @Override
        public void complete() throws IOException {
            isComplete = true;
        }

        @Override
        public void close() {
            isClosed = true;
        }

        JsonNode json() throws IOException {
            return ReportSchema.validated(new ObjectMapper().readTree(bytes.toByteArray()));
        }
    }

    /** Takes so many bytes, and no more. */
    private static final class Full extends Kept {
        private final int capacity;

        Full(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public OutputStream stream() {
            return new OutputStream() {
                @Override
                public void write(int b) {
                    if (bytes.size() == capacity) {
                        throw new InvalidRequest("the disk is full");
                    }
                    bytes.write(b);
                }
            };
        }
    }

    private static void add(Outputs outputs, Format format, Destination destination) {
        outputs.add(
                destination,
                format,
                new Output(destination.stream(), 80, new Style(false), 0, Output.Detail.BRIEF, Reports.VERSION));
    }

    private static void tell(Outputs outputs, int images) throws IOException {
        outputs.begin();
        try (var current = Reports.everyFate().current()) {
            for (int i = 0; i < images; i++) {
                outputs.image(current.report(), List.of());
            }
        }
        outputs.end(new Verdict(List.of()));
    }

    @Test
    void everyOutputHasTheWholeReport() throws IOException {
        var first = new Kept();
        var second = new Kept();
        var table = new Kept();
        try (var outputs = new Outputs()) {
            add(outputs, JSON, first);
            add(outputs, new TableFormat(), table);
            add(outputs, JSON, second);
            tell(outputs, 2);
            outputs.complete();
        }
        assertThat(first.json().path("images")).hasSize(2);
        assertThat(second.bytes.toByteArray()).isEqualTo(first.bytes.toByteArray());
        assertThat(table.bytes.toString(StandardCharsets.UTF_8)).contains("efficiency", "/opaque/file");
        assertThat(List.of(first, second, table)).allMatch(kept -> kept.isComplete && kept.isClosed);
    }

    @Test
    void oneThatFailsLosesNoOther() throws IOException {
        var full = new Full(1_000);
        var kept = new Kept();
        try (var outputs = new Outputs()) {
            add(outputs, JSON, full);
            add(outputs, JSON, kept);
            tell(outputs, 3);
            assertThatThrownBy(outputs::complete)
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessage("the disk is full");
        }
        assertThat(kept.json().path("images")).hasSize(3);
        assertThat(kept.isComplete).isTrue();
        assertThat(full.isComplete).isFalse();
        assertThat(full.isClosed).isTrue();
    }

    @Test
    void aReportAtOnceFailsInOneOutputOnly() throws IOException {
        var kept = new Kept();
        try (var outputs = new Outputs()) {
            add(outputs, JSON, new Full(0));
            add(outputs, JSON, kept);
            outputs.write(Reports.everyFate().comparedWith(Reports.everyFate()));
            assertThatThrownBy(outputs::complete).hasMessage("the disk is full");
        }
        ReportSchema.validated(new ObjectMapper().readTree(kept.bytes.toByteArray()), "compare");
        assertThat(kept.isComplete).isTrue();
    }

    @Test
    void whereNoneIsLeftTheScanEndsAtOnceAndAllFailuresAreTold() throws IOException {
        try (var outputs = new Outputs()) {
            add(outputs, JSON, new Full(1_000));
            add(outputs, JSON, new Full(1_000));
            assertThatThrownBy(() -> tell(outputs, 1))
                    .hasMessage("the disk is full")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            outputs.end(new Verdict(List.of())); // as a scan does that breaks off: told before
        }
    }

    /** Standard output has a part of the report by then. It says what is missing. */
    @Test
    void anOutputThatFailsNamesWhatItHasNot() throws IOException {
        var broken = new Kept();
        var kept = new Kept();
        try (var outputs = new Outputs();
                var current = Reports.everyFate().current()) {
            add(outputs, JSON, broken);
            add(outputs, JSON, kept);
            outputs.begin();
            outputs.image(current.report(), List.of());
            outputs.image(failingOnce(current.report()), List.of());
            outputs.image(current.report(), List.of());
            outputs.end(new Verdict(List.of()));
            assertThatThrownBy(outputs::complete).isInstanceOf(IllegalStateException.class);
        }
        assertThat(kept.json().path("images")).hasSize(3);
        var half = new ObjectMapper().readTree(broken.bytes.toByteArray());
        assertThat(half.path("images")).hasSize(2);
        assertThat(half.path("failures").findValuesAsText("message"))
                .hasSize(2)
                .allMatch(message -> message.startsWith("not reported"));
    }

    /** The report of which the first reader meets a bug. */
    private static ImageReport failingOnce(ImageReport report) {
        boolean[] isRead = {false};
        var findings = report.waste().findings();
        var failing = new Series<Finding>() {
            @Override
            public int size() {
                return findings.size();
            }

            @Override
            public Finding get(int number) {
                if (!isRead[0]) {
                    isRead[0] = true;
                    throw new IllegalStateException("a bug");
                }
                return findings.get(number);
            }
        };
        var waste = new ImageReport.Waste(
                failing, report.waste().groups(), report.waste().recommendations());
        return new ImageReport(
                report.summary(),
                report.base(),
                waste,
                report.avoidable(),
                report.exposures(),
                report.secrets(),
                report.repeated(),
                report.selection(),
                report.shipped(),
                report.largest());
    }
}
