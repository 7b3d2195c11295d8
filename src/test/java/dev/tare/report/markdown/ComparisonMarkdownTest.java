package dev.tare.report.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.model.Comparison;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comment on a pull request, as a parser of Markdown with tables and links of bare addresses understands it. */
class ComparisonMarkdownTest {

    private static String markdown(Comparison comparison, int top) throws IOException {
        var out = new ByteArrayOutputStream();
        new MarkdownFormat()
                .write(comparison, new Output(out, 80, new Style(false), top, Output.Detail.BRIEF, Reports.VERSION));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void headingSaysHowTheImagesDiffer() throws IOException {
        var before = new Reports()
                .name("registry.example/team/app:main")
                .layer("COPY . /", new RawTar().file("a", "x".repeat(1000)));
        var after = new Reports()
                .name("registry.example/team/app:pr-7")
                .layer("COPY . /", new RawTar().file("a", "x".repeat(1000)))
                .layer("COPY b /", new RawTar().file("a", "y".repeat(40)));

        assertThat(markdown(before.comparedWith(after), 20))
                .startsWith("### **`app:pr-7`** ships 40 B more than **`app:main`** (+4.0 %), wastes 1.0 kB more\n")
                .contains("\n| shipped | 1.0 kB | 1.0 kB | +40 B (+4.0 %) |\n", "\n| files | 1 | 1 | 0 |\n")
                .contains("\n| -960 B | 1.0 kB | 40 B | content | `/a` |\n");
        assertThat(markdown(after.comparedWith(before), 20))
                .startsWith("### **`app:main`** ships 40 B less than **`app:pr-7`** (-3.8 %), wastes 1.0 kB less\n");
        assertThat(markdown(before.comparedWith(before), 20))
                .startsWith("### **`registry.example/team/app:main`** is the same image as")
                .contains("no file or directory differs");
    }

    @Test
    void smallerDifferencesAreFoldedOrCounted() throws IOException {
        var tar = new RawTar();
        for (int i = 10; i < 40; i++) {
            tar.file("f" + i, "x".repeat(i));
        }
        var comparison = new Reports()
                .layer("a", new RawTar())
                .comparedWith(new Reports().layer("b", tar).name("b"));
        String all = markdown(comparison, 20);

        assertThat(all.substring(0, all.indexOf("<details>")))
                .contains("`/f39`", "`/f35`")
                .doesNotContain("`/f34`");
        assertThat(all)
                .contains("<details><summary>15 further differences</summary>", "`/f20`", "And 10 smaller")
                .doesNotContain("`/f19`");
        assertThat(markdown(comparison, 0)).contains("`/f10`").doesNotContain("smaller");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "</details><script>alert(1)</script>",
                "[click](https://evil.example)",
                "![x](https://evil.example/x.png)",
                "https://evil.example/x www.evil.example me@evil.example",
                "@octocat #123 GH-1 octo/repo#1",
                "`; @octocat <b>",
                "``` @octocat ```",
                "a | @octocat | b",
                "a\\| @octocat",
                "a\\\\| @octocat",
                "a\\` @octocat \\",
                "**bold** _it_ ~~no~~ $x$",
                "line\n\n# heading @octocat\n\n- [ ] <b>",
                "cr\r| @octocat\u2028\u0085<b>",
                "  @octocat  ",
                "&lt;b&gt; &#64;octocat",
                "<!-- @octocat -->",
                "\u202e@octocat\u0007\u001b[31m"
            })
    void textOfImagesIsNeverMarkup(String hostile) throws IOException {
        var before = new Reports()
                .layer(hostile, new RawTar().file("a", "1"))
                .name(hostile)
                .os(hostile);
        var after = new Reports()
                .layer(
                        hostile + " ",
                        new RawTar().file("a", "2").file("b" + hostile, "1").file(hostile, "2"))
                .layer(
                        "\\" + hostile,
                        new RawTar().file("d/" + hostile + "/x", "1").symlink("l", hostile))
                .name("x/" + hostile)
                .os("other" + hostile);

        String markdown = markdown(before.comparedWith(after), 0);

        // parsers do not agree on which pipes a backslash makes harmless in code, so there must be none but those of
        // the table
        assertThat(markdown.lines().filter(line -> line.startsWith("|")))
                .isNotEmpty()
                .allMatch(line -> List.of(5L, 6L).contains(count(line, '|')) && count(line, '`') <= 2);
        var seen = Seen.in(markdown);

        assertThat(seen.links).isEmpty();
        assertThat(seen.html)
                .allMatch(html -> html.strip().matches("(?s)</?details>|<details><summary>[a-z0-9 ]+</summary>"));
        assertThat(seen.text.toString()).doesNotContain("@", "#", "<", "&", "octocat", "evil", "alert");
        assertThat(String.join("", seen.code)).containsPattern("octocat|evil|alert|bold|lt;b");
        assertThat(seen.cells).containsOnly(4, 5);
    }

