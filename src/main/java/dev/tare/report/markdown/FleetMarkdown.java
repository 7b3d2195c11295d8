package dev.tare.report.markdown;

import dev.tare.image.Printable;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.text.ComparisonText;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import java.util.List;
import java.util.function.Function;

/** What many images come to together. */
final class FleetMarkdown {

    private static final String HEADING_OF_SUMS =
            Markdown.row("", "stored", "shipped", "wasted", "avoidable") + "| --- | ---: | ---: | ---: | ---: |\n";

    private final Sheet sheet;
    private final int limit;

    private FleetMarkdown(Sheet sheet, int limit) {
        this.sheet = sheet;
        this.limit = limit;
    }

    /** @param limit how many rows of each table are shown at most */
    static void write(Sheet sheet, Fleet fleet, int limit) {
        new FleetMarkdown(sheet, limit).write(fleet);
    }

    private void write(Fleet fleet) {
        sheet.append("\n#### All together: %s\n".formatted(Phrases.fleet(fleet.counts())));
        table(
                "| images | credential | where | one of them |\n| ---: | --- | --- | --- |\n",
                fleet.credentials(),
                FleetMarkdown::credential);
        totals(fleet);
        fleet.changes().ifPresent(changes -> changes(changes, fleet));
        table(
                "| images | wasted | hides | avoidable | layer at fault |\n| ---: | ---: | ---: | ---: | --- |\n",
                fleet.layers(),
                FleetMarkdown::layer);
        table(
                "| images | wasted | avoidable | base image at fault |\n| ---: | ---: | ---: | --- |\n",
                fleet.bases(),
                FleetMarkdown::base);
        table(
                "| images | layers | avoidable | leftovers |\n| ---: | ---: | ---: | --- |\n",
                fleet.kinds(),
                FleetMarkdown::kind);
        table(
                "| images | wasted | path that wastes most |\n| ---: | ---: | --- |\n",
                fleet.paths().top(),
                FleetMarkdown::path);
        if (fleet.paths().minimumBytes() > 1) {
            sheet.append("\n%s.\n".formatted(Phrases.leftOut(fleet.paths())));
        }
        images(
                "| wasted | shipped | most wasteful images |\n| ---: | ---: | --- |\n",
                fleet.wasteful(limit),
                FleetMarkdown::wasteful);
        table(
                "| images | saved | stored | layer that images share |\n| ---: | ---: | ---: | --- |\n",
                fleet.shared(),
                FleetMarkdown::shared);
        images("| created | oldest images |\n| --- | --- |\n", fleet.oldest(limit), FleetMarkdown::dated);
    }

    private <T> void table(String heading, Top<T> all, Function<T, String> row) {
        var shown = all.limit(limit);
        if (shown.isEmpty()) {
            return;
        }
        sheet.append("\n");
        sheet.table(heading, Series.of(shown), 0, row);
        if (all.total() > shown.size()) {
            sheet.append("\nAnd %,d more: see `--top 0` or `--format json`.\n".formatted(all.total() - shown.size()));
        }
    }

    private void images(String heading, List<Fleet.Image> images, Function<Fleet.Image, String> row) {
        if (!images.isEmpty()) {
            sheet.append("\n");
            sheet.table(heading, Series.of(images), 0, row);
        }
    }

    private void totals(Fleet fleet) {
        sheet.append("\n");
        sheet.append(HEADING_OF_SUMS
                + sums("distinct layers once", fleet.distinct())
                + sums("image by image", fleet.oneByOne()));
    }

