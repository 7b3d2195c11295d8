package dev.tare.report.csv;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.tree.Aspect;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A scan as CSV: a row for each hidden copy, then one for each secret, which has no bytes. */
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
            "instruction",
            "secret");

    private final Output output;
    private final Rows rows;

    ScanCsv(Output output) {
        this.output = output;
        this.rows = new Rows(output.stream());
    }

    @Override
    public void begin() throws IOException {
        rows.write(COLUMNS.stream());
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
        for (var secret : image.secrets().limit(output.limit())) {
            secret(image, secret);
        }
        rows.flush();
    }

    /** Without bytes and what happened: the bytes of all rows add up to what is wasted. */
    private void secret(ImageReport image, SecretPlace secret) throws IOException {
        String reason = secret.kind().reason();
        switch (secret.place()) {
            case SecretPlace.File file ->
                secret(
                        image,
                        Printable.of(file.path()),
                        Optional.of(image.layers().get(file.layer())),
                        reason);
            case SecretPlace.Variable variable ->
                secret(image, "", Optional.empty(), "%s: %s".formatted(reason, Phrases.variable(variable)));
        }
    }

    private void secret(ImageReport image, String path, Optional<LayerReport> layer, String secret) throws IOException {
        rows.write(Stream.of(
                image.info().reference(),
                path,
                layer.map(it -> String.valueOf(it.info().index())).orElse(""),
                "",
                "",
                "",
                "",
                "",
                layer.flatMap(LayerReport::lines).map(Object::toString).orElse(""),
                layer.map(it -> it.info().createdBy()).orElse(""),
                secret));
    }

    private void copy(ImageReport image, Finding finding, Copy copy, Hiding hiding) throws IOException {
        var layer = image.layers().get(copy.layer());
        rows.write(Stream.of(
                image.info().reference(),
                Printable.of(finding.path()),
                String.valueOf(copy.layer()),
                String.valueOf(copy.size()),
                hiding.cause().name().toLowerCase(Locale.ROOT),
                String.valueOf(hiding.layer()),
                hiding.changed().stream().map(Aspect::toString).collect(Collectors.joining(" ")),
                finding.exposed().map(ExposedKind::reason).orElse(""),
                layer.lines().map(Object::toString).orElse(""),
                layer.info().createdBy(),
                ""));
    }

    @Override
    public void failure(Failure failure) {
        // a row is a copy; standard error and the exit code tell it
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        rows.flush();
    }
}
