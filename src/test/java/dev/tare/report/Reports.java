package dev.tare.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.MergedTree;
import dev.tare.analysis.TreeComparison;
import dev.tare.dockerfile.SourceMap;
import dev.tare.gate.Gate;
import dev.tare.image.Config;
import dev.tare.image.Document;
import dev.tare.image.Limits;
import dev.tare.image.Manifest;
import dev.tare.image.MediaType;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.RawTar;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reports on images made of tars, each layer with an instruction of its own. */
final class Reports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LayerIndex> layers = new ArrayList<>();
    private final List<Map<String, Object>> descriptors = new ArrayList<>();
    private final List<Map<String, Object>> history = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Gate.Result> results = new ArrayList<>();
    private final Set<Integer> notHeld = new HashSet<>();
    private Base base = new Base.Unknown();
    private String name = "127.0.0.1:5000/team/app:1.2";
    private String os = "linux";
    private Origin origin = Origin.NETWORK;

    Reports layer(String instruction, RawTar tar) throws IOException {
        return layer(
                instruction,
                "application/vnd.oci.image.layer.v1.tar+gzip",
                Blobs.gzip(tar.end().bytes()));
    }

    /** A layer that is not compressed. */
    Reports plainLayer(String instruction, RawTar tar) throws IOException {
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

    Reports name(String value) {
        name = value;
        return this;
    }

    Reports base(Base value) {
        base = value;
        return this;
    }

    Reports os(String value) {
        os = value;
        return this;
    }

    /** The image lies in a folder or an archive. */
    Reports inFile() {
        origin = Origin.FILE;
        return this;
    }

    Reports warning(String text) {
        warnings.add(text);
        return this;
    }

    Reports unread(int layer) {
        notHeld.add(layer);
        return this;
    }

    Reports result(Gate.Result result) {
        results.add(result);
        return this;
    }

    Report report() throws IOException {
        var config = Map.of(
                "os",
                os,
                "architecture",
                "amd64",
                "created",
                "2024-01-02T03:04:05Z",
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
        var image = Reporter.report(
                new ScannedImage(
                        name,
                        Blobs.descriptor(manifestBytes).digest(),
                        (Manifest) Document.parse(manifestBytes, ""),
                        Config.parse(configBytes),
                        layers,
                        IntStream.range(0, layers.size())
                                .mapToObj(layer -> notHeld.contains(layer) ? Origin.NOT_HELD : origin)
                                .toList(),
                        origin,
                        Accounts.of(layers, Limits.DEFAULT),
                        warnings),
                base,
                SourceMap.NONE,
                0);
        return new Report(
                List.of(image),
                List.of(),
                results.isEmpty() ? Optional.empty() : Optional.of(new Gate.Verdict(results)));
    }

    /** This image beside another. */
    Comparison comparedWith(Reports after) throws IOException {
        return Comparison.of(
                report().images().getFirst(),
                after.report().images().getFirst(),
                TreeComparison.of(
                        MergedTree.of(layers, Limits.DEFAULT), MergedTree.of(after.layers, Limits.DEFAULT), false));
    }

    String table(int width) throws IOException {
        return new TableRenderer(width, 20, new Style(false)).render(report());
    }

    static String json(Report report, int top) throws IOException {
        var out = new ByteArrayOutputStream();
        new JsonRenderer(top, "1.2.3").render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Two layers that show every fate and change. */
    static Reports everyFate() throws IOException {
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
