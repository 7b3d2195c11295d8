package dev.tare.report;

import dev.tare.analysis.Accounts;
import dev.tare.analysis.Advice;
import dev.tare.analysis.Change;
import dev.tare.analysis.Exposed;
import dev.tare.analysis.WasteGroup;
import dev.tare.gate.Gate;
import dev.tare.image.Printable;
import dev.tare.layer.Compression;
import dev.tare.scan.Base;
import dev.tare.secrets.SecretKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report for people: an answer at a glance, in 80 columns or as many as there are. */
public final class TableRenderer {

    private static final int BAR = 24;

    /** Minimum width of a terminal for bars beside the totals. */
    private static final int MIN_WIDTH_WITH_BARS = 110;

    private static final int MAX_REPEATED_SHOWN = 5;
    private static final int MAX_WARNINGS_SHOWN = 10;
    private static final String WARNING = "warning: ";
    private static final String EXPOSED = "exposed  ";

    /** Minimum width of the column of reasons, if a reason needs it. */
    private static final int MIN_REASON_WIDTH = 17;

    private static final int MIN_PATH_WIDTH = 8;

    private final int width;
    private final int top;
    private final Style style;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param width columns of the terminal; taken as 80 where it is less
     * @param top how many lines of waste are shown; 0 for all
     */
    public TableRenderer(int width, int top, Style style) {
        this.width = Math.max(80, width);
        this.top = top <= 0 ? Integer.MAX_VALUE : top;
        this.style = style;
    }

    public String render(Report report) {
        for (var image : report.images()) {
            if (!out.isEmpty()) {
                out.append('\n');
            }
            image(image);
        }
        report.gate().filter(verdict -> !verdict.results().isEmpty()).ifPresent(this::gate);
        return out.toString();
    }

    private void image(Report.Image image) {
        var totals = image.totals();
        Width.fold(Printable.of(image.reference()), width).forEach(part -> line(style.bold(part)));
        String what = " · %s · %s, %s"
                .formatted(
                        image.digest().substring(0, Math.min(19, image.digest().length())),
                        count(totals.layers(), "layer"),
                        stored(image));
        String platform = image.platform().isEmpty() ? "unknown platform" : Printable.of(image.platform());
        line(style.dim(Width.cut(platform, width - what.length()) + what));
        base(image);
        exposed(image);
        line("");
        bar("shipped", totals.shippedBytes(), totals.shippedBytes(), Style.Colour.PLAIN, List.of());
        bar(
                "visible",
                totals.visibleBytes(),
                totals.shippedBytes(),
                Style.Colour.GREEN,
                List.of("efficiency " + efficiency(totals) + " %"));
        bar("wasted", totals.wastedBytes(), totals.shippedBytes(), Style.Colour.RED, wasted(totals));
        line("");
        layers(image);
        waste(image);
        advice(image);
        repeated(image);
        warnings(image);
    }

    /** How much the layers are as they are stored, and in what form. */
    private static String stored(Report.Image image) {
        long all = image.totals().compressedBytes();
        long plain = image.layers().stream()
                .filter(layer -> layer.compression() == Compression.NONE)
                .mapToLong(Report.Layer::compressedBytes)
                .sum();
        return plain == 0
                ? Sizes.human(all) + " compressed"
                : plain == all
                        ? Sizes.human(all) + " stored uncompressed"
                        : "%s stored, %s uncompressed".formatted(Sizes.human(all), Sizes.human(plain));
    }

    /** What layers' sizes as stored are called: they are those of a pull only where that is known of all. */
    static String stored(Report.Totals... some) {
        return Stream.of(some).allMatch(totals -> totals.pulledBytes().isPresent()) ? "pulled" : "stored";
    }

    /** Credentials come before all figures: whoever has one in an image must act, however few bytes it has. */
    private void exposed(Report.Image image) {
        if (image.exposed().isEmpty()) {
            return;
        }
        line("");
        var shown = image.exposed().subList(0, Math.min(top, image.exposed().size()));
        int room = width - EXPOSED.length() - 4 - widest(shown, exposed -> story(exposed, image));
        int paths = widest(shown, exposed -> Printable.of(exposed.path()) + files(exposed));
        int reasons = Math.min(
                widest(shown, exposed -> Printable.of(exposed.kind().reason())),
                Math.max(MIN_REASON_WIDTH, room - paths));
        for (int i = 0; i < shown.size(); i++) {
            Exposed exposed = shown.get(i);
            String reason = Width.cut(Printable.of(exposed.kind().reason()), reasons);
            boolean fits = room - reasons - files(exposed).length() >= MIN_PATH_WIDTH;
            String files = fits || !exposed.folder() ? files(exposed) : "/";
            String path = Width.cutFront(Printable.of(exposed.path()), room - reasons - files.length()) + files;
            line(style.paint(Style.Colour.RED, EXPOSED + reason)
                    + " ".repeat(reasons - Width.of(reason) + 2)
                    + path
                    + " ".repeat(room - reasons - Width.of(path) + 2)
                    + story(exposed, image));
            if (i + 1 == shown.size() || !shown.get(i + 1).kind().equals(exposed.kind())) {
                remedy(exposed.kind());
            }
        }
        if (image.exposed().size() > shown.size()) {
            line(style.dim("and %,d more: see --top 0 or --format json"
                    .formatted(image.exposed().size() - shown.size())));
        }
        Width.fold(AdviceText.REVOKE, width - 2).forEach(part -> line("  " + part));
    }

