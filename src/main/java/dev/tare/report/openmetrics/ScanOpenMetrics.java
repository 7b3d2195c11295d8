package dev.tare.report.openmetrics;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.Totals;
import dev.tare.report.model.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A scan as OpenMetrics 1.0 text. All are gauges, since the textfile collector of node exporter reads Prometheus' older format, which knows no other
 * type of these and takes the rest for comments. The samples of a family stand together, and so are written at the end.
 */
final class ScanOpenMetrics implements ReportSink {

    /** A metric family. */
    private enum Family {
        SHIPPED("tare_image_shipped_bytes", "bytes", "Sizes of all files that the layers ship."),
        VISIBLE("tare_image_visible_bytes", "bytes", "Sizes of the files that a container can read."),
        WASTED("tare_image_wasted_bytes", "bytes", "Sizes of the hidden copies, which nothing can read."),
        DUPLICATED("tare_image_duplicated_bytes", "bytes", "Sizes of the hidden copies that were shipped again."),
        REMOVED("tare_image_removed_bytes", "bytes", "Sizes of the hidden copies that were removed or replaced."),
        REPEATED("tare_image_repeated_bytes", "bytes", "What visible copies of the same content could share."),
        AVOIDABLE("tare_image_avoidable_bytes", "bytes", "Sizes of the visible files that a container does not need."),
        STORED("tare_image_stored_bytes", "bytes", "Sizes of the layers as they are stored."),
        PULLED("tare_image_pulled_bytes", "bytes", "What a pull of all layers takes."),
        EFFICIENCY("tare_image_efficiency_ratio", "ratio", "Share of the shipped bytes that is visible."),
        LAYERS("tare_image_layers", "", "Number of layers."),
        COPIES("tare_image_copies", "", "Number of files that the layers ship."),
        EXPOSED("tare_image_exposed_files", "", "Number of hidden copies that are credentials."),
        SECRETS("tare_image_secrets", "", "Number of credentials in visible copies and in variables of the config."),
        INFO("tare_image_info", "", "The image that was scanned; always 1."),
        SCANNED("tare_image_scanned", "", "1 if the image was scanned, 0 if it could not be read wholly."),
        RULE("tare_rule_passed", "", "1 if the rule holds for the image, 0 if it is broken.");

        private final String name;
        private final String unit;
        private final String help;

        Family(String name, String unit, String help) {
            this.name = name;
            this.unit = unit;
            this.help = help;
        }
    }

    private final Output output;
    private final Map<Family, Map<String, String>> samples = new EnumMap<>(Family.class);

    ScanOpenMetrics(Output output) {
        this.output = output;
    }

    @Override
    public void begin() {
        // all is written at the end
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) {
        String label = label("image", image.info().reference());
        figures(label, image.totals());
        sample(Family.AVOIDABLE, label, image.avoidable().bytes().all());
        sample(Family.EXPOSED, label, image.exposures().files());
        sample(Family.SECRETS, label, image.secrets().size());
        sample(
                Family.INFO,
                label + "," + label("digest", image.info().digest()) + ","
                        + label("platform", image.info().platform()),
                1);
        sample(Family.SCANNED, label, 1);
        for (var result : results) {
            String rule = label + "," + label("rule", result.rule().id());
            if (result.isPassed()) {
                of(Family.RULE).putIfAbsent(rule, "1"); // a rule that is asked for twice is broken if it is once
            } else {
                of(Family.RULE).put(rule, "0");
            }
        }
    }

    private void figures(String label, Totals totals) {
        var content = totals.content();
        sample(Family.SHIPPED, label, content.shipped());
        sample(Family.VISIBLE, label, content.visible());
        sample(Family.WASTED, label, content.wasted());
        sample(Family.DUPLICATED, label, content.duplicated());
        sample(Family.REMOVED, label, content.removed());
        sample(Family.REPEATED, label, content.repeated());
        sample(Family.STORED, label, totals.stored().compressed());
        sample(Family.PULLED, label, totals.stored().pulled());
        of(Family.EFFICIENCY).put(label, String.valueOf(content.efficiency()));
        sample(Family.LAYERS, label, totals.layers());
        sample(Family.COPIES, label, totals.copies());
    }

    private void sample(Family family, String labels, OptionalLong value) {
        if (value.isPresent()) {
            sample(family, labels, value.getAsLong());
        }
    }

    /** A sample stands there once, whatever an image is called for the second time. */
    private void sample(Family family, String labels, long value) {
        of(family).put(labels, String.valueOf(value));
    }

    private Map<String, String> of(Family family) {
        return samples.computeIfAbsent(family, _ -> new LinkedHashMap<>());
    }

    /** Printable text has no line feed, but backslashes and quotes. */
    private static String label(String name, String value) {
        return "%s=\"%s\""
                .formatted(name, Printable.of(value).replace("\\", "\\\\").replace("\"", "\\\""));
    }

    @Override
    public void failure(Failure failure) {
        sample(Family.SCANNED, label("image", failure.reference()), 0);
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        for (var family : samples.entrySet()) {
            var it = family.getKey();
            write("# TYPE %s gauge\n".formatted(it.name));
            if (!it.unit.isEmpty()) {
                write("# UNIT %s %s\n".formatted(it.name, it.unit));
            }
            write("# HELP %s %s\n".formatted(it.name, it.help));
            for (var sample : family.getValue().entrySet()) {
                write("%s{%s} %s\n".formatted(it.name, sample.getKey(), sample.getValue()));
            }
        }
        write("# EOF\n");
        output.stream().flush();
    }

    private void write(String text) throws IOException {
        output.stream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
