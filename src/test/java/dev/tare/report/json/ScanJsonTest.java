package dev.tare.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.Digest;
import dev.tare.kit.ReportSchema;
import dev.tare.layer.RawTar;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.text.Style;
import dev.tare.scan.Base;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON of a scan, held against its schema. */
class ScanJsonTest {

    private static JsonNode parsed(Reports reports, int top) throws IOException {
        return parsed(reports.json(top));
    }

    private static JsonNode parsed(String json) throws IOException {
        return ReportSchema.validated(new ObjectMapper().readTree(json));
    }

    /** What a sink writes. */
    private interface Telling {
        void tell(ReportSink sink) throws IOException;
    }

    private static String written(OutputStream out, Telling telling) throws IOException {
        telling.tell(
                new JsonFormat().scan(new Output(out, 80, new Style(false), 0, Output.Detail.BRIEF, Reports.VERSION)));
        return out.toString();
    }

    private static List<String> fields(JsonNode node) {
        var fields = new ArrayList<String>();
        node.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void tellsTheFleetAndThatItIsPartialAtTheEnd() throws IOException {
        var json = parsed(FleetExamples.written(new JsonFormat(), Output.Detail.FLEET, FleetExamples.images()));

        assertThat(json.at("/images")).hasSize(5);
        assertThat(json.at("/partial").booleanValue()).isTrue();
        var fleet = json.at("/fleet");
        assertThat(fleet.at("/counts/distinctImages").intValue()).isEqualTo(4);
        assertThat(fleet.at("/distinct/avoidableBytes").intValue()).isEqualTo(5_000);
        assertThat(fleet.at("/layersAtFault/0/inheritedBytes").intValue()).isEqualTo(20_000);
        assertThat(fleet.at("/credentials/0/path").textValue()).isEqualTo("/root/.npmrc");
        assertThat(fleet.at("/paths/0/path").textValue()).isEqualTo("/etc/a");
        assertThat(fleet.at("/paths/0/wastedBytes").intValue()).isEqualTo(3_000);
        assertThat(fleet.at("/credentials/1/hidden").booleanValue()).isTrue();
        assertThat(json.at("/images/4/exposures/0/hiddenBy").intValue()).isEqualTo(2);
        assertThat(fields(json)).endsWith("fleet");
    }

    @Test
    void tellsWhatIsOtherwiseThanInAnEarlierReport() throws IOException {
        var changes = parsed(FleetExamples.writtenSince(new JsonFormat())).at("/fleet/changes");

        assertThat(changes.at("/before/report").textValue()).isEqualTo("old/yesterday.json");
        assertThat(changes.at("/before/partial").booleanValue()).isTrue();
        assertThat(changes.at("/before/distinct/avoidableBytes").intValue()).isEqualTo(5_000);
        assertThat(changes.at("/counts/changedImages").intValue()).isEqualTo(4);
        assertThat(changes.at("/newImages/0/reference").textValue()).isEqualTo("r/e:1");
        assertThat(changes.at("/goneImages/0/wastedBytes").intValue()).isEqualTo(3_000);
        assertThat(changes.at("/grownImages/0/wastedBytesBefore").intValue()).isEqualTo(1_000);
        assertThat(changes.at("/newCredentials/0/path").textValue()).isEqualTo("/srv/.npmrc");
        assertThat(changes.at("/goneCredentials/0/image").textValue()).isEqualTo("r/d:1");
    }

    @Test
    void hasTheDocumentedFields() throws IOException {
        var report = Reports.everyFate().result("max-wasted", "10", "34", false, "name");
        var json = parsed(report, 0);

        assertThat(fields(json)).contains("schemaVersion", "tool", "images", "gate");
        assertThat(json.at("/schemaVersion").intValue()).isEqualTo(1);
        assertThat(json.at("/tool/name").textValue()).isEqualTo("tare");
        assertThat(json.at("/tool/version").textValue()).isEqualTo("1.2.3");
        var image = json.at("/images/0");
        assertThat(fields(image))
                .contains(
                        "reference",
                        "digest",
                        "platform",
                        "mediaType",
                        "created",
                        "totals",
                        "layers",
                        "findings",
                        "repeated",
                        "advice",
                        "warnings");
        assertThat(fields(image.at("/totals")))
                .contains(
                        "layers",
                        "entries",
                        "copies",
                        "compressedBytes",
                        "shippedBytes",
                        "visibleBytes",
                        "wastedBytes",
                        "duplicatedBytes",
                        "removedBytes",
                        "wastedPullBytes",
                        "efficiency",
                        "repeatedBytes",
                        "baseWastedBytes");
        assertThat(fields(image.at("/layers/0")))
                .contains(
                        "index",
                        "digest",
                        "diffId",
                        "mediaType",
                        "compressedBytes",
                        "entries",
                        "shippedBytes",
                        "wastedBytes",
                        "hidesBytes",
                        "added",
                        "changed",
                        "removed",
                        "createdBy",
                        "base",
                        "source");
        assertThat(fields(image.at("/repeated/0"))).contains("size", "digest", "reclaimableBytes", "names");
        assertThat(fields(image.at("/repeated/0/names/0"))).contains("path", "layer");
        assertThat(fields(json.at("/gate"))).contains("passed", "rules");
        assertThat(fields(json.at("/gate/rules/0"))).contains("rule", "limit", "actual", "passed", "image");
    }

    @Test
    void fateOfEveryCopyIsWritten() throws IOException {
        var findings = parsed(Reports.everyFate(), 0).at("/images/0/findings");

        assertThat(findings.size()).isEqualTo(6);
        var told = new ArrayList<String>();
        findings.forEach(f ->
                told.add(f.path("path").textValue() + " " + f.path("copies").path(0)));
        assertThat(told)
                .containsExactly(
                        "/replaced"
                                + " {\"layer\":0,\"size\":9,\"fate\":\"removed\",\"hiddenBy\":1,\"reason\":\"replaced\"}",
                        "/removed {\"layer\":0,\"size\":8,\"fate\":\"removed\",\"hiddenBy\":1,\"reason\":\"whiteout\"}",
                        "/opaque/file"
                                + " {\"layer\":0,\"size\":6,\"fate\":\"removed\",\"hiddenBy\":1,\"reason\":\"opaque\"}",
                        "/metadata"
                                + " {\"layer\":0,\"size\":4,\"fate\":\"duplicated\",\"hiddenBy\":1,\"change\":\"metadata\",\"changed\":[\"mode\",\"owner\"]}",
                        "/none {\"layer\":0,\"size\":4,\"fate\":\"duplicated\",\"hiddenBy\":1,\"change\":\"none\"}",
                        "/content"
                                + " {\"layer\":0,\"size\":3,\"fate\":\"duplicated\",\"hiddenBy\":1,\"change\":\"content\"}");
        assertThat(findings.at("/5/copies/1").toString()).isEqualTo("{\"layer\":1,\"size\":3,\"fate\":\"visible\"}");
    }

    /** Three layers that hide each other's files, of which one is not compressed. */
    private static Reports mixed() throws IOException {
        return new Reports()
                .layer("RUN one", new RawTar().file("a", new byte[1_000]))
                .plainLayer("RUN two", new RawTar().file("a", "2").file("b", new byte[1_000]))
                .layer(
                        "RUN three",
                        new RawTar().file("c", new byte[1_000]).whiteout("a").whiteout("b"))
                .layer("RUN four", new RawTar().whiteout("c"));
    }

    @Test
    void layersOfARegistryArePulledAsStored() throws IOException {
        var image = parsed(mixed(), 0).at("/images/0");

        assertThat(image.path("layers"))
                .extracting(layer -> layer.path("compression").textValue())
                .containsExactly("gzip", "none", "gzip", "gzip");
        assertThat(image.path("layers")).allSatisfy(layer -> {
            assertThat(layer.path("pulledBytes").isIntegralNumber()).isTrue();
            assertThat(layer.path("pulledBytes")).isEqualTo(layer.path("compressedBytes"));
            assertThat(layer.has("wastedPullBytes")).isTrue();
        });
        assertThat(image.at("/totals/pulledBytes")).isEqualTo(image.at("/totals/compressedBytes"));
        assertThat(image.at("/totals/wastedPullBytes").longValue())
                .isEqualTo(sum(image.path("layers"), "wastedPullBytes"));
        assertThat(image.path("advice")).isNotEmpty().allMatch(advice -> advice.has("savesPullBytes"));
    }

    @Test
    void pulledBytesOfAnUncompressedLayerInAFileAreUnknown() throws IOException {
        var image = parsed(mixed().inFile(), 0).at("/images/0");

        assertThat(image.path("layers"))
                .extracting(layer -> layer.has("pulledBytes"), layer -> layer.has("wastedPullBytes"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(true, true),
                        org.assertj.core.groups.Tuple.tuple(false, false),
                        org.assertj.core.groups.Tuple.tuple(true, true),
                        org.assertj.core.groups.Tuple.tuple(true, true));
        assertThat(fields(image.path("totals")))
                .contains("compressedBytes", "wastedBytes")
                .doesNotContain("pulledBytes", "wastedPullBytes");
        assertThat(image.at("/totals/compressedBytes").longValue())
                .isEqualTo(sum(image.path("layers"), "compressedBytes"));
        // of a piece of advice it is known where the layers concerned are all compressed
        assertThat(image.path("advice"))
                .isNotEmpty()
                .allSatisfy(advice -> assertThat(advice.has("savesPullBytes"))
                        .as(advice.toString())
                        .isEqualTo(advice.path("layers").valueStream().noneMatch(layer -> layer.intValue() == 1)));
        assertThat(image.path("advice")).anyMatch(advice -> !advice.has("savesPullBytes"));

        var compressed = parsed(Reports.everyFate().inFile(), 0).at("/images/0/totals");
        assertThat(compressed.path("pulledBytes")).isEqualTo(compressed.path("compressedBytes"));
        assertThat(compressed.has("wastedPullBytes")).isTrue();
    }

    @Test
    void compressionOfALayerThatWasNotScannedIsLeftOut() throws IOException {
        var layers = parsed(mixed().unread(1), 0).at("/images/0/layers");

        assertThat(layers.path(0).has("compression")).isTrue();
        assertThat(layers.path(1).has("compression")).isFalse();
    }

    @Test
    void sumsAreTheSameInEveryView() throws IOException {
        var image = parsed(Reports.everyFate(), 0).at("/images/0");
        long wasted = image.at("/totals/wastedBytes").longValue();

        assertThat(wasted).isEqualTo(34);
        assertThat(sum(image.at("/findings"), "wastedBytes")).isEqualTo(wasted);
        assertThat(sum(image.at("/layers"), "wastedBytes")).isEqualTo(wasted);
        assertThat(sum(image.at("/layers"), "hidesBytes")).isEqualTo(wasted);
        assertThat(sum(image.at("/layers"), "wastedPullBytes"))
                .isEqualTo(image.at("/totals/wastedPullBytes").longValue());
        assertThat(sum(image.at("/repeated"), "reclaimableBytes"))
                .isEqualTo(image.at("/totals/repeatedBytes").longValue());
        assertThat(image.at("/totals/shippedBytes").longValue()
                        - image.at("/totals/visibleBytes").longValue())
                .isEqualTo(wasted);
        assertThat(image.at("/totals/efficiency").doubleValue()).isEqualTo(19.0 / 53);
    }

    private static long sum(JsonNode list, String field) {
        long sum = 0;
        for (JsonNode element : list) {
            sum += element.path(field).longValue();
        }
        return sum;
    }

    @Test
    void topLimitsListsAndNotTotals() throws IOException {
        var image = parsed(Reports.everyFate(), 1).at("/images/0");

        assertThat(image.at("/findings").size()).isOne();
        assertThat(image.at("/repeated").size()).isOne();
        assertThat(image.at("/totals/wastedBytes").longValue()).isEqualTo(34);
    }

    @Test
    void pathThatIsNotUtf8KeepsItsBytes() throws IOException {
        byte[] name = {'a', (byte) 0xff, '\\'};
        var report = new Reports()
                .layer("ADD", new RawTar().member(h -> h.field(0, 100, name), new byte[] {1}))
                .layer("RUN", new RawTar().member(h -> h.field(0, 100, name), new byte[] {2}));
        var finding = parsed(report, 0).at("/images/0/findings/0");

        assertThat(finding.path("path").textValue()).isEqualTo("/a\\xff\\\\");
        assertThat(Base64.getDecoder().decode(finding.path("pathBase64").textValue()))
                .isEqualTo(new byte[] {'/', 'a', (byte) 0xff, '\\'});
    }

    @Test
    void utf8PathsKeepTheirTextAndControlCharactersAreEscaped() throws IOException {
        String name = "\u001b[31m\u009b2J\u007f\u202e\u2028\n\"\\ 日本 🐳";
        var report = new Reports()
                .layer("RUN \u001b[1m\u202e", new RawTar().file(name, "x"))
                .layer("RUN rm", new RawTar().whiteout(name))
                .warning("odd \u009b");
        String json = report.json(0);

        assertThat(json.codePoints()
                        .filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e || c == 0x2028)))
                .isEmpty();
        assertThat(json).contains("日本");
        var image = parsed(report, 0).at("/images/0");
        assertThat(image.at("/findings/0/path").textValue()).isEqualTo("/" + name);
        assertThat(image.at("/findings/0/pathBase64").isMissingNode()).isTrue();
        assertThat(image.at("/layers/0/createdBy").textValue()).isEqualTo("RUN \u001b[1m\u202e");
        assertThat(image.at("/warnings/0").textValue()).isEqualTo("odd \u009b");
    }