    private void remedy(SecretKind kind) {
        if (!kind.remedy().isEmpty()) {
            Width.fold(kind.remedy(), width - EXPOSED.length())
                    .forEach(part -> line(" ".repeat(EXPOSED.length()) + style.dim(part)));
        }
    }

    private static int widest(List<Exposed> some, Function<Exposed, String> text) {
        return some.stream().map(text).mapToInt(Width::of).max().orElse(0);
    }

    private static String files(Exposed exposed) {
        return exposed.folder() ? "/ (%s)".formatted(count(exposed.files(), "file")) : "";
    }

    private static String story(Exposed exposed, Report.Image image) {
        String line = image.layers()
                .get(exposed.hiddenBy())
                .lines()
                .map(lines -> " at L" + lines)
                .orElse("");
        return "shipped by %s, %s by %d%s"
                .formatted(
                        layerRange(exposed.shippedBy()),
                        switch (exposed.fate()) {
                            case DUPLICATED -> "overwritten";
                            case REMOVED_BY_WHITEOUT, REMOVED_BY_OPAQUE -> "removed";
                            case REMOVED_BY_REPLACEMENT -> "replaced";
                            case VISIBLE -> throw new IllegalArgumentException("what is visible is not hidden");
                        },
                        exposed.hiddenBy(),
                        line);
    }

    private void base(Report.Image image) {
        switch (image.base()) {
            case Base.Known known ->
                folded(
                        "base: ",
                        "%s, %s%s"
                                .formatted(
                                        known.name(),
                                        known.layers() == 1
                                                ? "layer 0"
                                                : "layers 0 to %d".formatted(known.layers() - 1),
                                        image.totals().baseWastedBytes() == 0
                                                ? ", which waste nothing among themselves"
                                                : ", which waste %s among themselves"
                                                        .formatted(Sizes.human(
                                                                image.totals().baseWastedBytes()))));
            case Base.Named named ->
                folded("base: ", "%s; which layers are its is unknown: %s".formatted(named.name(), named.why()));
            case Base.Unknown _ -> {
                // nobody names one
            }
        }
    }

    private void folded(String label, String text) {
        var parts = Width.fold(Printable.of(text), width - label.length());
        for (int part = 0; part < parts.size(); part++) {
            line(style.dim((part == 0 ? label : " ".repeat(label.length())) + parts.get(part)));
        }
    }

    private void advice(Report.Image image) {
        if (image.advice().isEmpty()) {
            return;
        }
        line("");
        int shown = Math.min(top, image.advice().size());
        var pieces = image.advice().subList(0, shown);
        boolean pulls =
                pieces.stream().anyMatch(one -> image.savesPullBytes(one).isPresent());
        String indent = " ".repeat(pulls ? 21 : 11);
        heading("    saves %s what to do".formatted(pulls ? "  of pull " : ""));
        for (Advice advice : pieces) {
            var pull = image.savesPullBytes(advice);
            String numbers = style.paint(Style.Colour.GREEN, "%9s".formatted(Sizes.human(advice.savesBytes())))
                    + (pulls
                            ? style.dim(" %9s".formatted(pull.isPresent() ? "~" + Sizes.human(pull.getAsLong()) : "-"))
                            : "");
            var parts = Width.fold(AdviceText.of(advice, image.layers()), width - indent.length());
            for (int part = 0; part < parts.size(); part++) {
                line((part == 0 ? numbers + "  " : indent) + parts.get(part));
            }
        }
        int more = image.advice().size() - shown;
        if (more > 0) {
            line(style.dim(indent + "and %s more: see --top 0 or --format json".formatted(count(more, "piece"))));
        }
        if (!(image.base() instanceof Base.Known)) {
            line(style.dim(indent + "(which layers are the base's is unknown: see --base)"));
        }
    }

