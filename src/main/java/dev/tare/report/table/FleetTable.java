package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.text.ComparisonText;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.List;

/** What many images come to together: credentials first, then what is stored, and what is at fault. */
final class FleetTable {

    private static final int MAX_KIND_WIDTH = 24;

    private final Page page;
    private final Style style;
    private final int limit;

    private interface Row<T> {
        void write(T element) throws IOException;
    }

    /** @param limit how many rows of each list are shown at most */
    FleetTable(Page page, int limit) {
        this.page = page;
        this.style = page.style();
        this.limit = limit;
    }

    void write(Fleet fleet) throws IOException {
        page.folded("", "all together: " + Phrases.fleet(fleet.counts()), style::bold);
        list(" images  credential                in", fleet.credentials(), this::credential);
        totals(fleet);
        if (fleet.changes().isPresent()) {
            changes(fleet.changes().get(), fleet);
        }
        list(" images   wasted    hides avoidable  layer at fault", fleet.layers(), this::layer);
        list(" images   wasted          avoidable  base image at fault", fleet.bases(), this::base);
        list(" images   layers          avoidable  leftovers", fleet.kinds(), this::kind);
        paths(fleet.paths());
        images("   wasted  shipped  most wasteful images", fleet.wasteful(limit), this::wasteful);
        list(" images    saved   stored  layer that images share", fleet.shared(), this::shared);
        images("  created           oldest images", fleet.oldest(limit), this::dated);
    }

