package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.TreeListing;
import dev.tare.report.model.TreeListing.Entry;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import java.io.IOException;
import java.time.Instant;

/** A part of the merged tree, as {@code ls} shows it: names alone or, in detail, as {@code ls -l} has them. */
final class TreeTable {

    /** The last second of the year 9999. */
    private static final long MAX_TIME = 253_402_300_799L;

    private TreeTable() {}

    static void write(Page page, TreeListing listing, Detail detail) throws IOException {
        boolean hasSums = listing.sum().isPresent();
        for (var entry : listing.entries()) {
            page.line(
                    detail == Detail.LONG
                            ? inDetail(entry, page.style())
                            : hasSums ? "%9s  %s".formatted(Sizes.human(entry.bytes()), name(entry)) : name(entry));
        }
        if (hasSums) {
            page.heading("%9s  %s".formatted(Sizes.human(listing.sum().getAsLong()), "in all"));
        }
    }

    private static String name(Entry entry) {
        String path = Printable.of(entry.path());
        return switch (entry.node().type()) {
            case DIRECTORY -> path + "/";
            default -> path;
        };
    }

    private static String inDetail(Entry entry, Style style) {
        var node = entry.node();
        return "%s%s %5d:%-5d %9s  %s  %s  %s"
                .formatted(
                        node.type().letter(),
                        mode(node.mode()),
                        node.uid(),
                        node.gid(),
                        Sizes.human(entry.bytes()),
                        Instant.ofEpochSecond(Math.clamp(node.mtime(), 0, MAX_TIME))
                                .toString()
                                .substring(0, 10),
                        style.paint(
                                Style.Colour.YELLOW,
                                "%3s".formatted(node.layer() < 0 ? "-" : String.valueOf(node.layer()))),
                        name(entry)
                                + switch (node.type()) {
                                    case SYMLINK -> " -> " + Printable.of(node.target());
                                    default -> "";
                                });
    }

    private static String mode(int mode) {
        var text = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < 9; i++) {
            if ((mode >> (8 - i) & 1) == 0) {
                text.setCharAt(i, '-');
            }
        }
        special(text, 2, (mode & 04000) != 0, 's');
        special(text, 5, (mode & 02000) != 0, 's');
        special(text, 8, (mode & 01000) != 0, 't');
        return text.toString();
    }

    private static void special(StringBuilder text, int at, boolean set, char letter) {
        if (set) {
            text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }
}