    private void changes(FleetChanges changes, Fleet fleet) {
        var before = changes.before();
        sheet.append("\n#### Since %s: %s\n".formatted(Markdown.name(before.report()), Phrases.changes(changes)));
        String unread = Phrases.unread(before);
        sheet.append(unread.isEmpty() ? "" : "\n%s.\n".formatted(unread));
        sheet.append("\n" + HEADING_OF_SUMS
                + sums("distinct layers once, before", before.distinct())
                + differences(before.distinct(), fleet.distinct())
                + sums("image by image, before", before.oneByOne())
                + differences(before.oneByOne(), fleet.oneByOne()));
        changes.credentials().ifPresent(credentials -> {
            table(
                    "| images | new credential | where | one of them |\n| ---: | --- | --- | --- |\n",
                    credentials.added(),
                    FleetMarkdown::credential);
            table(
                    "| images | credential that is gone | where | one of them |\n| ---: | --- | --- | --- |\n",
                    credentials.gone(),
                    FleetMarkdown::credential);
        });
        table(
                "| wasted | before | images that waste more |\n| ---: | ---: | --- |\n",
                changes.grown(),
                FleetMarkdown::change);
        table(
                "| wasted | before | images that waste less |\n| ---: | ---: | --- |\n",
                changes.shrunk(),
                FleetMarkdown::change);
        table("| wasted | shipped | new images |\n| ---: | ---: | --- |\n", changes.added(), FleetMarkdown::wasteful);
        table(
                "| wasted | shipped | images that are gone |\n| ---: | ---: | --- |\n",
                changes.gone(),
                FleetMarkdown::wasteful);
    }

    private static String change(FleetChanges.Change change) {
        return Markdown.row(
                Sizes.human(change.wasted()), Sizes.human(change.wastedBefore()), Markdown.name(change.reference()));
    }

    private static String differences(Fleet.Bytes before, Fleet.Bytes now) {
        return Markdown.row(
                "difference",
                ComparisonText.signed(now.stored() - before.stored()),
                ComparisonText.signed(now.shipped() - before.shipped()),
                ComparisonText.signed(now.wasted() - before.wasted()),
                ComparisonText.signed(now.avoidable() - before.avoidable()));
    }

    private static String sums(String name, Fleet.Bytes bytes) {
        return Markdown.row(
                name,
                Sizes.human(bytes.stored()),
                Sizes.human(bytes.shipped()),
                Sizes.human(bytes.wasted()),
                Sizes.human(bytes.avoidable()));
    }

    private static String path(Fleet.Path path) {
        return Markdown.row(
                number(path.images()),
                Sizes.human(path.wasted()),
                Markdown.code(Excerpt.tail(Printable.of(path.path()), Markdown.MAX_NAME_CHARACTERS)));
    }

    private static String credential(Fleet.Credential credential) {
        String where = switch (credential.place()) {
            case SecretPlace.File file -> Printable.of(file.path()) + (credential.isFolder() ? "/" : "");
            case SecretPlace.Variable variable -> Phrases.variable(variable);
        };
        return Markdown.row(
                number(credential.images()),
                Markdown.name(credential.kind().reason()),
                Markdown.code(Excerpt.tail(where, Markdown.MAX_NAME_CHARACTERS))
                        + (credential.isHidden() ? " (hidden)" : ""),
                Markdown.name(credential.image()));
    }

    private static String layer(Fleet.Layer layer) {
        return Markdown.row(
                number(layer.images()),
                Sizes.human(layer.wasted()),
                Sizes.human(layer.hides()),
                Sizes.human(layer.avoidable()),
                in(layer.instruction(), layer.image()));
    }

    private static String in(String instruction, String image) {
        return "%s in %s".formatted(Markdown.name(instruction), Markdown.name(image));
    }

    private static String base(Fleet.Base base) {
        return Markdown.row(
                number(base.images()),
                Sizes.human(base.wasted()),
                Sizes.human(base.avoidable()),
                Markdown.name(base.reference()));
    }

    private static String kind(Fleet.Kind kind) {
        return Markdown.row(
                number(kind.images()), number(kind.layers()), Sizes.human(kind.bytes()), Markdown.name(kind.name()));
    }

    private static String wasteful(Fleet.Image image) {
        return Markdown.row(
                Sizes.human(image.wasted()),
                Sizes.human(image.totals().content().shipped()),
                Markdown.name(image.info().reference()));
    }

    private static String shared(Fleet.SharedLayer layer) {
        return Markdown.row(
                number(layer.images()),
                Sizes.human(layer.saved()),
                Sizes.human(layer.stored()),
                in(layer.instruction(), layer.image()));
    }

    private static String dated(Fleet.Image image) {
        return Markdown.row(
                image.info().created().substring(0, "2000-01-01".length()),
                Markdown.name(image.info().reference()));
    }

    private static String number(long number) {
        return "%,d".formatted(number);
    }
}