    /** In percent, rounded down: 100.0 is for an image that wastes nothing. */
    static BigDecimal efficiency(Report.Totals totals) {
        var percent = totals.shippedBytes() == 0
                ? BigDecimal.valueOf(100)
                : BigDecimal.valueOf(totals.visibleBytes())
                        .movePointRight(2)
                        .divide(BigDecimal.valueOf(totals.shippedBytes()), 1, RoundingMode.DOWN);
        return percent.setScale(1, RoundingMode.DOWN);
    }

    private static List<String> wasted(Report.Totals totals) {
        if (totals.wastedBytes() == 0) {
            return List.of("nothing");
        }
        var parts = new ArrayList<String>();
        if (totals.duplicatedBytes() > 0) {
            parts.add(Sizes.human(totals.duplicatedBytes()) + " shipped again");
        }
        if (totals.removedBytes() > 0) {
            parts.add(Sizes.human(totals.removedBytes()) + " removed");
        }
        String what = String.join(", ", parts);
        return totals.wastedPullBytes().isEmpty()
                ? List.of(what)
                : List.of(
                        what + "; ",
                        "about " + Sizes.human(totals.wastedPullBytes().getAsLong()) + " of the pull");
    }

    /** @param remarks on one line, where they fit, else one below another */
    private void bar(String name, long bytes, long of, Style.Colour colour, List<String> remarks) {
        int bar = width < MIN_WIDTH_WITH_BARS ? BAR - 8 : BAR;
        int length = of == 0 ? 0 : (int) Math.round((double) bar * bytes / of);
        length = bytes > 0 ? Math.max(1, length) : length;
        String all = String.join("", remarks);
        boolean fits = bar + 22 + all.length() <= width;
        line("  %-7s %8s  %s%s  %s"
                .formatted(
                        name,
                        Sizes.human(bytes),
                        style.paint(colour, "█".repeat(length)),
                        style.dim("░".repeat(bar - length)),
                        fits || remarks.isEmpty() ? all : remarks.getFirst())
                .stripTrailing());
        for (int i = 1; i < remarks.size() && !fits; i++) {
            line(" ".repeat(bar + 22) + remarks.get(i));
        }
    }

    private void layers(Report.Image image) {
        heading("layer     %s   shipped    wasted     hides  instruction".formatted(stored(image.totals())));
        var labels =
                LineLabels.of(image.layers().stream().map(Report.Layer::lines).toList());
        for (var layer : image.layers()) {
            String numbers = "%5d %10s %9s %s %s  "
                    .formatted(
                            layer.index(),
                            Sizes.human(layer.compressedBytes()),
                            size(layer.shippedBytes()),
                            style.paint(Style.Colour.RED, "%9s".formatted(size(layer.wastedBytes()))),
                            style.paint(Style.Colour.YELLOW, "%9s".formatted(size(layer.hidesBytes()))));
            if (!layer.scanned()) {
                line(numbers + style.paint(Style.Colour.YELLOW, "(foreign layer, not scanned)"));
                continue;
            }
            String caption = style.caption(layer.caption(), width - 48 - labels.width());
            line(numbers + labels.label(layer.lines()) + (layer.base() ? style.dim(caption) : caption));
        }
    }

    private void waste(Report.Image image) {
        if (image.groups().isEmpty()) {
            return;
        }
        line("");
        heading("   wasted  layers    what happened          path");
        long shown = 0;
        int lines = 0;
        for (WasteGroup group : image.groups()) {
            if (lines++ == top) {
                break;
            }
            shown += group.wastedBytes();
            String files = group.directory() ? " (%s)".formatted(count(group.files(), "file")) : "";
            files += image.layers()
                    .get(group.hiddenBy())
                    .lines()
                    .map(known -> " at L" + known)
                    .orElse("");
            files += group.shippedBy().length() <= image.base().layers() ? " (base)" : "";
            String path = Printable.of(group.path()) + (group.directory() && group.path().length > 1 ? "/" : "");
            String layers = "%-8s".formatted(layerRange(group.shippedBy()) + "→" + group.hiddenBy());
            line("%s  %s  %-21s  %s%s"
                    .formatted(
                            style.paint(Style.Colour.RED, "%9s".formatted(Sizes.human(group.wastedBytes()))),
                            layers,
                            Width.cut(story(group), 21),
                            Width.cutFront(path, width - 36 - layers.length() - files.length()),
                            style.dim(files)));
        }
        long rest = image.totals().wastedBytes() - image.totals().baseWastedBytes() - shown;
        if (rest > 0) {
            line(style.dim(
                    (lines > top ? "%9s  and more: see --top 0 or --format json" : "%9s  and more: see --format json")
                            .formatted(Sizes.human(rest))));
        }
    }