    private static RawTar fiveThousandBytes() {
        return new RawTar().file("a", new byte[5_000]);
    }

    @Test
    void uncompressedLayersInFilesAreStoredAndNotPulled() throws IOException {
        var packed = new Reports().layer("COPY a /", fiveThousandBytes()).name("packed");
        var saved = new Reports()
                .plainLayer("COPY a /", fiveThousandBytes())
                .inFile()
                .name("saved");

        assertThat(markdown(packed.comparedWith(saved), 20))
                .containsPattern("\\| stored \\| \\d+ B \\| 6\\.7 kB \\| - \\|\n")
                .contains("| before | after | stored |  | instruction |\n")
                .contains("1 layer (6.7 kB) is only in the image after; what a pull takes is not known")
                .contains("of these, 1 layer (6.7 kB) is only repacked: the same content")
                .doesNotContain("must pull", "pulled");
        assertThat(markdown(saved.comparedWith(packed), 20))
                .containsPattern("1 layer \\(\\d+ B\\) is only in the image after; what a pull takes is not known")
                .doesNotContain("must pull", "pulled");
        var more = new Reports()
                .plainLayer("COPY a /", fiveThousandBytes())
                .plainLayer("COPY b /", new RawTar().file("b", "b"))
                .inFile()
                .name("more");
        assertThat(markdown(saved.comparedWith(more), 20))
                .contains("| stored | 6.7 kB | 8.7 kB | +2.0 kB (+31 %) |\n", "is shared: pulled once, stored once");
        var served = new Reports().plainLayer("COPY a /", fiveThousandBytes()).name("served");
        assertThat(markdown(packed.comparedWith(served), 20))
                .containsPattern("\\| pulled \\| \\d+ B \\| 6\\.7 kB \\| \\+6\\.6 kB ")
                .contains("what a host that has the one before must pull", "and pulled again");
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(c -> c == wanted).count();
    }

    @Test
    void commentIsNeverLongerThanGitHubAllows() throws IOException {
        // marks that take no column, which a measure of columns lets through
        String long1 = "\u0301".repeat(2_000);
        var before = new Reports().name("a" + long1).os("linux" + long1);
        var after = new Reports().name("b" + long1).os("linux2" + long1);
        for (int i = 0; i < 300; i++) {
            before.layer("RUN a" + i + long1, new RawTar().file("a" + i + long1, "1"));
            after.layer("RUN b" + i + long1, new RawTar().file("b" + i + long1, "1"));
        }

        String markdown = markdown(before.comparedWith(after), 0);

        assertThat(markdown.length()).isBetween(50_000, Sheet.MAX_COMMENT_CHARACTERS);
        assertThat(markdown)
                .contains("There is no room for", "<details><summary>images</summary>")
                .endsWith("</details>\n");
        assertThat(Seen.in(markdown).html).hasSize(6);
    }
}
