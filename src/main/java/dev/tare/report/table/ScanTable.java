package dev.tare.report.table;

import static dev.tare.report.text.Phrases.count;

import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.waste.AvoidableBytes;
import dev.tare.report.model.waste.HiddenGroup;
import dev.tare.report.model.waste.Recommendation;
import dev.tare.report.text.LayerNumbers;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.ShareBar;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** The report of a scan for people: each image when it is told, and the rules at the end. Failures are told elsewhere. */
final class ScanTable implements ReportSink {

    private static final int BAR_WIDTH = 16;
    private static final int WIDE_BAR_WIDTH = 24;

    /** Minimum width of a terminal for wide bars. */
    private static final int MIN_WIDTH_WITH_WIDE_BARS = 110;

    private static final int MAX_REPEATED_SHOWN = 5;
    private static final int MAX_WARNINGS_SHOWN = 10;

    /** Maximum rows of each list of a fleet, where each image is told at length before. */
    private static final int MAX_FLEET_ROWS = 5;

    private static final int NAME_AND_SIZE_WIDTH = 16;

    /** Width of the numbers in front of the instructions of layers. */
    private static final int LAYER_NUMBERS_WIDTH = 47;

    private static final int LAYER_BAR_WIDTH = 4;
    private static final int WIDE_LAYER_BAR_WIDTH = 12;

    private final Page page;
    private final Style style;
    private final int width;
    private final int limit;
    private final Detail detail;
    private boolean isFirst = true;

    ScanTable(Output output) {
        this.page = new Page(output);
        this.style = page.style();
        this.width = page.width();
        this.limit = output.limit();
        this.detail = output.detail();
    }

    @Override
    public void begin() {
        // a table has no head
    }

    @Override
    public void earlier(EarlierImage image) {
        // a report of before does not tell enough for an image at length
    }

    @Override
    public void failure(Failure failure) {
        // standard error tells it
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        if (detail == Detail.FLEET) {
            return;
        }
        separate();
        head(image);
        base(image);
        new ExposedTable(page, limit).write(image);
        totals(image);
        layers(image);
        waste(image);
        new AvoidableTable(page, limit).write(image);
        recommendations(image);
        UsageTable.largest(page, image);
        repeated(image);
        warnings(image.summary().warnings());
        page.flush();
    }

    private void separate() throws IOException {
        if (!isFirst) {
            page.blank();
        }
        isFirst = false;
    }

    @Override
    public void stopped(int images) throws IOException {
        separate();
        page.warning(Phrases.partial(images));
        page.flush();
    }

    @Override
    public void fleet(Fleet fleet) throws IOException {
        separate();
        new FleetTable(page, detail == Detail.FLEET ? limit : Math.min(limit, MAX_FLEET_ROWS)).write(fleet);
        page.flush();
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        var table = new VerdictTable(page, limit, EnumSet.of(Listing.VIOLATIONS));
        if (detail == Detail.FLEET) {
            table.writeBroken(verdict);
        } else {
            table.write(verdict);
        }
        page.flush();
    }

    private void head(ImageReport image) throws IOException {
        page.folded("", Printable.of(image.info().reference()), style::bold);
        String what = " · %s · %s, %s"
                .formatted(
                        Page.brief(image.info().digest()), count(image.totals().layers(), "layer"), stored(image));
        String platform = image.info().platform().isEmpty()
                ? "unknown platform"
                : Printable.of(image.info().platform());
        page.remark(Width.cut(platform, width - what.length()) + what);
    }

    /** How much the layers are as they are stored, and in what form. */
    private static String stored(ImageReport image) {
        long all = image.totals().stored().compressed();
        long plain = image.layers().stream()
                .map(LayerReport::blob)
                .filter(blob -> !blob.isCompressed())
                .mapToLong(blob -> blob.stored().compressed())
                .sum();
        return plain == 0
                ? Sizes.human(all) + " compressed"
                : plain == all
                        ? Sizes.human(all) + " stored uncompressed"
                        : "%s stored, %s uncompressed".formatted(Sizes.human(all), Sizes.human(plain));
    }

    private void base(ImageReport image) throws IOException {
        long wasted = image.totals().content().wastedByBase();
        switch (image.base()) {
            case BaseImage.Known known ->
                base("%s, %s, which waste %s among themselves"
                        .formatted(
                                known.reference(),
                                known.layers() == 1 ? "layer 0" : "layers 0 to %d".formatted(known.layers() - 1),
                                wasted == 0 ? "nothing" : Sizes.human(wasted)));
            case BaseImage.NotMatched named ->
                base("%s; which layers are its is unknown: %s".formatted(named.reference(), named.why()));
            case BaseImage.NotNamed _ -> {
                // nothing to tell
            }
        }
    }