    @Test
    void loneSurrogatesAreReplaced() throws IOException {
        var report = new Reports()
                .layer("RUN \ud800 \udc00 \ud83d\udc33", new RawTar())
                .warning("half \ud800");
        var image = parsed(report, 0).at("/images/0");

        assertThat(image.at("/layers/0/createdBy").textValue()).isEqualTo("RUN \ufffd \ufffd \ud83d\udc33");
        assertThat(image.at("/warnings/0").textValue()).isEqualTo("half \ufffd");
    }

    @Test
    void failuresFollowAllImages() throws IOException {
        var first = Reports.everyFate();
        var second = Reports.everyFate().name("127.0.0.1:5000/team/other:1");
        String written = written(new ByteArrayOutputStream(), sink -> {
            sink.begin();
            try (var current = first.current()) {
                sink.image(current.report(), List.of());
            }
            sink.failure(new Failure("a:b", "not found", "", 3));
            try (var current = second.current()) {
                sink.image(current.report(), List.of());
            }
            sink.end(new Verdict(List.of()));
        });
        var json = parsed(written);

        assertThat(json.path("images").findValuesAsText("reference"))
                .containsExactly("127.0.0.1:5000/team/app:1.2", "127.0.0.1:5000/team/other:1");
        assertThat(json.at("/failures/0/exitCode").intValue()).isEqualTo(3);
        assertThat(json.at("/gate/passed").booleanValue()).isTrue();
    }

