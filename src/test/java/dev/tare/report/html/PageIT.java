package dev.tare.report.html;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. No test may see a request, an error, a breach of the page's policy or a dialog. */
class PageIT {

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @AfterEach
    void nothingForbiddenWasDone() {
        browser.closeAll();
    }

    private static String html(Reports image, Reports... others) throws IOException {
        return image.written(new HtmlFormat(), 80, new Style(false), 0, others);
    }

    private static Page open(Reports image, Reports... others) throws IOException {
        return browser.open(folder, html(image, others), 1280, ColorScheme.LIGHT);
    }

    /** Two layers below /data, where the second ships what the first does again, and removes a file. */
    private static Reports image() throws IOException {
        return new Reports()
                .layer(
                        "COPY . /data # buildkit",
                        new RawTar()
                                .file("data/large", "l".repeat(6000))
                                .file("data/deep/again", "a".repeat(3000))
                                .file("data/deep/gone", "g".repeat(2000))
                                .file("other/kept", "k".repeat(1000)))
                .layer(
                        "RUN /bin/sh -c chmod 600 /data/deep/again && rm /data/deep/gone # buildkit",
                        new RawTar()
                                .file("data/deep/again", "a".repeat(3000), header -> header.mode(0600))
                                .whiteout("data/deep/gone"));
    }

    private static List<String> column(Page page, int number) {
        return page.locator(".rows [role=row]:not([hidden]) > :nth-child(" + number + ")").allTextContents().stream()
                .map(text -> text.replace('\u00a0', ' '))
                .toList();
    }

    @Test
    void theHeadlineSaysHowMuchIsWastedAndTheVerdictStandsAbove() throws IOException {
        var page = open(image().result("max-wasted", "1", "5000", false, "127.0.0.1:5000/team/app:1.2")
                .result("min-efficiency", "0.5", "0.6", true, "127.0.0.1:5000/team/app:1.2"));

        assertThat(page.locator(".headline"))
                .hasText("5.0 kB of the 15 kB that this image ships, 33 %, is wasted: 3.0 kB shipped again, 2.0 kB"
                        + " removed later.");
        assertThat(page.locator(".verdict summary")).hasText("Gate failed: 1 of 2 rules broken");
        assertThat(page.locator(".verdict .fail code")).hasText("max-wasted");
        assertThat(page).hasTitle("127.0.0.1:5000/team/app:1.2 – tare");
        assertThat(page.locator("#advice li")).not().hasCount(0);
    }

    @Test
    void theTreemapZoomsByTheTableAndByThePicture() throws IOException {
        var page = open(image());
        var trail = page.locator(".trail");
        var names = page.locator(".list th button");

        assertThat(names).hasText(new String[] {"data/", "other/"});
        page.locator(".list button").first().click();
        assertThat(trail).hasText("/data");
        assertThat(names).hasText(new String[] {"deep/", "large"});
        trail.locator("button").click();
        assertThat(names).hasText(new String[] {"data/", "other/"});

        // the left of the picture is the largest directory, and its first line the name of it
        page.locator("canvas").click(new Locator.ClickOptions().setPosition(20, 8));
        assertThat(trail).hasText("/data");
        assertThat(page.locator("canvas"))
                .hasAttribute("aria-label", Pattern.compile("/data has 14.kB.*duplicated 3\\.0.kB.*"));
    }

    @Test
    void oneLayerOrTheFinalTreeCanBeShown() throws IOException {
        var page = open(image());
        var sizes = page.locator(".list td.number");

        assertThat(sizes).hasText(new String[] {"14 kB", "1.0 kB"});
        page.locator("#map select").selectOption("final");
        assertThat(sizes).hasText(new String[] {"9.0 kB", "1.0 kB"});
        page.locator("#layers tbody tr").nth(1).locator("button").click();
        assertThat(sizes).hasText(new String[] {"3.0 kB"});
        assertThat(page.locator("#map select")).hasValue("1");
    }

