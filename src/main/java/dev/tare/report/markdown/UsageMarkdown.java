package dev.tare.report.markdown;

import dev.tare.report.model.DiskUsage;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Sizes;
import dev.tare.report.text.UsageText;

/** Where the visible bytes are, as a table of Markdown. */
final class UsageMarkdown {

    /** Characters that are kept for what is said below the table. */
    private static final int RESERVED_CHARACTERS = 10_000;

    private UsageMarkdown() {}

    /** @param limit how many groups are shown at most, as long as there is room */
    static String text(DiskUsage usage, int limit) {
        var text = new Sheet(Sheet.MAX_COMMENT_CHARACTERS - RESERVED_CHARACTERS);
        text.append("### %s: %s\n\n"
                .formatted(Markdown.name(usage.image().reference()), UsageText.heading(usage, Markdown::name)));
        String heading =
                Markdown.row("bytes", "share", "files", usage.by().toString()) + "| ---: | ---: | ---: | --- |\n";
        var shown = usage.groups().limit(limit);
        text.table(
                heading,
                shown,
                0,
                group -> Markdown.row(
                        Sizes.human(group.bytes()),
                        UsageText.share(group, usage.bytes()),
                        "%,d".formatted(group.files()),
                        Markdown.code(Excerpt.tail(UsageText.subject(group.subject()), Markdown.MAX_NAME_CHARACTERS))));
        String rest = UsageText.rest(usage, shown.size());
        if (!rest.isEmpty()) {
            text.append("\n%s: see `--top 0` or `--format json`.\n".formatted(rest));
        }
        for (String note : usage.notes()) {
            text.append("\n- %s\n".formatted(Markdown.name(note)));
        }
        return text.toString();
    }
}
