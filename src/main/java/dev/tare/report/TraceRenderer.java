package dev.tare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.analysis.Accounts;
import dev.tare.analysis.Fate;
import dev.tare.analysis.Node;
import dev.tare.analysis.PathTrace;
import dev.tare.image.Printable;
import dev.tare.layer.EntryKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stories of some paths: which layers touched them, what that cost, and which copy a container reads. */
public final class TraceRenderer {

    private static final int STORY = 34;

    private final Report.Image image;
    private final List<PathTrace> traces;

    public TraceRenderer(Report.Image image, List<PathTrace> traces) {
        this.image = image;
        this.traces = traces;
    }

    /** Whether no layer touched any of them. */
    public boolean isEmpty() {
        return traces.isEmpty();
    }

    public void table(OutputStream out, int width, Style style) throws IOException {
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        boolean first = true;
        for (PathTrace trace : traces) {
            text.write(first ? "" : "\n");
            first = false;
            for (String part : Width.fold(Printable.of(trace.path()), width)) {
                text.write(style.bold(part) + "\n");
            }
            for (PathTrace.Step step : trace.steps()) {
                text.write(line(step, width, style) + "\n");
            }
            for (String part : Width.fold(ending(trace), width - 2)) {
                text.write("  " + style.dim(part) + "\n");
            }
            if (!trace.exposed().isNone()) {
                text.write("  "
                        + style.paint(
                                Style.Colour.RED, "exposed: " + trace.exposed().reason()) + "\n");
                for (String part : Width.fold(trace.exposed().remedy(), width - 2)) {
                    text.write("  " + part + "\n");
                }
            }
        }
        text.flush();
    }

    private String line(PathTrace.Step step, int width, Style style) {
        var change = step.change();
        String cost = step.copies().isEmpty() ? "-" : Sizes.human(step.shippedBytes());
        String caption = image.layers().get(step.layer()).caption();
        String story = Width.cut(story(step), STORY);
        return "%5d  %s  %s %9s  %s"
                .formatted(
                        step.layer(),
                        ChangesRenderer.letter(change.kind(), style),
                        story + " ".repeat(STORY - Width.of(story)),
                        cost,
                        style.caption(caption, Math.max(20, width - STORY - 22)));
    }

    /** What a layer did to the path, in a few words. */
    private static String story(PathTrace.Step step) {
        var change = step.change();
        String link = step.linkTo().length == 0 ? "" : "hard link to " + Printable.of(step.linkTo());
        String often =
                step.copies().size() > 1 ? ", %d times".formatted(step.copies().size()) : "";
        return switch (change.kind()) {
            case A -> (link.isEmpty() ? added(change.after().orElseThrow()) : link) + often;
            case D ->
                step.goneWith().length == 0
                        ? "removed"
                        : "removed with " + Width.cutFront(Printable.of(step.goneWith()), 21);
            case C -> {
                String differences = ChangesRenderer.differences(change);
                yield (!link.isEmpty()
                                ? link
                                : !differences.isEmpty()
                                        ? differences
                                        : step.copies().isEmpty() ? "as it was" : "shipped again as it is")
                        + often;
            }
        };
    }

    private static String added(Node node) {
        return switch (node.kind()) {
            case FILE -> "added";
            case SYMLINK -> "added, a link to " + Printable.of(node.target());
            default -> "added, a " + node.kind().words();
        };
    }

    /** What a container finds there, and what is pulled all the same. */
    private static String ending(PathTrace trace) {
        var hidden = copies(trace).stream()
                .filter(copy -> copy.fate() != Fate.VISIBLE)
                .toList();
        long bytes = hidden.stream().mapToLong(Accounts.Copy::size).sum();
        String pulled = hidden.isEmpty()
                ? ""
                : "; %s in %d hidden cop%s pulled all the same"
                        .formatted(Sizes.human(bytes), hidden.size(), hidden.size() == 1 ? "y is" : "ies are");
        String also = trace.otherNames().isEmpty()
                ? ""
                : "; still to be read as "
                        + trace.otherNames().stream()
                                .limit(3)
                                .map(Printable::of)
                                .collect(Collectors.joining(", "))
                        + (trace.otherNames().size() > 3 ? ", …" : "");
        var now = trace.now();
        if (now.isEmpty()) {
            return "gone since layer %d%s%s".formatted(trace.steps().getLast().layer(), also, pulled);
        }
        var node = now.get();
        if (node.layer() < 0) {
            return "a container finds the %s, of which no layer has an entry%s"
                    .formatted(node.kind().words(), pulled);
        }
        if (node.kind() != EntryKind.FILE) {
            return "a container finds the %s of layer %d%s"
                    .formatted(node.kind().words(), node.layer(), pulled);
        }
        return "a container reads the copy of layer %d, %s%s%s"
                .formatted(node.layer(), Sizes.human(node.size()), also, pulled);
    }

    private static List<Accounts.Copy> copies(PathTrace trace) {
        return trace.steps().stream().flatMap(step -> step.copies().stream()).toList();
    }

    public void json(OutputStream out, String version) throws IOException {
        JsonDocument.write(out, 1, version, json -> {
            JsonDocument.text(json, "reference", image.reference());
            json.writeStringField("digest", image.digest());
            json.writeArrayFieldStart("paths");
            for (PathTrace trace : traces) {
                trace(json, trace);
            }
            json.writeEndArray();
        });
    }

    private void trace(JsonGenerator json, PathTrace trace) throws IOException {
        json.writeStartObject();
        JsonDocument.path(json, trace.path());
        json.writeNumberField(
                "wastedBytes",
                copies(trace).stream()
                        .filter(copy -> copy.fate() != Fate.VISIBLE)
                        .mapToLong(Accounts.Copy::size)
                        .sum());
        JsonDocument.exposed(json, trace.exposed());
        if (!trace.exposed().isNone()) {
            JsonDocument.revoke(json, Stream.of(trace.exposed()));
        }
        json.writeArrayFieldStart("steps");
        for (PathTrace.Step step : trace.steps()) {
            json.writeStartObject();
            json.writeNumberField("layer", step.layer());
            json.writeStringField("digest", image.layers().get(step.layer()).digest());
            var layer = image.layers().get(step.layer());
            JsonDocument.origin(json, layer.createdBy(), layer.comment());
            ChangesRenderer.differences(json, step.change());
            if (step.goneWith().length > 0) {
                JsonDocument.bytes(json, "goneWith", step.goneWith());
            }
            if (step.linkTo().length > 0) {
                JsonDocument.bytes(json, "linkTo", step.linkTo());
            }
            json.writeNumberField("shippedBytes", step.shippedBytes());
            json.writeArrayFieldStart("copies");
            for (var copy : step.copies()) {
                JsonRenderer.copy(json, copy);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        if (trace.now().isPresent()) {
            json.writeFieldName("now");
            TreeRenderer.node(json, trace.now().get());
        }
        json.writeArrayFieldStart("otherNames");
        for (byte[] name : trace.otherNames()) {
            json.writeStartObject();
            JsonDocument.path(json, name);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