    @Test
    void findingsAreSearchedFilteredAndSorted() throws IOException {
        var page = open(image());

        Assertions.assertThat(column(page, 2)).containsExactly("/data/deep/again", "/data/deep/gone");
        Assertions.assertThat(column(page, 3)).containsExactly("only mode changed", "removed");
        page.locator(".grid [role=columnheader] button").first().click();
        assertThat(page.locator(".grid [role=columnheader]").first()).hasAttribute("aria-sort", "ascending");
        Assertions.assertThat(column(page, 1)).containsExactly("2.0 kB", "3.0 kB");
        page.locator("#findings input").fill("GONE");
        assertThat(page.locator("#findings [role=status]")).hasText("1 path, 2.0 kB wasted.");
        Assertions.assertThat(column(page, 2)).containsExactly("/data/deep/gone");
        page.locator("#findings input").fill("");
        page.locator("#findings select").first().selectOption("metadata");
        Assertions.assertThat(column(page, 2)).containsExactly("/data/deep/again");
    }

    @Test
    void aPathShowsItsTraceByClickAndByKeyboardAlone() throws IOException {
        var page = open(image());
        page.locator(".rows [role=row]").nth(1).click();

        var trace = page.locator("dialog");
        assertThat(trace.locator("h2")).hasText("/data/deep/gone");
        assertThat(trace.locator("li")).hasText(new Pattern[] {
            Pattern.compile("Layer 0 ships 2\\.0.kBCOPY \\. /dataHidden since layer 1: removed.*"),
            Pattern.compile("Layer 1 removes itRUN chmod 600.*")
        });
        page.keyboard().press("Escape");
        assertThat(trace).isHidden();

        page.locator("#findings select").last().focus();
        for (int i = 0; i < 10 && !"grid".equals(page.evaluate("document.activeElement.getAttribute('role')")); i++) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Home");
        page.keyboard().press("ArrowDown");
        String active = (String) page.evaluate(
                "document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent");
        Assertions.assertThat(active).contains("/data/deep/gone");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Enter");
        assertThat(trace.locator("h2")).hasText("/data/deep/again");
        page.keyboard().press("Enter"); // the button that closes it has the focus
        assertThat(trace).isHidden();
        Assertions.assertThat(page.evaluate("document.activeElement.getAttribute('role')"))
                .isEqualTo("grid");
    }

    @Test
    void hostileNamesAreTextAndNothingElse() throws IOException {
        String markup = "<img src=x onerror=alert(1)>";
        var page = open(new Reports()
                .name("oci:" + markup)
                .warning(markup)
                .layer(
                        "RUN echo '" + markup + "</script><script>alert(2)</script>'",
                        new RawTar().file(markup, "1".repeat(500)).file("a\u202egpj.exe\u0007", "2".repeat(400)))
                .layer("RUN rm -rf *", new RawTar().whiteout(markup).whiteout("a\u202egpj.exe\u0007"))
                .result(markup, "1", "2", false, markup));

        assertThat(page.locator("h1")).hasText("oci:" + markup);
        assertThat(page.locator("img")).hasCount(0);
        Assertions.assertThat(column(page, 2)).containsExactly("/" + markup, "/a\\xe2\\x80\\xaegpj.exe\\x07");
        page.locator(".rows [role=row]").first().click();
        assertThat(page.locator("dialog h2")).hasText("/" + markup);
        assertThat(page.locator("script")).hasCount(3); // as they were in the file
    }

    @Test
    void ofALongListOnlyTheRowsThatAreSeenAreMade() throws IOException {
        var before = new RawTar();
        var after = new RawTar();
        for (int i = 0; i < 20_000; i++) {
            before.file("d/%05d".formatted(i), "x");
            after.file("d/%05d".formatted(i), "y");
        }
        var page = open(new Reports().layer("ADD a", before).layer("ADD b", after));
        var grid = page.locator(".grid");

        assertThat(grid).hasAttribute("aria-rowcount", "20001");
        grid.press("End");
        assertThat(page.locator(".rows .current > :nth-child(2)")).hasText("/d/19999");
        assertThat(page.locator(".rows .current")).isVisible();
        Assertions.assertThat(page.locator(".rows [role=row]").count()).isLessThan(60);
        grid.press("Home");
        assertThat(page.locator(".rows .current > :nth-child(2)")).hasText("/d/00000");
        Assertions.assertThat(layoutsWhileScrolling(page, 60)).isBetween(1, 90);
    }

