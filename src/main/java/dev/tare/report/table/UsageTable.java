package dev.tare.report.table;

import dev.tare.image.Printable;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.DiskUsage.Group;
import dev.tare.report.model.DiskUsage.Subject;
import dev.tare.report.model.ImageReport;
import dev.tare.report.text.ShareBar;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.UsageText;
import dev.tare.report.text.Width;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Where the visible bytes are: a line for each group, with its share as a bar. */
final class UsageTable {

    private static final int BAR_WIDTH = 12;

    /** Columns in front of what a group is. */
    private static final int NUMBERS_WIDTH = 33 + BAR_WIDTH;

    private UsageTable() {}

    /** @param limit how many groups are shown at most */
    static void write(Page page, DiskUsage usage, int limit) throws IOException {
        page.folded("", Printable.of(usage.image().reference()), page.style()::bold);
        page.folded("", UsageText.heading(usage, UnaryOperator.identity()), UnaryOperator.identity());
        page.blank();
        heading(page, "    bytes", usage.by().toString());
        var shown = usage.groups().limit(limit);
        for (var group : shown) {
            line(page, group, usage.bytes());
        }
        String rest = UsageText.rest(usage, shown.size());
        if (!rest.isEmpty()) {
            page.remark("%s: see --top 0 or --format json".formatted(rest));
        }
        for (String note : usage.notes()) {
            page.warning(note);
        }
    }

    /** The files and directories of an image that hold most. */
    static void largest(Page page, ImageReport image) throws IOException {
        if (image.largest().isEmpty()) {
            return;
        }
        page.blank();
        heading(page, "  visible", "largest files and directories");
        for (var group : image.largest()) {
            line(page, group, image.totals().content().visible());
        }
    }

    private static void heading(Page page, String bytes, String subject) throws IOException {
        page.heading("%s    share  %s    files  %s".formatted(bytes, " ".repeat(BAR_WIDTH), subject));
    }

    private static void line(Page page, Group group, long all) throws IOException {
        page.line("%9s %8s  %s %8s  %s"
                .formatted(
                        Sizes.human(group.bytes()),
                        UsageText.share(group, all),
                        page.style().paint(Style.Colour.GREEN, ShareBar.of(group.bytes(), all, BAR_WIDTH)),
                        "%,d".formatted(group.files()),
                        subject(group.subject(), page.width() - NUMBERS_WIDTH)));
    }

    private static String subject(Subject subject, int columns) {
        String text = UsageText.subject(subject);
        return subject instanceof Subject.Place ? Width.cutFront(text, columns) : Width.cut(text, columns);
    }
}
