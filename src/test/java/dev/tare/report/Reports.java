package dev.tare.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.compare.TreeComparison;
import dev.tare.analysis.ledger.MergedTree;
import dev.tare.dockerfile.Lines;
import dev.tare.dockerfile.SourceMap;
import dev.tare.image.Limits;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.RawTar;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.build.Comparisons;
import dev.tare.report.build.ScanReport;
import dev.tare.report.build.Summaries;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.table.TableFormat;
import dev.tare.report.text.Style;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reports on images made of tars, each layer with an instruction of its own. */
public final class Reports {

    /** What the reports call the version of tare. */
    public static final String VERSION = "1.2.3";

    /** The same bytes in every run, so that digests in examples stay. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final List<LayerIndex> layers = new ArrayList<>();
    private final List<Map<String, Object>> descriptors = new ArrayList<>();
    private final List<Map<String, Object>> history = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<RuleResult> results = new ArrayList<>();
    private final Set<Integer> notHeld = new HashSet<>();
    private Base base = new Base.Unknown();
    private String name = "127.0.0.1:5000/team/app:1.2";
    private String os = "linux";
    private Origin origin = Origin.NETWORK;
    private boolean isByTables;
    private SourceMap sources = SourceMap.NONE;

    public Reports layer(String instruction, RawTar tar) throws IOException {
        return layer(
                instruction,
                "application/vnd.oci.image.layer.v1.tar+gzip",
                Blobs.gzip(tar.end().bytes()));
    }

    /** A layer that is not compressed. */
    public Reports plainLayer(String instruction, RawTar tar) throws IOException {
        return layer(
                instruction, "application/vnd.oci.image.layer.v1.tar", tar.end().bytes());
    }

    private Reports layer(String instruction, String mediaType, byte[] blob) throws IOException {
        var index = Blobs.index(blob);
        layers.add(index);
        diffIds.add(index.diffId().toString());
        descriptors.add(Map.of(
                "mediaType",
                mediaType,
                "digest",
                Blobs.descriptor(blob).digest().toString(),
                "size",
                blob.length));
        history.add(Map.of("created_by", instruction));
        return this;
    }

    /** An instruction that makes no layer. */
    public Reports emptyItem(String instruction) {
        history.add(Map.of("created_by", instruction, "empty_layer", true));
        return this;
    }

    /** A variable of each container, as {@code NAME=value}. */
    public Reports environment(String variable) {
        environment.add(variable);
        return this;
    }

    public Reports name(String value) {
        name = value;
        return this;
    }

    public Reports base(Base value) {
        base = value;
        return this;
    }

    public Reports os(String value) {
        os = value;
        return this;
    }

    /** The image lies in a folder or an archive. */
    public Reports inFile() {
        origin = Origin.FILE;
        return this;
    }

    /** The layers were read by their tables of contents. */
    public Reports byTables() {
        isByTables = true;
        return this;
    }

    public Reports warning(String text) {
        warnings.add(text);
        return this;
    }

    public Reports unread(int layer) {
        notHeld.add(layer);
        return this;
    }

    /** What a rule came to, whatever the image is. */
    public Reports result(String rule, String limit, String actual, boolean isPassed, String image) {
        var info = new RuleInfo(rule, RuleInfo.Severity.WARNING, "A rule", "mend it", RuleInfo.Listing.FIGURE);
        var location = new Violation.Location(image, Optional.empty(), Optional.empty(), Optional.empty());
        results.add(new RuleResult(
                info,
                image,
                new RuleResult.Measure(new BigDecimal(limit), limit),
                new RuleResult.Measure(new BigDecimal(actual), actual),
                isPassed
                        ? List.of()
                        : List.of(new Violation(
                                info,
                                location,
                                rule + " is broken",
                                Violation.fingerprint(rule, image, new byte[0])))));
        return this;
    }

    /** What a rule came to, whatever the image is. */
    public Reports result(RuleResult result) {
        results.add(result);
        return this;
    }