    private void base(String text) throws IOException {
        page.folded(style.dim("base: "), "      ", Printable.of(text), style::dim);
    }

    private void totals(ImageReport image) throws IOException {
        var totals = image.totals();
        var content = totals.content();
        var avoidable = image.avoidable().bytes();
        page.blank();
        bar("shipped", content.shipped(), content, Style.Colour.PLAIN, List.of());
        bar(
                "visible",
                content.visible(),
                content,
                Style.Colour.GREEN,
                List.of("efficiency " + Phrases.efficiency(content) + " %"));
        bar("wasted", content.wasted(), content, Style.Colour.RED, wasted(totals));
        if (avoidable.all() > 0) {
            bar("avoidable", avoidable.all(), content, Style.Colour.YELLOW, avoidable(avoidable));
        }
        page.blank();
    }

    private static List<String> avoidable(AvoidableBytes bytes) {
        String what = bytes.ofBase() == 0
                ? "visible, and not needed"
                : "visible, and not needed, %s of it in the base".formatted(Sizes.human(bytes.ofBase()));
        return bytes.pulled().isEmpty()
                ? List.of(what)
                : List.of(what + "; ", "about " + Sizes.human(bytes.pulled().getAsLong()) + " of the pull");
    }

    private static List<String> wasted(Totals totals) {
        var content = totals.content();
        if (content.wasted() == 0) {
            return List.of("nothing");
        }
        var parts = new ArrayList<String>();
        if (content.duplicated() > 0) {
            parts.add(Sizes.human(content.duplicated()) + " shipped again");
        }
        if (content.removed() > 0) {
            parts.add(Sizes.human(content.removed()) + " removed");
        }
        String what = String.join(", ", parts);
        var pulled = totals.stored().wastedPull();
        return pulled.isEmpty()
                ? List.of(what)
                : List.of(what + "; ", "about " + Sizes.human(pulled.getAsLong()) + " of the pull");
    }

    /** @param remarks on one line, where they fit, else one below another */
    private void bar(String name, long bytes, ContentBytes content, Style.Colour colour, List<String> remarks)
            throws IOException {
        int bar = isWide() ? WIDE_BAR_WIDTH : BAR_WIDTH;
        int filled = content.shipped() == 0 ? 0 : (int) Math.round((double) bar * bytes / content.shipped());
        filled = bytes > 0 ? Math.max(1, filled) : filled;
        String all = String.join("", remarks);
        boolean fits = bar + 22 + all.length() <= width;
        page.line("  %s%s  %s%s  %s"
                .formatted(
                        name,
                        ("%" + (NAME_AND_SIZE_WIDTH - name.length()) + "s").formatted(Sizes.human(bytes)),
                        style.paint(colour, "█".repeat(filled)),
                        style.dim("░".repeat(bar - filled)),
                        fits || remarks.isEmpty() ? all : remarks.getFirst())
                .stripTrailing());
        for (int i = 1; i < remarks.size() && !fits; i++) {
            page.line(" ".repeat(bar + 22) + remarks.get(i));
        }
    }

    private boolean isWide() {
        return width >= MIN_WIDTH_WITH_WIDE_BARS;
    }

    /** With the share of each in what is shipped as a bar. */
    private void layers(ImageReport image) throws IOException {
        int bar = isWide() ? WIDE_LAYER_BAR_WIDTH : LAYER_BAR_WIDTH;
        page.heading("layer     %s   shipped %s   wasted    hides  instruction"
                .formatted(Phrases.storedAs(image.totals()), " ".repeat(bar)));
        long shipped = image.totals().content().shipped();
        var labels = LineLabels.of(image.layers().stream().map(LayerReport::lines));
        for (var layer : image.layers()) {
            var content = layer.content();
            String numbers = "%5d %10s %9s %s %s %s  "
                    .formatted(
                            layer.info().index(),
                            Sizes.human(layer.blob().stored().compressed()),
                            Page.size(content.shippedBytes()),
                            style.dim(ShareBar.of(content.shippedBytes(), shipped, bar)),
                            style.paint(Style.Colour.RED, "%8s".formatted(Page.size(content.wastedBytes()))),
                            style.paint(Style.Colour.YELLOW, "%8s".formatted(Page.size(content.hidesBytes()))));
            if (!layer.blob().isScanned()) {
                page.line(numbers + style.paint(Style.Colour.YELLOW, "(foreign layer, not scanned)"));
                continue;
            }
            String caption = style.caption(layer.info().caption(), width - LAYER_NUMBERS_WIDTH - bar - labels.width());
            page.line(numbers + labels.label(layer.lines()) + (layer.isOfBase() ? style.dim(caption) : caption));
        }
    }