    @Test
    void reportWithoutImagesFollowsTheSchema() throws IOException {
        String written = written(new ByteArrayOutputStream(), sink -> {
            sink.begin();
            sink.end(new Verdict(List.of()));
        });

        assertThat(parsed(written).at("/images").size()).isZero();
    }

    /** Who reads a pipe need not wait for the last image of a fleet. */
    @Test
    void eachImageIsWrittenWhenItIsTold() throws IOException {
        var out = new ByteArrayOutputStream();
        var buffered = new BufferedOutputStream(out, 1 << 20);
        var sink = new JsonFormat()
                .scan(new Output(buffered, 80, new Style(false), 0, Output.Detail.BRIEF, Reports.VERSION));
        sink.begin();
        try (var current = Reports.everyFate().current()) {
            sink.image(current.report(), List.of());
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"/replaced\"", "\"warnings\"")
                .endsWith("}");
    }

    /** A bug, or too little memory, in the middle of an image. */
    @Test
    void reportThatBreaksOffIsValidJson() throws IOException {
        String written = written(new ByteArrayOutputStream(), sink -> {
            sink.begin();
            try (var current = Reports.everyFate().current()) {
                var report = current.report();
                Series<Finding> broken = new Series<>() {
                    @Override
                    public int size() {
                        return 2;
                    }

                    @Override
                    public Finding get(int number) {
                        if (number == 1) {
                            throw new IllegalStateException("a bug");
                        }
                        return report.waste().findings().get(number);
                    }
                };
                var waste = new ImageReport.Waste(
                        broken, report.waste().groups(), report.waste().recommendations());
                assertThatIllegalStateException()
                        .isThrownBy(() -> sink.image(
                                new ImageReport(
                                        report.summary(),
                                        report.base(),
                                        waste,
                                        report.avoidable(),
                                        report.exposures(),
                                        report.secrets(),
                                        report.repeated(),
                                        report.selection(),
                                        report.shipped(),
                                        report.largest()),
                                List.of()));
            }
            sink.failure(new Failure("a:b", "not reported", "", 70));
            sink.end(new Verdict(List.of()));
        });

        var json = new ObjectMapper().readTree(written);
        assertThat(json.at("/images/0/findings").size()).isOne();
        assertThat(json.at("/failures/0/exitCode").intValue()).isEqualTo(70);
    }