    /** The lines of a Dockerfile that made each layer. */
    public Reports dockerfile(String file, List<Optional<Lines>> layers) {
        sources = new SourceMap(Optional.of(file), List.of(), layers, List.of());
        return this;
    }

    private ScannedImage scanned() throws IOException {
        var config = Map.of(
                "os",
                os,
                "architecture",
                "amd64",
                "created",
                "2024-01-02T03:04:05Z",
                "config",
                environment.isEmpty() ? Map.of() : Map.of("Env", environment),
                "rootfs",
                Map.of("diff_ids", diffIds),
                "history",
                history);
        byte[] configBytes = JSON.writeValueAsBytes(config);
        var manifest = Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaType.OCI_MANIFEST,
                "config",
                Map.of(
                        "mediaType",
                        MediaType.OCI_CONFIG,
                        "digest",
                        Blobs.descriptor(configBytes).digest().toString(),
                        "size",
                        configBytes.length),
                "layers",
                descriptors);
        byte[] manifestBytes = JSON.writeValueAsBytes(manifest);
        return new ScannedImage(
                name,
                Blobs.descriptor(manifestBytes).digest(),
                (Manifest) Document.parse(manifestBytes, ""),
                Config.parse(configBytes),
                layers,
                IntStream.range(0, layers.size())
                        .mapToObj(layer -> notHeld.contains(layer) ? Origin.NOT_HELD : isByTables ? Origin.TOC : origin)
                        .toList(),
                origin,
                Accounts.of(layers, Limits.DEFAULT),
                warnings);
    }

    /** The report on the image, while it is current. */
    public ScanReport current() throws IOException {
        return new ScanReport(scanned(), name, base, sources, LeftoverKinds.DEFAULT);
    }

    /** The report of a scan of this image and others, as a format writes it. */
    public String written(Format format, int width, Style style, int top, Reports... others) throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = format.scan(new Output(out, width, style, top, Output.Detail.BRIEF, VERSION));
        var told = new ArrayList<>(results);
        sink.begin();
        tell(sink);
        for (var other : others) {
            other.tell(sink);
            told.addAll(other.results);
        }
        sink.end(new Verdict(told));
        return out.toString(StandardCharsets.UTF_8);
    }

    private void tell(ReportSink sink) throws IOException {
        try (var current = current()) {
            sink.image(current.report(), results);
        }
    }

    public String table(int width) throws IOException {
        return table(width, 20);
    }

    public String table(int width, int top) throws IOException {
        return written(new TableFormat(), width, new Style(false), top);
    }

    public String json(int top) throws IOException {
        return written(new JsonFormat(), 80, new Style(false), top);
    }

    /** This image beside another. With the results of the second. */
    public Comparison comparedWith(Reports after) throws IOException {
        return Comparisons.of(
                        Summaries.summary(scanned(), name),
                        Summaries.summary(after.scanned(), after.name),
                        TreeComparison.of(
                                MergedTree.of(layers, Limits.DEFAULT),
                                MergedTree.of(after.layers, Limits.DEFAULT),
                                false))
                .with(List.of(), new Verdict(after.results));
    }

    /** Two layers that show every fate and change. */
    public static Reports everyFate() throws IOException {
        return new Reports()
                .layer(
                        "/bin/sh -c #(nop) ADD file:abc in / ",
                        new RawTar()
                                .file("content", "old")
                                .file("metadata", "same")
                                .file("none", "same")
                                .file("removed", "whiteout")
                                .file("opaque/file", "opaque")
                                .file("replaced", "replaced!")
                                .file("kept", "kept")
                                .file("again", "kept"))
                .layer(
                        "RUN /bin/sh -c make # buildkit",
                        new RawTar()
                                .file("content", "new")
                                .file("metadata", "same", h -> h.mode(0755).owner(1, 1))
                                .file("none", "same")
                                .whiteout("removed")
                                .opaque("opaque")
                                .directory("replaced/"));
    }
}
