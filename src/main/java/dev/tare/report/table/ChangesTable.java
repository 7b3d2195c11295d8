package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.ChangeListing;
import dev.tare.report.model.tree.ChangeLetter;
import dev.tare.report.model.tree.NodeChange;
import dev.tare.report.model.tree.NodeType;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;

/** What layers did to the tree: a letter and a path a line, as {@code docker diff} prints them. */
final class ChangesTable {

    private ChangesTable() {}

    static void write(Page page, ChangeListing listing, Detail detail) throws IOException {
        for (var of : listing.layers()) {
            String caption = of.layer().caption();
            String heading = "layer %d  %s".formatted(of.layer().index(), caption.isEmpty() ? "(unknown)" : caption);
            page.heading(Width.cut(heading, page.width()));
            for (var change : of.changes()) {
                page.line(line(change, detail, page.style()));
            }
        }
    }

    private static String line(NodeChange change, Detail detail, Style style) {
        String path = Printable.of(change.path());
        String letter = letter(change.letter(), style);
        if (detail == Detail.BRIEF) {
            return letter + " " + path;
        }
        String differences = remark(change);
        return "%s %9s %s%s"
                .formatted(
                        letter,
                        Sizes.human(change.bytes()),
                        path,
                        differences.isEmpty() ? "" : style.dim("  (" + differences + ")"));
    }

    /** What is different or, where nothing is, why the name is listed all the same; and what went with it. */
    private static String remark(NodeChange change) {
        String differences = NodeChanges.differences(change);
        if (change.letter() == ChangeLetter.C && differences.isEmpty()) {
            return change.after()
                            .filter(node -> node.type() == NodeType.DIRECTORY)
                            .isPresent()
                    ? "what is in it"
                    : "shipped again as it is";
        }
        return change.letter() == ChangeLetter.C && change.goneBytes() > 0
                ? "%s, %s in it gone".formatted(differences, Sizes.human(change.goneBytes()))
                : differences;
    }

    static String letter(ChangeLetter letter, Style style) {
        var colour = switch (letter) {
            case A -> Style.Colour.GREEN;
            case C -> Style.Colour.YELLOW;
            case D -> Style.Colour.RED;
        };
        return style.paint(colour, letter.name());
    }
}
