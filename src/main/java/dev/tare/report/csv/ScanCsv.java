package dev.tare.report.csv;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.model.Aspect;
import dev.tare.report.model.Copy;
import dev.tare.report.model.ExposedKind;
import dev.tare.report.model.Failure;
import dev.tare.report.model.Finding;
import dev.tare.report.model.Hiding;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A scan as CSV (RFC 4180): a row for each hidden copy. Text is printable, so that no cell has more than one line. A cell that a spreadsheet would take
 * for a formula has an apostrophe before it.
 */
final class ScanCsv implements ReportSink {

    private static final List<String> COLUMNS = List.of(
            "image",
            "path",
            "layer",
            "bytes",
            "happened",
            "hidden_by",
            "changed",
            "exposed",
            "dockerfile_lines",
            "instruction");

    /** What begins a formula for some spreadsheet. */
    private static final String FORMULA_BEGINS = "=+-@";

    private final Output output;

    ScanCsv(Output output) {
        this.output = output;
    }

    @Override
    public void begin() throws IOException {
        row(COLUMNS.stream());
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        for (var finding : image.waste().findings().limit(output.limit())) {
            for (var copy : finding.copies()) {
                if (copy.hidden().isPresent()) {
                    copy(image, finding, copy, copy.hidden().get());
                }
            }
        }
        output.stream().flush();
    }

    private void copy(ImageReport image, Finding finding, Copy copy, Hiding hiding) throws IOException {
        var layer = image.layers().get(copy.layer());
        row(Stream.of(
                image.info().reference(),
                Printable.of(finding.path()),
                String.valueOf(copy.layer()),
                String.valueOf(copy.size()),
                hiding.cause().name().toLowerCase(Locale.ROOT),
                String.valueOf(hiding.layer()),
                hiding.changed().stream().map(Aspect::toString).collect(Collectors.joining(" ")),
                finding.exposed().map(ExposedKind::reason).orElse(""),
                layer.lines().map(Object::toString).orElse(""),
                layer.info().createdBy()));
    }

    private void row(Stream<String> cells) throws IOException {
        String line = cells.map(ScanCsv::cell).collect(Collectors.joining(",", "", "\r\n"));
        output.stream().write(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String cell(String text) {
        String cell = Printable.of(text);
        if (!cell.isEmpty() && FORMULA_BEGINS.indexOf(cell.charAt(0)) >= 0) {
            cell = "'" + cell;
        }
        return cell.contains(",") || cell.contains("\"") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }

    @Override
    public void failure(Failure failure) {
        // a row is a copy; standard error and the exit code tell it
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        output.stream().flush();
    }
}