    private void waste(ImageReport image) throws IOException {
        var groups = image.waste().groups().first(limit);
        if (groups.isEmpty()) {
            return;
        }
        page.blank();
        page.heading("   wasted  layers    what happened          path");
        long shown = 0;
        for (var group : groups) {
            shown += group.wastedBytes();
            group(image, group);
        }
        var content = image.totals().content();
        long rest = content.wasted() - content.wastedByBase() - shown;
        if (rest > 0) {
            page.remark("%9s  and more: see --top 0 or --format json".formatted(Sizes.human(rest)));
        }
    }

    private void group(ImageReport image, HiddenGroup group) throws IOException {
        String files = group.isDirectory() ? " (%s)".formatted(count(group.files(), "file")) : "";
        files += at(image.layers().get(group.hiding().layer()));
        files += group.shippedBy().getLast() < image.base().layerCount() ? " (base)" : "";
        String path = Printable.of(group.path()) + (group.isDirectory() && group.path().length > 1 ? "/" : "");
        String layers = "%-8s"
                .formatted(LayerNumbers.brief(group.shippedBy()) + "→"
                        + group.hiding().layer());
        page.line("%s  %s  %-21s  %s%s"
                .formatted(
                        style.paint(Style.Colour.RED, "%9s".formatted(Sizes.human(group.wastedBytes()))),
                        layers,
                        Width.cut(Phrases.story(group.hiding()), 21),
                        Width.cutFront(path, width - 36 - layers.length() - files.length()),
                        style.dim(files)));
    }

    /** Where the instruction of a layer stands in the Dockerfile, if that is known. */
    static String at(LayerReport layer) {
        return layer.lines().map(lines -> " at L" + lines).orElse("");
    }

    private void recommendations(ImageReport image) throws IOException {
        var all = image.waste().recommendations();
        if (all.isEmpty()) {
            return;
        }
        page.blank();
        var shown = all.first(limit);
        boolean isPullKnown =
                shown.stream().anyMatch(one -> one.savesPullBytes().isPresent());
        String indent = " ".repeat(isPullKnown ? 21 : 11);
        page.heading("    saves %s what to do".formatted(isPullKnown ? "  of pull " : ""));
        for (var recommendation : shown) {
            String numbers = style.paint(Style.Colour.GREEN, "%9s".formatted(Sizes.human(recommendation.savesBytes())))
                    + (isPullKnown ? style.dim(" %9s".formatted(pull(recommendation))) : "");
            page.folded(numbers + "  ", indent, recommendation.text(), UnaryOperator.identity());
        }
        int more = all.size() - shown.size();
        if (more > 0) {
            page.remark(indent + "and %s more: see --top 0 or --format json".formatted(count(more, "piece")));
        }
        if (!(image.base() instanceof BaseImage.Known)) {
            page.remark(indent + "(which layers are the base's is unknown: see --base)");
        }
    }

    private static String pull(Recommendation recommendation) {
        var bytes = recommendation.savesPullBytes();
        return bytes.isPresent() ? "~" + Sizes.human(bytes.getAsLong()) : "-";
    }

    private void repeated(ImageReport image) throws IOException {
        var all = image.repeated();
        if (all.isEmpty()) {
            return;
        }
        page.blank();
        page.heading(" repeated  the same content under several names (%s could be shared)"
                .formatted(Sizes.human(image.totals().content().repeated())));
        for (var repeated : all.limit(MAX_REPEATED_SHOWN)) {
            String first = Printable.of(repeated.names().getFirst().path());
            String second = Printable.of(repeated.names().get(1).path());
            int more = repeated.names().size() - 2;
            page.line("%9s  %s"
                    .formatted(
                            Sizes.human(repeated.reclaimableBytes()),
                            Width.cut(
                                    first + " = " + second + (more > 0 ? " and %,d more".formatted(more) : ""),
                                    width - 11)));
        }
        if (all.size() > MAX_REPEATED_SHOWN) {
            page.remark("           and %s more".formatted(count(all.size() - MAX_REPEATED_SHOWN, "content")));
        }
    }

    private void warnings(List<String> warnings) throws IOException {
        if (warnings.isEmpty()) {
            return;
        }
        page.blank();
        int shown = Math.min(MAX_WARNINGS_SHOWN, warnings.size());
        for (String warning : warnings.subList(0, shown)) {
            page.warning(warning);
        }
        if (warnings.size() > shown) {
            page.remark("and %s more: see --format json".formatted(count(warnings.size() - shown, "warning")));
        }
    }
}