    @Test
    void whatAContainerDoesNotNeedIsToldByKindAndLayer() throws IOException {
        var report = new Reports()
                .base(new Base.Known("base:1", Digest.sha256(new byte[0]), 1, 1, false))
                .layer("RUN one", new RawTar().file("var/log/a", new byte[10]))
                .layer(
                        "RUN pip install x",
                        new RawTar()
                                .file("root/.cache/pip/a", new byte[1_000])
                                .file("root/.cache/pip/b", new byte[1_000]));
        var image = parsed(report, 0).at("/images/0");

        assertThat(image.at("/totals/avoidableBytes").asLong()).isEqualTo(2_010);
        assertThat(image.at("/totals/baseAvoidableBytes").asLong()).isEqualTo(10);
        assertThat(image.at("/totals/avoidablePullBytes").asLong()).isPositive();
        assertThat(image.at("/totals/wastedBytes").asLong()).isZero();
        assertThat(image.path("avoidable")).hasSize(2);
        var largest = image.at("/avoidable/0");
        assertThat(largest.path("kind").asText()).isEqualTo("pip");
        assertThat(largest.path("path").asText()).isEqualTo("/root/.cache/pip");
        assertThat(largest.path("directory").asBoolean()).isTrue();
        assertThat(largest.path("bytes").asLong()).isEqualTo(2_000);
        assertThat(largest.path("files").asInt()).isEqualTo(2);
        assertThat(largest.path("layer").asInt()).isOne();
        assertThat(largest.path("instruction").asText()).isEqualTo("RUN pip install x");
        assertThat(image.path("advice")).hasSize(1);
        assertThat(image.at("/advice/0/kind").asText()).isEqualTo("avoid");
        assertThat(image.at("/advice/0/savesBytes").asLong()).isEqualTo(2_000);
    }

