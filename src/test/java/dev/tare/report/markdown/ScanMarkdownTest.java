package dev.tare.report.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.RawTar;
import dev.tare.report.Examples;
import dev.tare.report.Reports;
import dev.tare.report.text.Style;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The summary of a job, as a parser of Markdown with tables and links of bare addresses understands it. */
class ScanMarkdownTest {

    private static final MarkdownFormat MARKDOWN = new MarkdownFormat();

    @Test
    void verdictFiguresAndRulesComeFirst() throws IOException {
        assertThat(Examples.written(MARKDOWN, Examples.gated("a:1")))
                .startsWith("### 2 rules are broken\n\n| image | shipped |")
                .contains(
                        "\n| `a:1` | 400 kB | 100 kB | 300 kB | 24.9 % |",
                        "\n| **FAIL** | `max-wasted` | 300 kB | 100 kB | `a:1` |\n",
                        "\n| pass | `min-efficiency` | 0.25 | 0.2 | `a:1` |\n",
                        "\n| `npm token` | 0→1 | `/app/.npmrc` at L3 |\n",
                        "\n| 200 kB | 0→1 | removed | `/app/` (2 files) at L4-6 |\n");
        assertThat(Examples.written(MARKDOWN, Examples.image("a:1"))).startsWith("### 1 image\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "[x](http://evil.example)",
                "line\n\n# heading @octocat\n\n- [ ] <b>",
                "`` ` ``` | \\| |",
                "http://evil.example/ www.evil.example",
                "</details>",
                "\u202e@octocat\u0007\u001b[31m"
            })
    void textOfImagesIsNeverMarkup(String hostile) throws IOException {
        var image = new Reports()
                .name(hostile)
                .warning(hostile)
                .layer(hostile, new RawTar().file(hostile, "1").file("d/" + hostile + ".env", "TOKEN=hunter2"))
                .layer(hostile, new RawTar().whiteout("d").file(hostile, "2"))
                .result("max-wasted", "1", "2", false, hostile);
        String markdown = Examples.written(MARKDOWN, image);
        var seen = Seen.in(markdown);

        assertThat(seen.links).isEmpty();
        assertThat(seen.html)
                .allMatch(html -> html.strip().matches("</?(details|summary)>.*|<details><summary>[^<]*</summary>"));
        assertThat(seen.text.toString()).doesNotContain("octocat", "evil", "heading");
        assertThat(markdown.chars()).noneMatch(c -> (c < ' ' && c != '\n') || c == 0x202e);
    }

    @Test
    void aSummaryIsNeverLongerThanGithubTakes() throws IOException {
        String wide = "\u00e9`".repeat(2_000);
        var tar = new RawTar();
        var whiteouts = new RawTar();
        for (int i = 0; i < 300; i++) {
            tar.file(i + "/" + "w".repeat(200) + ".env", "TOKEN=hunter2");
            whiteouts.whiteout(i + "/" + "w".repeat(200) + ".env");
        }
        var others = new Reports[200];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Reports()
                    .name(wide + i)
                    .layer("RUN " + wide, tar)
                    .layer("RUN " + wide, whiteouts)
                    .result("max-wasted", "1", "2", false, wide + i);
        }
        String markdown = others[0].written(MARKDOWN, 80, new Style(false), 0, others);

        assertThat(markdown.length()).isBetween(40_000, Sheet.MAX_COMMENT_CHARACTERS);
        assertThat(markdown).contains("There is no room for ", " images more");
    }
}
