package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.model.TraceReport;
import dev.tare.report.model.TraceReport.PathStory;
import dev.tare.report.model.TraceReport.Step;
import dev.tare.report.model.image.Copy;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.tree.ChangeLetter;
import dev.tare.report.model.tree.NodeType;
import dev.tare.report.model.tree.TreeNode;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The stories of paths. */
final class TraceTable {

    /** Width of the column of what a layer did. */
    private static final int STORY_WIDTH = 34;

    private static final int MIN_CAPTION_WIDTH = 20;
    private static final int MAX_NAMES_SHOWN = 3;

    private final Page page;
    private final Style style;

    private TraceTable(Page page) {
        this.page = page;
        this.style = page.style();
    }

    static void write(Page page, TraceReport report) throws IOException {
        var table = new TraceTable(page);
        boolean isFirst = true;
        for (var story : report.paths()) {
            if (!isFirst) {
                page.blank();
            }
            isFirst = false;
            table.story(story);
        }
    }

    private void story(PathStory story) throws IOException {
        page.folded("", Printable.of(story.path()), style::bold);
        for (var step : story.steps()) {
            step(step);
        }
        page.folded("  ", ending(story), style::dim);
        if (story.secret().isPresent()) {
            credential("secret", story.secret().get());
        }
        if (story.exposed().isPresent()) {
            credential("exposed", story.exposed().get());
        }
    }

    /** @param how it is to be seen */
    private void credential(String how, ExposedKind kind) throws IOException {
        page.line("  " + style.paint(Style.Colour.RED, how + ": " + Printable.of(kind.reason())));
        page.folded("  ", kind.remedy(), UnaryOperator.identity());
    }

    private void step(Step step) throws IOException {
        String cost = step.copies().isEmpty() ? "-" : Sizes.human(step.shippedBytes());
        String story = Width.cut(story(step), STORY_WIDTH);
        page.line("%5d  %s  %s %9s  %s"
                .formatted(
                        step.layer().index(),
                        ChangesTable.letter(step.change().letter(), style),
                        story + " ".repeat(STORY_WIDTH - Width.of(story)),
                        cost,
                        style.caption(
                                step.layer().caption(), Math.max(MIN_CAPTION_WIDTH, page.width() - STORY_WIDTH - 22))));
    }

    /** What a layer did to the path, in a few words. */
    private static String story(Step step) {
        var change = step.change();
        String often =
                step.copies().size() > 1 ? ", %d times".formatted(step.copies().size()) : "";
        if (change.letter() != ChangeLetter.D && step.linkTo().length > 0) {
            return "hard link to " + Printable.of(step.linkTo()) + often;
        }
        return switch (change.letter()) {
            case A -> added(change.after().orElseThrow()) + often;
            case D ->
                step.goneWith().length == 0
                        ? "removed"
                        : "removed with " + Width.cutFront(Printable.of(step.goneWith()), 21);
            case C -> {
                String differences = NodeChanges.differences(change);
                yield (!differences.isEmpty()
                                ? differences
                                : step.copies().isEmpty() ? "as it was" : "shipped again as it is")
                        + often;
            }
        };
    }

    private static String added(TreeNode node) {
        return switch (node.type()) {
            case FILE -> "added";
            case SYMLINK -> "added, a link to " + Printable.of(node.target());
            case DIRECTORY, HARDLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> "added, a " + node.type();
        };
    }

    /** What a container finds there, and what is pulled all the same. */
    private static String ending(PathStory story) {
        String pulled = pulled(story);
        String also = also(story);
        if (story.now().isEmpty()) {
            return "gone since layer %d%s%s"
                    .formatted(story.steps().getLast().layer().index(), also, pulled);
        }
        var node = story.now().get();
        if (node.layer() < 0) {
            return "a container finds the %s, of which no layer has an entry%s".formatted(node.type(), pulled);
        }
        if (node.type() != NodeType.FILE) {
            return "a container finds the %s of layer %d%s".formatted(node.type(), node.layer(), pulled);
        }
        return "a container reads the copy of layer %d, %s%s%s"
                .formatted(node.layer(), Sizes.human(node.size()), also, pulled);
    }

    private static String pulled(PathStory story) {
        var hidden = story.hidden().toList();
        return hidden.isEmpty()
                ? ""
                : "; %s in %d hidden cop%s pulled all the same"
                        .formatted(
                                Sizes.human(
                                        hidden.stream().mapToLong(Copy::size).sum()),
                                hidden.size(),
                                hidden.size() == 1 ? "y is" : "ies are");
    }

    private static String also(PathStory story) {
        var names = story.otherNames();
        return names.isEmpty()
                ? ""
                : names.stream()
                        .limit(MAX_NAMES_SHOWN)
                        .map(Printable::of)
                        .collect(Collectors.joining(
                                ", ", "; still to be read as ", names.size() > MAX_NAMES_SHOWN ? ", …" : ""));
    }
}