    /** What a layer did to the copies that it hides, in a few words. */
    private static String story(WasteGroup group) {
        return switch (group.fate()) {
            case DUPLICATED ->
                switch (group.change()) {
                    case CONTENT -> "rewritten";
                    case NONE -> "shipped again as is";
                    case UNKNOWN -> "shipped again";
                    case METADATA -> "only %s changed".formatted(aspects(group));
                };
            case REMOVED_BY_WHITEOUT, REMOVED_BY_OPAQUE -> "removed";
            case REMOVED_BY_REPLACEMENT -> "replaced";
            case VISIBLE -> throw new IllegalArgumentException("what is visible is no waste");
        };
    }

    private static String aspects(WasteGroup group) {
        return group.changed().stream()
                .map(Change.Aspect::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    /** {@code 1,3-5}, or the first and the last where that would be long. */
    private static String layerRange(BitSet layers) {
        var text = new StringBuilder();
        for (int from = layers.nextSetBit(0); from >= 0; ) {
            int to = layers.nextClearBit(from) - 1;
            text.append(text.isEmpty() ? "" : ",").append(from);
            if (to > from) {
                text.append(to == from + 1 ? "," : "-").append(to);
            }
            from = layers.nextSetBit(to + 1);
        }
        return text.length() <= 5 ? text.toString() : layers.nextSetBit(0) + "…" + (layers.length() - 1);
    }

    private void repeated(Report.Image image) {
        if (image.repeated().isEmpty()) {
            return;
        }
        line("");
        heading(" repeated  the same content under several names (%s could be shared)"
                .formatted(Sizes.human(image.totals().repeatedBytes())));
        for (int i = 0; i < Math.min(MAX_REPEATED_SHOWN, image.repeated().size()); i++) {
            Accounts.Repeated repeated = image.repeated().get(i);
            String first = Printable.of(repeated.names().getFirst().path());
            String second = Printable.of(repeated.names().get(1).path());
            int more = repeated.names().size() - 2;
            line("%9s  %s"
                    .formatted(
                            Sizes.human(repeated.reclaimableBytes()),
                            Width.cut(
                                    first + " = " + second + (more > 0 ? " and %,d more".formatted(more) : ""),
                                    width - 11)));
        }
        if (image.repeated().size() > MAX_REPEATED_SHOWN) {
            line(style.dim("           and %s more"
                    .formatted(count(image.repeated().size() - MAX_REPEATED_SHOWN, "content"))));
        }
    }

    private void warnings(Report.Image image) {
        if (image.warnings().isEmpty()) {
            return;
        }
        line("");
        int shown = Math.min(MAX_WARNINGS_SHOWN, image.warnings().size());
        for (int i = 0; i < shown; i++) {
            warning(image.warnings().get(i), width, style).forEach(this::line);
        }
        if (image.warnings().size() > shown) {
            line(style.dim("and %s more: see --format json"
                    .formatted(count(image.warnings().size() - shown, "warning"))));
        }
    }

    /** A warning in lines that are not longer than the table. */
    static List<String> warning(String text, int width, Style style) {
        var parts = Width.fold(Printable.of(text), width - WARNING.length());
        var lines = new ArrayList<String>();
        for (String part : parts) {
            lines.add((lines.isEmpty() ? style.paint(Style.Colour.YELLOW, WARNING) : " ".repeat(WARNING.length()))
                    + part);
        }
        return lines;
    }

    private void gate(Gate.Verdict verdict) {
        line("");
        for (var result : verdict.results()) {
            String actual = switch (result.rule()) {
                case "min-efficiency" ->
                    result.actual().setScale(4, RoundingMode.DOWN).toPlainString();
                case "exposed" -> count(result.actual().longValue(), "file");
                default -> Sizes.human(result.actual().longValue());
            };
            String limit = switch (result.rule()) {
                case "min-efficiency", "exposed" -> result.limit().toPlainString();
                default -> Sizes.human(result.limit().longValue());
            };
            if (actual.equals(limit) && !result.passed()) { // so near that only the bytes tell them apart
                actual = count(result.actual().longValue(), "byte");
                limit = count(result.limit().longValue(), "byte");
            }
            String rule = "  %s %s (limit %s)  ".formatted(result.rule(), actual, limit);
            line((result.passed() ? style.paint(Style.Colour.GREEN, "pass") : style.paint(Style.Colour.RED, "FAIL"))
                    + rule
                    + Width.cutFront(Printable.of(result.image()), width - 4 - rule.length()));
        }
    }

    private void heading(String text) {
        line(style.bold(text));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String size(long bytes) {
        return bytes == 0 ? "-" : Sizes.human(bytes);
    }

    private static String count(long number, String noun) {
        return "%,d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }
}
