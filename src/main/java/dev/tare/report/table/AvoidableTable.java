package dev.tare.report.table;

import static dev.tare.report.text.Phrases.count;

import dev.tare.image.Printable;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import java.io.IOException;

/** The visible files that a container does not need, without those of the base image. */
final class AvoidableTable {

    private static final int NAME_WIDTH = 24;

    private final Page page;
    private final int limit;

    /** @param limit how many groups are shown at most */
    AvoidableTable(Page page, int limit) {
        this.page = page;
        this.limit = limit;
    }

    void write(ImageReport image) throws IOException {
        var groups = image.avoidable().own(image.base().layerCount(), limit);
        if (groups.isEmpty()) {
            return;
        }
        page.blank();
        page.heading("avoidable  layer  %-24s  path".formatted("what"));
        long rest = image.avoidable().bytes().own();
        for (var group : groups) {
            rest -= group.bytes();
            group(image, group);
        }
        if (rest > 0) {
            page.remark("%9s  and more: see --top 0 or --format json".formatted(Sizes.human(rest)));
        }
    }

    private void group(ImageReport image, AvoidableGroup group) throws IOException {
        var style = page.style();
        String files = group.isDirectory() ? " (%s)".formatted(count(group.files(), "file")) : "";
        files += ScanTable.at(image.layers().get(group.layer()));
        String path = Printable.of(group.path()) + (group.isDirectory() && group.path().length > 1 ? "/" : "");
        String name = Width.cut(Printable.of(group.name()), NAME_WIDTH);
        page.line("%s  %5d  %s  %s%s"
                .formatted(
                        style.paint(Style.Colour.YELLOW, "%9s".formatted(Sizes.human(group.bytes()))),
                        group.layer(),
                        name + " ".repeat(NAME_WIDTH - Width.of(name)),
                        Width.cutFront(path, page.width() - 20 - NAME_WIDTH - files.length()),
                        style.dim(files)));
    }
}
