package dev.tare.report.markdown;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.model.waste.HiddenGroup;
import dev.tare.report.model.waste.Recommendation;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.LayerNumbers;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scan as a comment or the summary of a job: the verdict, the figures and the rules, then what each image wastes. It is written at the end, which is
 * when the verdict is known, and has a bound.
 */
final class ScanMarkdown implements ReportSink {

    /** Characters for what is told of each image by itself. The rest is for the verdict, figures and rules of all. */
    private static final int MAX_DETAIL_CHARACTERS = 40_000;

    /** Characters of a comment that are kept for what closes tables and tells what is left out. */
    private static final int RESERVED_CHARACTERS = 2_000;

    /** Maximum images whose figures are shown. */
    private static final int MAX_IMAGES = 50;

    /** Maximum rows of a table that are not folded away. */
    private static final int MAX_UNFOLDED = 5;

    private final Output output;
    private final Sheet details = new Sheet(MAX_DETAIL_CHARACTERS);
    private final List<String> figures = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private int images;
    private int imagesLeftOut;
    private int notReached;
    private @Nullable Fleet fleet;

    ScanMarkdown(Output output) {
        this.output = output;
    }

    @Override
    public void begin() {
        // all is written at the end
    }

    @Override
    public void earlier(EarlierImage image) {
        images++;
    }

    @Override
    public void stopped(int missing) {
        notReached = missing;
    }

    @Override
    public void fleet(Fleet all) {
        fleet = all;
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) {
        images++;
        if (output.detail() == Detail.FLEET) {
            return;
        }
        if (figures.size() < MAX_IMAGES) {
            figures.add(figures(image));
        }
        if (details.length() > MAX_DETAIL_CHARACTERS) {
            imagesLeftOut++;
            return;
        }
        details.append("\n#### %s\n".formatted(Markdown.name(image.info().reference())));
        secrets(image);
        exposed(image);
        waste(image);
        avoidable(image);
        advice(image);
        layers(image);
        warnings(image.summary().warnings());
    }

    private static String figures(ImageReport image) {
        var content = image.totals().content();
        return Markdown.row(
                Markdown.name(image.info().reference()),
                Sizes.human(content.shipped()),
                Sizes.human(content.visible()),
                Sizes.human(content.wasted()),
                Phrases.efficiency(content) + " %",
                image.totals().stored().pulled().isPresent()
                        ? Sizes.human(image.totals().stored().pulled().getAsLong())
                        : "-");
    }

    private void secrets(ImageReport image) {
        rows(
                "more credentials",
                Markdown.row("secret", "layer", "where") + "| --- | --- | --- |\n",
                image.secrets(),
                secret -> secret(image, secret));
        if (!image.secrets().isEmpty()) {
            details.append("\n" + Phrases.IN_SIGHT + "\n");
        }
    }

    private static String secret(ImageReport image, SecretPlace secret) {
        String reason = Markdown.name(secret.kind().reason());
        return switch (secret.place()) {
            case SecretPlace.File file ->
                Markdown.row(
                        reason,
                        String.valueOf(file.layer()),
                        path(file.path(), false)
                                + VerdictMarkdown.at(
                                        image.layers().get(file.layer()).lines()));
            case SecretPlace.Variable variable ->
                Markdown.row(
                        reason,
                        variable.layer().isPresent()
                                ? String.valueOf(variable.layer().getAsInt())
                                : "-",
                        Markdown.name(Phrases.variable(variable)) + " in " + Phrases.where(variable));
        };
    }

    private void exposed(ImageReport image) {
        rows(
                "more credentials",
                Markdown.row("credential", "layers", "path") + "| --- | --- | --- |\n",
                image.exposures().places(),
                place -> exposed(image, place));
        if (!image.exposures().places().isEmpty()) {
            details.append("\n" + Phrases.REVOKE + "\n");
        }
    }

    private static String exposed(ImageReport image, ExposedPlace place) {
        return Markdown.row(
                Markdown.name(place.kind().reason()),
                "%s→%d"
                        .formatted(
                                LayerNumbers.brief(place.shippedBy()),
                                place.hiding().layer()),
                path(place.path(), place.isFolder())
                        + VerdictMarkdown.at(
                                image.layers().get(place.shippedBy().getFirst()).lines()));
    }

    private void waste(ImageReport image) {
        rows(
                "more",
                Markdown.row("wasted", "layers", "what happened", "path") + "| ---: | --- | --- | --- |\n",
                Series.of(image.waste().groups().first(output.limit())),
                group -> waste(image, group));
    }

    private static String waste(ImageReport image, HiddenGroup group) {
        return Markdown.row(
                Sizes.human(group.wastedBytes()),
                "%s→%d"
                        .formatted(
                                LayerNumbers.brief(group.shippedBy()),
                                group.hiding().layer()),
                Phrases.story(group.hiding()),
                path(group.path(), group.isDirectory())
                        + (group.isDirectory() ? " (%s)".formatted(Phrases.count(group.files(), "file")) : "")
                        + VerdictMarkdown.at(
                                image.layers().get(group.hiding().layer()).lines()));
    }