    /** How often the browser lays the page out while a new screen of findings is shown in each of so many frames. */
    private static int layoutsWhileScrolling(Page page, int frames) {
        var devTools = page.context().newCDPSession(page);
        devTools.send("Performance.enable");
        int before = layouts(devTools);
        page.evaluate("""
                frames => new Promise(done => {
                    const grid = document.querySelector('.grid');
                    const next = () => {
                        grid.scrollTop += 700;
                        frames-- > 0 ? requestAnimationFrame(next) : done();
                    };
                    requestAnimationFrame(next);
                })""", frames);
        return layouts(devTools) - before;
    }

    private static int layouts(CDPSession devTools) {
        for (var metric : devTools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals("LayoutCount")) {
                return metric.getAsJsonObject().get("value").getAsInt();
            }
        }
        throw new AssertionError("the browser counts no layouts");
    }

    @Test
    void eachOfSeveralImagesCanBeChosen() throws IOException {
        var other = new Reports().name("other:2").layer("ADD x", new RawTar().file("x", "1234"));
        var page = open(image(), other);

        assertThat(page.locator(".images option")).hasCount(2);
        page.locator(".images select").selectOption("1");
        assertThat(page.locator("h1")).hasText("other:2");
        assertThat(page.locator(".headline")).containsText("Nothing is wasted");
    }

    @Test
    void aComparisonShowsWhereTheImageGrew() throws IOException {
        var after = new Reports()
                .name("app:2")
                .layer(
                        "COPY . /data # buildkit",
                        new RawTar()
                                .file("data/large", "L".repeat(9000))
                                .file("data/new", "n".repeat(5000))
                                .file("other/kept", "k".repeat(1000)));
        var page = browser.open(folder, html(image().comparedWith(after)), 1280, ColorScheme.LIGHT);

        assertThat(page.locator(".headline"))
                .hasText("The image ships ±0 B, a container sees +5.0 kB, and −5.0 kB is wasted.");
        assertThat(page.locator(".list th button")).hasText("data/");
        assertThat(page.locator(".list td.number")).hasText("11 kB");
        assertThat(page.locator(".list .bar"))
                .hasAttribute("aria-label", Pattern.compile("added 5\\.0.kB.*grown 3\\.0.kB.*gone 3\\.0.kB.*"));
        Assertions.assertThat(column(page, 1)).contains("+5.0 kB", "+3.0 kB", "−3.0 kB");
        page.locator("#differences input").fill("large");
        Assertions.assertThat(column(page, 2)).containsExactly("/data/large");
    }

    private static String html(Comparison comparison) throws IOException {
        var out = new ByteArrayOutputStream();
        new HtmlFormat().write(comparison, new Output(out, 80, new Style(false), 0, Output.Detail.BRIEF, "1"));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Beside {@link #image}: a file with another mode and owner, a link to another place, and a directory that no layer ships. */
    private static Comparison changed() throws IOException {
        var before = new Reports()
                .name("app:1")
                .layer("COPY . /data # buildkit", new RawTar().file("data/tool", "t".repeat(1000)))
                .layer("RUN ln -s # buildkit", new RawTar().symlink("link", "old"));
        var after = new Reports()
                .name("app:2")
                .layer(
                        "COPY --chmod=755 . /data # buildkit",
                        new RawTar()
                                .file(
                                        "data/tool",
                                        "T".repeat(2345),
                                        header -> header.mode(0755).owner(10, 20)))
                .layer("RUN ln -sf # buildkit", new RawTar().symlink("link", "new"))
                .layer("RUN touch # buildkit", new RawTar().file("made/up/file", "f".repeat(700)))
                .result("new-wasted", "1", "5000", false, "app:2");
        return before.comparedWith(after);
    }

    @Test
    void aComparisonShowsWhatBothImagesHaveAtAPath() throws IOException {
        var page = browser.open(folder, html(changed()), 1280, ColorScheme.LIGHT);
        var dialog = page.locator("dialog");

        page.locator("#differences input").fill("tool");
        page.locator(".rows [role=row]").first().click();
        assertThat(dialog.locator("h2")).hasText("/data/tool");
        assertThat(dialog.locator("p").first()).hasText("What differs: content, mode, owner. +1.3 kB.");
        assertThat(dialog.locator("tbody tr")).hasText(new Pattern[] {
            Pattern.compile("typefilefile"),
            Pattern.compile("size1\\.0.kB \\(1,000 bytes\\)2\\.3.kB \\(2,345 bytes\\)"),
            Pattern.compile("mode06440755"),
            Pattern.compile("owner0:010:20"),
            Pattern.compile("modified.*UTC.*UTC"),
            Pattern.compile("layerlayer 0 COPY \\. /datalayer 0 COPY --chmod=755 \\. /data")
        });
        assertThat(dialog.locator(".differs th")).hasText(new String[] {"size", "mode", "owner"});
        page.keyboard().press("Escape");
        assertThat(dialog).isHidden();

        page.locator("#differences input").fill("link");
        page.locator(".grid").press("Enter");
        assertThat(dialog.locator("h2")).hasText("/link");
        assertThat(dialog.locator(".differs")).hasText("targetoldnew");
        page.keyboard().press("Enter");
        assertThat(dialog).isHidden();

        page.locator("#differences input").fill("made/");
        page.locator(".grid").press("End");
        page.locator(".grid").press("Enter");
        assertThat(dialog.locator("p").first()).containsText("Only the image after has it.");
        assertThat(dialog.locator("tbody tr").last()).hasText("layernot therein no layer: others imply this directory");
        page.keyboard().press("Escape");

        page.locator(".list button").first().click();
        page.locator(".list button").first().click();
        assertThat(dialog.locator("h2")).hasText("/data/tool");
    }

    @Test
    void aComparisonHasTheVerdictAbove() throws IOException {
        var compared = changed();
        var ignored = new IgnoredPaths(
                "app:2",
                "*.log",
                "made by tests",
                Optional.empty(),
                3,
                4_000,
                0,
                List.of(new IgnoredPaths.Hidden("/a.log".getBytes(StandardCharsets.UTF_8), 1, 3_000)));
        var page = browser.open(
                folder,
                html(compared.with(
                        List.of(new Failure("app:2", "the rule cannot be decided", "name a base", 2)),
                        new Verdict(compared.verdict().results(), List.of(ignored)))),
                1280,
                ColorScheme.LIGHT);

        assertThat(page.locator(".verdict summary").first())
                .hasText("Gate failed: 1 of 1 rule broken, 1 pattern ignored");
        assertThat(page.locator(".verdict .fail code")).hasText("new-wasted");
        assertThat(page.locator(".verdict .skip p").first())
                .containsText("*.log 4.0\u00a0kB in 3 hidden files · app:2");
        page.locator(".verdict .skip summary").click();
        assertThat(page.locator(".verdict .skip li")).hasText("/a.log: 3.0\u00a0kB of layer 1");
        assertThat(page.locator(".verdict .skip details .note")).hasText("and 2 more: see --format json");
        assertThat(page.locator(".verdict .alarm")).containsText("the rule cannot be decided (name a base)");
    }

    /** What finds barriers in a page. */
    static String axe() throws IOException {
        try (var script = PageIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Each with the elements that it is about. */
    static List<?> barriers(Page page) {
        return (List<?>) page.evaluate(
                "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))");
    }

    @Test
    void aComparisonIsAccessible() throws IOException {
        String axe = axe();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            var page = browser.openWithoutPolicy(folder, html(changed()), 390, scheme);
            page.evaluate(axe);
            page.locator(".rows [role=row]").first().click();
            Assertions.assertThat(
                            (List<?>)
                                    page.evaluate(
                                            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))"))
                    .as("%s", scheme)
                    .isEmpty();
            Assertions.assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isTrue();
        }
    }

    @Test
    void itIsAccessibleInBothThemesAndOnAPhone() throws IOException {
        String html = html(image().result("max-wasted", "1", "5000", false, "127.0.0.1:5000/team/app:1.2"));
        String axe = axe();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, 390}) {
                var page = browser.openWithoutPolicy(folder, html, width, scheme);
                page.evaluate(axe);
                Assertions.assertThat(barriers(page))
                        .as("%s, %d pixels", scheme, width)
                        .isEmpty();
                Assertions.assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as("%d pixels are wide enough", width)
                        .isTrue();
                page.locator(".rows [role=row]").first().click();
                Assertions.assertThat(barriers(page))
                        .as("the trace, %s, %d pixels", scheme, width)
                        .isEmpty();
            }
        }
    }
}