    @Test
    void whatLaterInstructionsNeedIsToBeRemovedByThem() throws IOException {
        var image = parsed(
                        new Reports()
                                .layer("RUN apt-get update", new RawTar().file("var/lib/apt/lists/a", new byte[1_000]))
                                .layer("RUN apt-get install -y gcc", new RawTar().file("usr/bin/gcc", "gcc")),
                        0)
                .at("/images/0");

        assertThat(image.at("/advice/0/text").asText())
                .isEqualTo("layer 0 leaves package lists of apt behind, /var/lib/apt/lists/a: join it with the"
                        + " instructions that use them, and end it with rm -rf /var/lib/apt/lists/*, or RUN"
                        + " --mount=type=cache,target=/var/lib/apt/lists");
    }

    @Test
    void streamIsLeftOpenAndEndsWithANewline() throws IOException {
        var out = new ByteArrayOutputStream() {
            private boolean closed;

            @Override
            public void close() {
                closed = true;
            }
        };
        String written = written(out, sink -> {
            sink.begin();
            sink.end(new Verdict(List.of()));
        });

        assertThat(out.closed).isFalse();
        assertThat(written).endsWith("}\n");
    }

    @Test
    void limitsOfRulesAreWrittenAsNumbersInPlainNotation() throws IOException {
        var report = Reports.everyFate()
                .result("max-wasted", "2E+10", "34", true, "n")
                .result("min-efficiency", "0.95", "1E-7", false, "n");
        String json = report.json(0);

        assertThat(json)
                .contains("\"limit\" : 20000000000", "\"actual\" : 0.0000001")
                .contains("\"passed\" : false");
        parsed(report, 0);
    }
}