    private void avoidable(ImageReport image) {
        rows(
                "more that can be avoided",
                Markdown.row("avoidable", "layer", "what", "path") + "| ---: | ---: | --- | --- |\n",
                Series.of(image.avoidable().own(image.base().layerCount(), output.limit())),
                group -> avoidable(image, group));
    }

    private static String avoidable(ImageReport image, AvoidableGroup group) {
        return Markdown.row(
                Sizes.human(group.bytes()),
                String.valueOf(group.layer()),
                Markdown.name(group.name()),
                path(group.path(), group.isDirectory())
                        + (group.isDirectory() ? " (%s)".formatted(Phrases.count(group.files(), "file")) : "")
                        + VerdictMarkdown.at(image.layers().get(group.layer()).lines()));
    }

    private void advice(ImageReport image) {
        rows(
                "more",
                Markdown.row("saves", "what to do") + "| ---: | --- |\n",
                image.waste().recommendations(),
                ScanMarkdown::advice);
    }

    private static String advice(Recommendation advice) {
        return Markdown.row(Sizes.human(advice.savesBytes()), Markdown.code(Excerpt.head(advice.text(), 1_000)));
    }

    private void layers(ImageReport image) {
        details.fold(
                Phrases.count(image.layers().size(), "layer"),
                () -> details.table(
                        Markdown.row("layer", "shipped", "wasted", "hides", "instruction")
                                + "| ---: | ---: | ---: | ---: | --- |\n",
                        Series.of(image.layers()),
                        0,
                        ScanMarkdown::layer));
    }

    private static String layer(LayerReport layer) {
        return Markdown.row(
                String.valueOf(layer.info().index()),
                Sizes.human(layer.content().shippedBytes()),
                Sizes.human(layer.content().wastedBytes()),
                Sizes.human(layer.content().hidesBytes()),
                Markdown.name(layer.info().caption()) + VerdictMarkdown.at(layer.lines()));
    }

    private void warnings(List<String> warnings) {
        if (!warnings.isEmpty()) {
            details.append("\n");
            warnings.stream()
                    .limit(MAX_UNFOLDED)
                    .forEach(warning -> details.append("- warning: " + Markdown.name(warning) + "\n"));
        }
    }

    /** Some rows, as many as are wanted: the first ones open, the others folded away. */
    private <T> void rows(String further, String heading, Series<T> all, Function<T, String> row) {
        var shown = all.limit(output.limit());
        if (shown.isEmpty()) {
            return;
        }
        details.append("\n");
        details.table(heading, shown.limit(MAX_UNFOLDED), 0, row);
        if (shown.size() > MAX_UNFOLDED) {
            details.fold(
                    "%,d %s".formatted(shown.size() - MAX_UNFOLDED, further),
                    () -> details.table(heading, shown, MAX_UNFOLDED, row));
        }
        if (all.size() > shown.size()) {
            details.append("\nAnd %,d more: see `--top 0` or `--format json`.\n".formatted(all.size() - shown.size()));
        }
    }

    private static String path(byte[] path, boolean isDirectory) {
        String text = Printable.of(path) + (isDirectory && path.length > 1 ? "/" : "");
        return Markdown.code(Excerpt.tail(text, Markdown.MAX_NAME_CHARACTERS));
    }

    @Override
    public void failure(Failure failure) {
        failures.add(failure);
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        var sheet = new Sheet(Sheet.MAX_COMMENT_CHARACTERS - RESERVED_CHARACTERS - details.length());
        sheet.append("### %s\n\n".formatted(verdict(verdict)));
        if (notReached > 0) {
            sheet.append("**Partial**: %s.\n\n".formatted(Phrases.partial(notReached)));
        }
        if (!figures.isEmpty()) {
            sheet.table(
                    Markdown.row("image", "shipped", "visible", "wasted", "efficiency", "pulled")
                            + "| --- | ---: | ---: | ---: | ---: | ---: |\n",
                    Series.of(figures),
                    0,
                    row -> row);
        }
        if (images > figures.size() && output.detail() != Detail.FLEET) {
            sheet.append("\nAnd %s more.\n".formatted(Phrases.count(images - figures.size(), "image")));
        }
        VerdictMarkdown.write(sheet, failures, verdict, output.limit());
        if (fleet != null) {
            boolean isAlone = output.detail() == Detail.FLEET;
            FleetMarkdown.write(sheet, fleet, isAlone ? output.limit() : Math.min(output.limit(), MAX_UNFOLDED));
        }
        sheet.append(details.toString());
        if (imagesLeftOut > 0) {
            sheet.append("\nThere is no room for %s more.\n".formatted(Phrases.count(imagesLeftOut, "image")));
        }
        output.stream().write(sheet.toString().getBytes(StandardCharsets.UTF_8));
        output.stream().flush();
    }

    private String verdict(Verdict verdict) {
        String rules = VerdictMarkdown.headline(verdict).orElseGet(() -> Phrases.count(images, "image"));
        return failures.isEmpty()
                ? rules
                : "%s, and %s not read"
                        .formatted(
                                rules,
                                Phrases.count(failures.size(), "image") + (failures.size() == 1 ? " was" : " were"));
    }
}
