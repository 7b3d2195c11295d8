package dev.tare.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A headless Chromium that opens pages from files, and notes what a page must not do: requests, errors, dialogs. */
final class Browser implements AutoCloseable {

    /** No page needs longer for anything, however busy the machine is. */
    private static final double PATIENCE_MILLIS = 60_000;

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(executable())
                    .setHeadless(true));
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private static Path executable() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no chromium on the PATH (./dev setup)"));
    }

    /** Opens a page in a window of its own, and waits until it shows something. */
    Page open(Path folder, String html, int width, ColorScheme scheme) throws IOException {
        return open(
                folder,
                html,
                new com.microsoft.playwright.Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme));
    }

    /** The same for who has to run a script of its own in the page, which the page's policy forbids. */
    Page openWithoutPolicy(Path folder, String html, int width, ColorScheme scheme) throws IOException {
        return open(
                folder,
                html,
                new com.microsoft.playwright.Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme)
                        .setBypassCSP(true));
    }

    private Page open(Path folder, String html, com.microsoft.playwright.Browser.NewContextOptions options)
            throws IOException {
        var context = chromium.newContext(options);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        contexts.add(context);
        var page = context.newPage();
        page.onConsoleMessage(message -> faults.add("console: " + message.text()));
        page.onPageError(error -> faults.add("error: " + error));
        page.onDialog(dialog -> {
            faults.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        Path file = Files.writeString(Files.createTempFile(folder, "page", ".html"), html, StandardCharsets.UTF_8);
        page.onRequest(request -> {
            if (!request.url().equals(file.toUri().toString())) {
                faults.add("request: " + request.url());
            }
        });
        page.navigate(file.toUri().toString());
        page.waitForSelector(".headline");
        return page;
    }

    /** Closes the windows. No page may have done what none must. */
    void closeAll() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        var noted = List.copyOf(faults);
        faults.clear();
        assertThat(noted).isEmpty();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
