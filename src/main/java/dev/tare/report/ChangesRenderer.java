package dev.tare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.analysis.Difference;
import dev.tare.analysis.Node;
import dev.tare.analysis.PathChange;
import dev.tare.image.Printable;
import dev.tare.layer.EntryKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What layers did to the tree: a letter and a path a line, as {@code docker diff} prints them. */
public final class ChangesRenderer {

    /** One layer and what is to be told of it. */
    public record Layer(Report.Layer layer, List<PathChange> changes) {}

    private final Report.Image image;
    private final List<Layer> layers;
    private final boolean details;

    public ChangesRenderer(Report.Image image, List<Layer> layers, boolean details) {
        this.image = image;
        this.layers = layers;
        this.details = details;
    }

    /** Whether no layer has anything to tell. */
    public boolean isEmpty() {
        return layers.isEmpty();
    }

    public void table(OutputStream out, int width, Style style) throws IOException {
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        for (Layer layer : layers) {
            String caption = layer.layer().caption();
            String heading = "layer %d  %s".formatted(layer.layer().index(), caption.isEmpty() ? "(unknown)" : caption);
            text.write(style.bold(Width.cut(heading, width)) + "\n");
            for (PathChange change : layer.changes()) {
                text.write(line(change, style) + "\n");
            }
        }
        text.flush();
    }

    private String line(PathChange change, Style style) {
        String path = Printable.of(change.path());
        String letter = letter(change.kind(), style);
        if (!details) {
            return letter + " " + path;
        }
        String differences = remark(change);
        return "%s %9s %s%s"
                .formatted(
                        letter,
                        Sizes.human(bytes(change)),
                        path,
                        differences.isEmpty() ? "" : style.dim("  (" + differences + ")"));
    }

    /** What is different or, where nothing is, why the name is listed all the same; and what went with it. */
    private static String remark(PathChange change) {
        String differences = differences(change);
        if (change.kind() == PathChange.Kind.C && differences.isEmpty()) {
            return change.after()
                            .filter(node -> node.kind() == EntryKind.DIRECTORY)
                            .isPresent()
                    ? "what is in it"
                    : "shipped again as it is";
        }
        return change.kind() == PathChange.Kind.C && change.goneBytes() > 0
                ? "%s, %s in it gone".formatted(differences, Sizes.human(change.goneBytes()))
                : differences;
    }

    static String letter(PathChange.Kind kind, Style style) {
        var colour = switch (kind) {
            case A -> Style.Colour.GREEN;
            case C -> Style.Colour.YELLOW;
            case D -> Style.Colour.RED;
        };
        return style.paint(colour, kind.name());
    }

    /** What a change brought or took, in bytes. */
    private static long bytes(PathChange change) {
        return change.after().map(Node::size).orElseGet(change::goneBytes);
    }

    /** What is different in a changed one; empty where nothing is. */
    static String differences(PathChange change) {
        if (change.differences().isEmpty()) {
            return "";
        }
        var before = change.before().orElseThrow();
        var after = change.after().orElseThrow();
        var parts = new ArrayList<String>();
        for (Difference difference : change.differences()) {
            parts.add(
                    switch (difference) {
                        case TYPE ->
                            "type %s→%s"
                                    .formatted(
                                            before.kind().words(), after.kind().words());
                        case CONTENT -> "content";
                        case TARGET ->
                            "target %s→%s".formatted(Printable.of(before.target()), Printable.of(after.target()));
                        case MODE -> "mode %04o→%04o".formatted(before.mode(), after.mode());
                        case OWNER ->
                            "owner %d:%d→%d:%d".formatted(before.uid(), before.gid(), after.uid(), after.gid());
                        case MTIME -> "mtime";
                        case XATTRS -> "xattrs";
                        case UNKNOWN -> "content not known";
                    });
        }
        return String.join(", ", parts);
    }

    public void json(OutputStream out, String version) throws IOException {
        JsonDocument.write(out, 1, version, json -> {
            JsonDocument.text(json, "reference", image.reference());
            json.writeStringField("digest", image.digest());
            json.writeArrayFieldStart("layers");
            for (Layer layer : layers) {
                json.writeStartObject();
                json.writeNumberField("index", layer.layer().index());
                json.writeStringField("digest", layer.layer().digest());
                JsonDocument.origin(
                        json, layer.layer().createdBy(), layer.layer().comment());
                json.writeArrayFieldStart("changes");
                for (PathChange change : layer.changes()) {
                    change(json, change);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void change(JsonGenerator json, PathChange change) throws IOException {
        json.writeStartObject();
        JsonDocument.path(json, change.path());
        json.writeNumberField("bytes", bytes(change));
        differences(json, change);
        json.writeEndObject();
    }

    /** The letter, what is different, and what was there before and after. */
    static void differences(JsonGenerator json, PathChange change) throws IOException {
        json.writeStringField("change", change.kind().name());
        json.writeArrayFieldStart("changed");
        for (Difference difference : change.differences()) {
            json.writeString(difference.name().toLowerCase(Locale.ROOT));
        }
        json.writeEndArray();
        if (change.before().isPresent()) {
            json.writeFieldName("before");
            TreeRenderer.node(json, change.before().get());
        }
        if (change.after().isPresent()) {
            json.writeFieldName("after");
            TreeRenderer.node(json, change.after().get());
        }
    }
}
