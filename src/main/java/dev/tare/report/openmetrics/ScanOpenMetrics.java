package dev.tare.report.openmetrics;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
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
        RULE("tare_rule_passed", "", "1 if the rule holds for the image, 0 if it is broken."),
        PARTIAL("tare_run_partial", "", "1 if the run was stopped before it reached all images, else 0."),
        FLEET_IMAGES("tare_fleet_images", "", "Number of images that were reported."),
        FLEET_DISTINCT("tare_fleet_distinct_images", "", "Number of distinct manifests of these."),
        FLEET_FAILURES("tare_fleet_failures", "", "Number of images that could not be reported, or not wholly."),
        FLEET_LAYERS("tare_fleet_layers", "", "Number of distinct layers."),
        FLEET_CREDENTIALS("tare_fleet_credentials", "", "Number of distinct credentials, hidden or not."),
        FLEET_STORED("tare_fleet_stored_bytes", "bytes", "Sizes of layers as they are stored."),
        FLEET_PULLED("tare_fleet_pulled_bytes", "bytes", "What a pull of layers takes."),
        FLEET_SHIPPED("tare_fleet_shipped_bytes", "bytes", "Sizes of all files that layers ship."),
        FLEET_WASTED("tare_fleet_wasted_bytes", "bytes", "Sizes of the hidden copies."),
        FLEET_AVOIDABLE("tare_fleet_avoidable_bytes", "bytes", "Sizes of visible files that no container needs."),
        CHANGES_IMAGES("tare_fleet_changed_images", "", "Number of images that changed since the earlier report."),
        CHANGES_CREDENTIALS(
                "tare_fleet_changed_credentials", "", "Number of credentials that changed since the earlier report."),
        REPOSITORY_IMAGES("tare_repository_images", "", "Number of distinct images of a repository."),
        REPOSITORY_STORED("tare_repository_stored_bytes", "bytes", "Sizes of the distinct layers of a repository."),
        REPOSITORY_WASTED("tare_repository_wasted_bytes", "bytes", "Wasted bytes summed over distinct images."),
        REPOSITORY_AVOIDABLE(
                "tare_repository_avoidable_bytes", "bytes", "Avoidable bytes summed over distinct images.");

        private final String name;
        private final String unit;
        private final String help;

        Family(String name, String unit, String help) {
            this.name = name;
            this.unit = unit;
            this.help = help;
        }
    }

    /** Maximum images with metrics of their own. The totals of the fleet count all. */
    private static final int MAX_IMAGES = 10_000;

    private final Output output;
    private int images;
    private boolean isPartial;
    private boolean isOfBefore;
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
        if (images >= MAX_IMAGES) {
            return;
        }
        figures(ImageFacts.of(image));
        String label = label("image", image.info().reference());
        results.forEach(result -> rule(label, result));
    }

    private void rule(String label, RuleResult result) {
        String rule = label + "," + label("rule", result.rule().id());
        if (result.isPassed()) {
            of(Family.RULE).putIfAbsent(rule, "1"); // a rule that is asked for twice is broken if it is once
        } else {
            of(Family.RULE).put(rule, "0");
        }
    }

    @Override
    public void earlier(EarlierImage image) {
        isOfBefore = true;
        if (images < MAX_IMAGES) {
            figures(image.facts());
        }
    }

    private void figures(ImageFacts image) {
        images++;
        String label = label("image", image.info().reference());
        figures(label, image.totals());
        sample(Family.AVOIDABLE, label, image.avoidable().all());
        sample(Family.EXPOSED, label, image.exposedFiles());
        sample(Family.SECRETS, label, image.secrets().size());
        sample(
                Family.INFO,
                label + "," + label("digest", image.info().digest()) + ","
                        + label("platform", image.info().platform()),
                1);
        sample(Family.SCANNED, label, 1);
    }

    @Override
    public void stopped(int missing) {
        isPartial = true;
    }

    @Override
    public void fleet(Fleet fleet) {
        sample(Family.FLEET_IMAGES, "", fleet.counts().images());
        sample(Family.FLEET_DISTINCT, "", fleet.counts().distinctImages());
        sample(Family.FLEET_FAILURES, "", fleet.counts().failures());
        sample(Family.FLEET_LAYERS, "", fleet.counts().layers());
        sample(Family.FLEET_CREDENTIALS, "", fleet.credentials().total());
        fleet(label("over", "distinct-layers"), fleet.distinct());
        fleet(label("over", "images"), fleet.oneByOne());
        fleet.changes().ifPresent(this::changes);
        for (var repository : fleet.repositories().first()) {
            String label = label("repository", repository.name());
            sample(Family.REPOSITORY_IMAGES, label, repository.images());
            sample(Family.REPOSITORY_STORED, label, repository.stored());
            sample(Family.REPOSITORY_WASTED, label, repository.wasted());
            sample(Family.REPOSITORY_AVOIDABLE, label, repository.avoidable());
        }
    }

    /** Numbers alone. What the images came to before is in the metrics of the earlier run. */
    private void changes(FleetChanges changes) {
        sample(Family.CHANGES_IMAGES, label("change", "new"), changes.added().total());
        sample(Family.CHANGES_IMAGES, label("change", "gone"), changes.gone().total());
        sample(
                Family.CHANGES_IMAGES,
                label("change", "digest"),
                changes.changed().total());
        sample(
                Family.CHANGES_IMAGES,
                label("change", "wastes-more"),
                changes.grown().total());
        sample(
                Family.CHANGES_IMAGES,
                label("change", "wastes-less"),
                changes.shrunk().total());
        sample(Family.CHANGES_IMAGES, label("change", "unread"), changes.unread());
        changes.credentials().ifPresent(credentials -> {
            sample(
                    Family.CHANGES_CREDENTIALS,
                    label("change", "new"),
                    credentials.added().total());
            sample(
                    Family.CHANGES_CREDENTIALS,
                    label("change", "gone"),
                    credentials.gone().total());
        });
    }

    private void fleet(String label, Fleet.Bytes bytes) {
        sample(Family.FLEET_STORED, label, bytes.stored());
        sample(Family.FLEET_PULLED, label, bytes.pulled());
        sample(Family.FLEET_SHIPPED, label, bytes.shipped());
        sample(Family.FLEET_WASTED, label, bytes.wasted());
        sample(Family.FLEET_AVOIDABLE, label, bytes.avoidable());
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
        sample(Family.PARTIAL, "", isPartial ? 1 : 0);
        if (isOfBefore) {
            verdict.results().forEach(result -> rule(label("image", result.image()), result));
        }
        for (var family : samples.entrySet()) {
            var it = family.getKey();
            write("# TYPE %s gauge\n".formatted(it.name));
            if (!it.unit.isEmpty()) {
                write("# UNIT %s %s\n".formatted(it.name, it.unit));
            }
            write("# HELP %s %s\n".formatted(it.name, it.help));
            for (var sample : family.getValue().entrySet()) {
                String labels = sample.getKey().isEmpty() ? "" : "{" + sample.getKey() + "}";
                write("%s%s %s\n".formatted(it.name, labels, sample.getValue()));
            }
        }
        write("# EOF\n");
        output.stream().flush();
    }

    private void write(String text) throws IOException {
        output.stream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
