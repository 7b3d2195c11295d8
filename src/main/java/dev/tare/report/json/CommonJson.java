package dev.tare.report.json;

import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.image.LayerContent;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.tree.NodeChange;
import dev.tare.report.model.tree.NodeType;
import dev.tare.report.model.tree.TreeNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Fields that several documents have. */
final class CommonJson {

    private CommonJson() {}

    static void image(JsonDocument json, ImageInfo image) throws IOException {
        json.text("reference", image.reference());
        json.plain("digest", image.digest());
    }

    /** What an item of the history says. The comment is left out where there is none. */
    static void instruction(JsonDocument json, String createdBy, String comment) throws IOException {
        json.text("createdBy", createdBy);
        if (!comment.isEmpty()) {
            json.text("comment", comment);
        }
    }

    /** The first and the last line of a Dockerfile, or no field where they are not known. */
    static void lines(JsonDocument json, Optional<LineRange> lines) throws IOException {
        if (lines.isPresent()) {
            json.numbers("lines", lines.get().first(), lines.get().last());
        }
    }

    /** How a layer is stored. The compression of one that was not scanned is only claimed, and left out. */
    static void stored(JsonDocument json, LayerBlob blob) throws IOException {
        if (blob.isScanned()) {
            json.plain("compression", blob.compression());
        }
        json.number("compressedBytes", blob.stored().compressed());
        json.known("pulledBytes", blob.stored().pulled());
    }

    static void bytes(JsonDocument json, LayerContent content) throws IOException {
        json.number("shippedBytes", content.shippedBytes());
        json.number("wastedBytes", content.wastedBytes());
        json.number("hidesBytes", content.hidesBytes());
    }

    static void names(JsonDocument json, LayerContent content) throws IOException {
        json.number("added", content.added());
        json.number("changed", content.changed());
        json.number("removed", content.removed());
    }

    static void totals(JsonDocument json, Totals totals) throws IOException {
        json.beginObject("totals");
        sums(json, totals);
        json.endObject();
    }

    static void sums(JsonDocument json, Totals totals) throws IOException {
        var content = totals.content();
        json.number("layers", totals.layers());
        json.number("entries", totals.entries());
        json.number("copies", totals.copies());
        json.number("files", totals.files());
        json.number("compressedBytes", totals.stored().compressed());
        json.known("pulledBytes", totals.stored().pulled());
        json.number("shippedBytes", content.shipped());
        json.number("visibleBytes", content.visible());
        json.number("wastedBytes", content.wasted());
        json.number("duplicatedBytes", content.duplicated());
        json.number("metadataOnlyBytes", totals.metadataOnly());
        json.number("removedBytes", content.removed());
        json.known("wastedPullBytes", totals.stored().wastedPull());
        json.number("efficiency", content.efficiency());
        json.number("repeatedBytes", content.repeated());
        json.number("baseWastedBytes", content.wastedByBase());
        json.number("largestFileBytes", totals.largestFile());
        json.number("largestLayerBytes", totals.largestLayer());
    }

    /** What credential something is, or no fields where it is none. */
    static void exposed(JsonDocument json, Optional<ExposedKind> kind) throws IOException {
        if (kind.isPresent()) {
            json.text("exposed", kind.get().reason());
            if (!kind.get().id().isEmpty()) {
                json.text("exposedKind", kind.get().id());
            }
        }
    }

    /** What to do about credentials, once for each kind of the table. */
    static void revoke(JsonDocument json, Stream<ExposedKind> kinds) throws IOException {
        var known = kinds.filter(kind -> !kind.id().isEmpty()).distinct().toList();
        json.array("revoke", known, (it, kind) -> {
            it.beginObject();
            it.text("exposedKind", kind.id());
            it.text("text", kind.revoke());
            if (!kind.url().isEmpty()) {
                it.text("url", kind.url());
            }
            it.endObject();
        });
    }

    static void copy(JsonDocument json, Copy copy) throws IOException {
        json.beginObject();
        json.number("layer", copy.layer());
        json.number("size", copy.size());
        if (copy.hidden().isPresent()) {
            hiding(json, copy.hidden().get());
        } else {
            json.plain("fate", "visible");
        }
        json.endObject();
    }

    private static void hiding(JsonDocument json, Hiding hiding) throws IOException {
        json.plain("fate", hiding.cause().isDuplication() ? "duplicated" : "removed");
        json.number("hiddenBy", hiding.layer());
        switch (hiding.cause()) {
            case CONTENT -> json.plain("change", "content");
            case METADATA -> {
                json.plain("change", "metadata");
                json.plainArray("changed", hiding.changed());
            }
            case NOTHING -> json.plain("change", "none");
            case UNKNOWN -> json.plain("change", "unknown");
            case WHITEOUT -> json.plain("reason", "whiteout");
            case OPAQUE -> json.plain("reason", "opaque");
            case REPLACEMENT -> json.plain("reason", "replaced");
        }
    }

    static void node(JsonDocument json, String field, TreeNode node) throws IOException {
        json.beginObject(field);
        json.plain("type", node.type().toString());
        json.number("layer", node.layer());
        json.plain("mode", "%04o".formatted(node.mode()));
        json.number("uid", node.uid());
        json.number("gid", node.gid());
        json.number("mtime", node.mtime());
        json.number("size", node.size());
        if (node.type() == NodeType.SYMLINK) {
            json.bytes("target", node.target());
        }
        json.endObject();
    }

    /** A node, or no field where there is none. */
    static void node(JsonDocument json, String field, Optional<TreeNode> node) throws IOException {
        if (node.isPresent()) {
            node(json, field, node.get());
        }
    }

    /** The letter, what is different, and what was there before and after. */
    static void change(JsonDocument json, NodeChange change) throws IOException {
        json.plain("change", change.letter().name());
        json.plainArray("changed", change.differences());
        node(json, "before", change.before());
        node(json, "after", change.after());
    }

    /** The name of a constant as JSON has it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
