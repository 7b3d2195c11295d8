package dev.tare.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.layer.RawTar;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.fleet.FleetBuilder;
import dev.tare.report.format.Output;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What is in the file of a page. How it shows itself is tested by {@link PageIT}. */
class HtmlPageTest {

    private static final Pattern BLOCK =
            Pattern.compile("<script type=\"application/gzip\" data-tare=\"(\\w+)\">([A-Za-z0-9+/=]*)</script>");

    private static String page(Reports image) throws IOException {
        return image.written(new HtmlFormat(), 80, new Style(false), 0);
    }

    private static JsonNode block(String page, String kind) throws IOException {
        var blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            if (blocks.group(1).equals(kind)) {
                byte[] bytes = Base64.getDecoder().decode(blocks.group(2));
                return new ObjectMapper().readTree(new GZIPInputStream(new ByteArrayInputStream(bytes)));
            }
        }
        throw new AssertionError("no block of " + kind);
    }

    private static String between(String text, String begin, String end) {
        int from = text.lastIndexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        return "'sha256-"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                + "'";
    }

    @Test
    void onlyThisScriptAndThisStyleAreAllowed() throws Exception {
        String page = page(Reports.everyFate());

        assertThat(page).contains("default-src 'none'; script-src " + hash(between(page, "<script>", "</script>")));
        assertThat(page).contains("; style-src " + hash(between(page, "<style>", "</style>")) + ";");
        assertThat(page).contains("require-trusted-types-for 'script'; trusted-types 'none'\"");
        assertThat(Pattern.compile("(?i)\\b(src|href)=").matcher(page).find()).isFalse();
    }

    @Test
    void theProgramTurnsNoTextIntoMarkup() throws IOException {
        String script = between(page(Reports.everyFate()), "<script>", "</script>");

        assertThat(script)
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(")
                .doesNotContain("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon")
                .contains("d3-hierarchy 3.1.3 (ISC)", "Mike Bostock", "Permission to use, copy, modify");
    }

    @Test
    void noTextOfAnImageStandsInTheFileAsItIs() throws IOException {
        String hostile = "</script><script>alert(1)</script>";
        var image = new Reports()
                .name("oci:x:" + hostile)
                .layer(
                        "RUN echo " + hostile,
                        new RawTar().file("a" + hostile, "1").file("b\u202eexe", "2"))
                .warning(hostile)
                .result("max-wasted", "1", "2", false, "oci:x:" + hostile);

        String page = page(image);

        assertThat(page).doesNotContain("alert(1)");
        assertThat(page.split("<script", -1)).hasSize(4); // two blocks and the program
        var rows = block(page, "image").path("rows");
        assertThat(rows.findValuesAsText("")).isEmpty();
        assertThat(rows.toString()).contains("/script>").contains("b\\\\xe2\\\\x80\\\\xaeexe");
    }

    @Test
    void everyCopyIsThereWithItsFate() throws IOException {
        var image = block(page(Reports.everyFate()), "image");

        var rows = new ArrayList<String>();
        image.path("rows").forEach(value -> rows.add(value.asText()));
        // characters shared, rest, copies; of each copy its layer, size, fate and the layer that hides it
        assertThat(String.join(" ", rows))
                .isEqualTo("0 /again 1 0 4 0"
                        + " 1 content 2 0 3 1 1 1 3 0"
                        + " 1 kept 1 0 4 0"
                        + " 1 metadata 2 0 4 194 1 1 4 0"
                        + " 1 none 2 0 4 3 1 1 4 0"
                        + " 1 opaque/file 1 0 6 6 1"
                        + " 1 removed 1 0 8 5 1"
                        + " 3 placed 1 0 9 7 1");
        assertThat(image.path("cutPaths").intValue()).isZero();
    }

    @Test
    void beyondALimitImagesHaveARowAndNoPart() throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = new ScanHtml(new Output(out, 80, new Style(false), 0, Output.Detail.FLEET, "1"), 1_000, 2);
        var builder = new FleetBuilder();
        sink.begin();
        for (var image : FleetExamples.images()) {
            try (var current = image.current()) {
                sink.image(current.report(), List.of());
                builder.add(ImageFacts.of(current.report()));
            }
        }
        sink.fleet(builder.fleet());
        sink.end(Verdict.NONE);
        String page = out.toString(StandardCharsets.UTF_8);

        assertThat(block(page, "run").path("images").findValuesAsText("reference"))
                .containsExactly("r/a:1", "r/a:2");
        assertThat(block(page, "run").path("partial").textValue()).isEmpty();
        var fleet = block(page, "fleet");
        assertThat(fleet.path("images").findValuesAsText("reference"))
                .containsExactly("r/a:1", "r/a:2", "r/b:1", "r/d:1", "r/c:1");
        assertThat(fleet.path("images").findValuesAsText("block")).containsExactly("0", "1", "-1", "-1", "-1");
        assertThat(fleet.at("/distinct/avoidable").intValue()).isEqualTo(5_000);
        assertThat(fleet.at("/credentials/1/hidden").booleanValue()).isTrue();
    }

    @Test
    void beyondALimitTheSmallestPathsAreOnlyCounted() throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = new ScanHtml(new Output(out, 80, new Style(false), 0, Output.Detail.BRIEF, "1"), 3, 2);
        try (var current = Reports.everyFate().current()) {
            sink.begin();
            sink.image(current.report(), List.of());
            sink.image(current.report(), List.of());
            sink.end(new Verdict(List.of()));
        }
        String page = out.toString(StandardCharsets.UTF_8);

        var image = block(page, "image");
        assertThat(image.path("rows").toString())
                .contains("metadata", "none", "replaced")
                .doesNotContain("removed", "kept");
        assertThat(image.path("cutPaths").intValue()).isEqualTo(5);
        // visible, duplicated and removed bytes of each layer
        assertThat(image.path("cut").toString()).isEqualTo("[8,3,14,3,0,0]");
        assertThat(BLOCK.matcher(page).results()).hasSize(3);
        assertThat(block(page.substring(page.indexOf("</script>") + 1), "image")
                        .path("cutPaths")
                        .intValue())
                .isEqualTo(8);
    }
}
