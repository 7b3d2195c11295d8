package dev.tare.report.markdown;

import dev.tare.report.model.series.Series;
import java.util.function.Function;

/** Markdown while it is written, up to a length. Only rows of tables are left out where there is no room, and it says how many. */
final class Sheet {

    /** Maximum length of a comment on GitHub. */
    static final int MAX_COMMENT_CHARACTERS = 65_536;

    private final StringBuilder text = new StringBuilder();
    private final int roomForRows;

    /** @param roomForRows characters after which no row of a table is written */
    Sheet(int roomForRows) {
        this.roomForRows = roomForRows;
    }

    void append(String markdown) {
        text.append(markdown);
    }

    int length() {
        return text.length();
    }

    void fold(String summary, Runnable content) {
        text.append("\n<details><summary>").append(summary).append("</summary>\n\n");
        content.run();
        text.append("\n</details>\n");
    }

    /** As many lines as there is room for, from the item of this number on. */
    <T> void table(String heading, Series<T> items, int first, Function<T, String> line) {
        text.append(heading);
        for (int i = first; i < items.size(); i++) {
            String next = line.apply(items.get(i));
            if (text.length() + next.length() > roomForRows) {
                text.append("\nThere is no room for %,d more.\n".formatted(items.size() - i));
                return;
            }
            text.append(next);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
