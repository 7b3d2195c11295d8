package dev.tare.report.html;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.tare.layer.RawTar;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output.Detail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of many images in a browser. */
class FleetPageIT {

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

    private static String html() throws IOException {
        return FleetExamples.written(new HtmlFormat(), Detail.FLEET, FleetExamples.images());
    }

    @Test
    void theFleetComesFirstAndLeadsToEachImage() throws IOException {
        var page = browser.open(folder, html(), 1280, ColorScheme.LIGHT);

        assertThat(page.locator("h1")).hasText("All images together");
        assertThat(page.locator(".verdict .alarm").first())
                .hasText("this report is partial: the run was stopped, and 1 image was not scanned");
        assertThat(page.locator("#credentials tbody tr")).hasCount(2);
        assertThat(page.locator("#faults tbody tr").first()).containsText("COPY base /");
        assertThat(page.locator("#images tbody tr")).hasCount(5);
        assertThat(page.locator("#paths tbody tr").first()).containsText("/etc/a");
        page.locator("#images tbody button").nth(2).click();
        assertThat(page.locator("h1")).hasText("r/b:1");
        assertThat(page.locator(".images select")).hasValue("2");
        page.locator(".images select").selectOption("-1");
        assertThat(page.locator("h1")).hasText("All images together");
    }

    @Test
    void imagesAreSortedByAnyColumn() throws IOException {
        var page = browser.open(folder, html(), 1280, ColorScheme.LIGHT);

        assertThat(page.locator("#images th[aria-sort=descending]")).hasText("wasted");
        assertThat(page.locator("#images tbody tr").first()).containsText("r/a:1");
        page.locator("#images th button").first().click();
        assertThat(page.locator("#images th[aria-sort=ascending]")).hasText("image");
        page.locator("#images th button").first().click();
        assertThat(page.locator("#images tbody tr").first()).containsText("r/d:1");
    }

    @Test
    void whatIsOtherwiseThanInAnEarlierReportHasItsParts() throws IOException {
        var page = browser.open(folder, FleetExamples.writtenSince(new HtmlFormat()), 1280, ColorScheme.LIGHT);

        assertThat(page.locator("#changes"))
                .containsText(
                        "1 image new, 1 gone, 4 of another digest; 1 credential new, 1 gone. 1 image was not read for the earlier report");
        assertThat(page.locator("#changes h2")).containsText("Since old/yesterday.json");
        assertThat(page.locator("#new-credentials tbody tr")).containsText("/srv/.npmrc");
        assertThat(page.locator("#gone-credentials tbody tr")).containsText("r/d:1");
        assertThat(page.locator("#grown tbody tr")).containsText("r/b:1");
        assertThat(page.locator("#shrunk tbody tr")).hasCount(2);
        assertThat(page.locator("#added tbody tr")).containsText("r/e:1");
        assertThat(page.locator("#gone tbody tr")).containsText("r/a:1");
    }

    @Test
    void hostileNamesAreTextAndNothingElse() throws IOException {
        String hostile = "<img src=x onerror=document.title='bad'>\u202e";
        var images = List.of(
                new Reports().name(hostile + 1).layer(hostile, new RawTar().file("a", "1")),
                new Reports()
                        .name(hostile + 2)
                        .layer(hostile, new RawTar().file("a", "1"))
                        .layer(hostile, new RawTar().whiteout("a")));
        var page = browser.open(
                folder, FleetExamples.written(new HtmlFormat(), Detail.FLEET, images), 1280, ColorScheme.LIGHT);

        assertThat(page.locator("#images tbody tr").first())
                .containsText("<img src=x onerror=document.title='bad'>\\xe2\\x80\\xae2");
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page).hasTitle("2 images, 1 not scanned wholly, 2 distinct layers – tare");
    }

    @Test
    void itIsAccessibleInBothThemesAndOnAPhone() throws IOException {
        String axe = PageIT.axe();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, 390}) {
                var page = browser.openWithoutPolicy(folder, html(), width, scheme);
                page.evaluate(axe);
                Assertions.assertThat(PageIT.barriers(page))
                        .as("%s, %d pixels", scheme, width)
                        .isEmpty();
                Assertions.assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as("%d pixels are wide enough", width)
                        .isTrue();
            }
        }
    }
}