    private <T> void list(String heading, Top<T> all, Row<T> row) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        page.blank();
        page.heading(heading);
        var shown = all.limit(limit);
        for (var element : shown) {
            row.write(element);
        }
        if (all.total() > shown.size()) {
            page.remark("         and %,d more: see --fleet, --top 0 or --format json"
                    .formatted(all.total() - shown.size()));
        }
    }

    private void images(String heading, List<Fleet.Image> images, Row<Fleet.Image> row) throws IOException {
        if (!images.isEmpty()) {
            page.blank();
            page.heading(heading);
            for (var image : images) {
                row.write(image);
            }
        }
    }

    private void credential(Fleet.Credential credential) throws IOException {
        String where = switch (credential.place()) {
            case SecretPlace.File file -> Printable.of(file.path()) + (credential.isFolder() ? "/" : "");
            case SecretPlace.Variable variable -> Phrases.variable(variable);
        };
        String kind = Width.cut(Printable.of(credential.kind().reason()), MAX_KIND_WIDTH);
        String before = "%7s  %s%s  "
                .formatted(
                        number(credential.images()),
                        style.paint(Style.Colour.RED, kind),
                        " ".repeat(MAX_KIND_WIDTH - Width.of(kind)));
        String hidden = credential.isHidden() ? " (hidden)" : "";
        page.line(before + Width.cutFront(where, page.width() - 35 - hidden.length()) + style.dim(hidden));
        page.remark(" ".repeat(9) + Width.cutFront(Printable.of(credential.image()), page.width() - 9));
    }

    private void totals(Fleet fleet) throws IOException {
        page.blank();
        page.heading("%-24s %9s %9s %9s %9s".formatted("", "stored", "shipped", "wasted", "avoidable"));
        sums("distinct layers once", fleet.distinct());
        sums("image by image", fleet.oneByOne());
        var pulled = fleet.distinct().pulled();
        if (pulled.isPresent() && pulled.getAsLong() != fleet.distinct().stored()) {
            page.remark("a node that pulls them all pulls " + Sizes.human(pulled.getAsLong()));
        }
    }

    private void changes(FleetChanges changes, Fleet fleet) throws IOException {
        page.blank();
        var before = changes.before();
        page.folded("", "since %s: %s".formatted(Printable.of(before.report()), Phrases.changes(changes)), style::bold);
        String unread = Phrases.unread(before);
        if (!unread.isEmpty()) {
            page.warning(unread);
        }
        differences("layers once, before", before.distinct(), fleet.distinct());
        differences("image by image, before", before.oneByOne(), fleet.oneByOne());
        if (changes.credentials().isPresent()) {
            var credentials = changes.credentials().get();
            list(" images  new credential            in", credentials.added(), this::credential);
            list(" images  credential that is gone   in", credentials.gone(), this::credential);
        }
        list("   wasted   before  images that waste more", changes.grown(), this::change);
        list("   wasted   before  images that waste less", changes.shrunk(), this::change);
        list("   wasted  shipped  new images", changes.added(), this::wasteful);
        list("   wasted  shipped  images that are gone", changes.gone(), this::wasteful);
    }

    private void differences(String name, Fleet.Bytes before, Fleet.Bytes now) throws IOException {
        sums(name, before);
        page.line("%-24s %9s %9s %9s %9s"
                .formatted(
                        "  difference",
                        ComparisonText.signed(now.stored() - before.stored()),
                        ComparisonText.signed(now.shipped() - before.shipped()),
                        ComparisonText.signed(now.wasted() - before.wasted()),
                        ComparisonText.signed(now.avoidable() - before.avoidable())));
    }

    private void change(FleetChanges.Change change) throws IOException {
        var colour = change.growth() > 0 ? Style.Colour.RED : Style.Colour.GREEN;
        page.line("%s %8s  %s"
                .formatted(
                        style.paint(colour, "%9s".formatted(Sizes.human(change.wasted()))),
                        Sizes.human(change.wastedBefore()),
                        Width.cutFront(Printable.of(change.reference()), page.width() - 20)));
    }

    private void sums(String name, Fleet.Bytes bytes) throws IOException {
        page.line("%-24s %9s %9s %s %s"
                .formatted(
                        name,
                        Sizes.human(bytes.stored()),
                        Sizes.human(bytes.shipped()),
                        style.paint(Style.Colour.RED, "%9s".formatted(Page.size(bytes.wasted()))),
                        style.paint(Style.Colour.YELLOW, "%9s".formatted(Page.size(bytes.avoidable())))));
    }

    private void layer(Fleet.Layer layer) throws IOException {
        page.line(fault(layer.images(), layer.wasted(), Page.size(layer.hides()), layer.avoidable())
                + style.caption(Printable.of(layer.instruction()), page.width() - 37));
        origin(layer.digest(), layer.image());
    }

    private void base(Fleet.Base base) throws IOException {
        page.line(fault(base.images(), base.wasted(), "", base.avoidable())
                + Width.cutFront(Printable.of(base.reference()), page.width() - 37));
    }

    private String fault(int images, long wasted, String hides, long avoidable) {
        return "%7s %s %s %s  "
                .formatted(
                        number(images),
                        style.paint(Style.Colour.RED, "%8s".formatted(Page.size(wasted))),
                        style.paint(Style.Colour.YELLOW, "%8s".formatted(hides)),
                        style.paint(Style.Colour.YELLOW, "%9s".formatted(Page.size(avoidable))));
    }

    private void origin(String digest, String image) throws IOException {
        String brief = Page.brief(digest) + " in ";
        page.remark(" ".repeat(9) + brief + Width.cutFront(Printable.of(image), page.width() - 9 - brief.length()));
    }

    private void kind(Fleet.Kind kind) throws IOException {
        page.line("%7s %8s %18s  %s"
                .formatted(
                        number(kind.images()),
                        number(kind.layers()),
                        Sizes.human(kind.bytes()),
                        Width.cut(Printable.of(kind.name()), page.width() - 37)));
    }

    private void paths(Fleet.Paths paths) throws IOException {
        list(" images   wasted  path that wastes most", paths.top(), this::path);
        if (paths.minimumBytes() > 1) {
            page.remark(" ".repeat(9) + Phrases.leftOut(paths));
        }
    }

    private void path(Fleet.Path path) throws IOException {
        page.line("%7s %s  %s"
                .formatted(
                        number(path.images()),
                        style.paint(Style.Colour.RED, "%8s".formatted(Sizes.human(path.wasted()))),
                        Width.cutFront(Printable.of(path.path()), page.width() - 18)));
    }

    private void wasteful(Fleet.Image image) throws IOException {
        page.line("%s %8s  %s"
                .formatted(
                        style.paint(Style.Colour.RED, "%9s".formatted(Sizes.human(image.wasted()))),
                        Sizes.human(image.totals().content().shipped()),
                        name(image, 20)));
    }

    private void shared(Fleet.SharedLayer layer) throws IOException {
        page.line("%7s %s %8s  %s"
                .formatted(
                        number(layer.images()),
                        style.paint(Style.Colour.GREEN, "%8s".formatted(Sizes.human(layer.saved()))),
                        Sizes.human(layer.stored()),
                        style.caption(Printable.of(layer.instruction()), page.width() - 27)));
        origin(layer.digest(), layer.image());
    }

    private void dated(Fleet.Image image) throws IOException {
        String day = image.info().created().substring(0, "2000-01-01".length());
        page.line("%11s         %s".formatted(day, name(image, 20)));
    }

    private String name(Fleet.Image image, int before) {
        return Width.cutFront(Printable.of(image.info().reference()), page.width() - before);
    }

    private static String number(long number) {
        return "%,d".formatted(number);
    }
}
