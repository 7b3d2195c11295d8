package dev.tare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.analysis.MergedTree;
import dev.tare.analysis.Node;
import dev.tare.image.Printable;
import dev.tare.layer.EntryKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A part of the merged tree, as {@code ls} shows it. A file with several names counts once in a sum, as {@code du} has it. */
public final class TreeRenderer {

    private final Report.Image image;
    private final boolean details;
    private final boolean recursive;
    private final boolean sums;
    private final List<Row> rows = new ArrayList<>();

    // the directories on the way to where the walk is, of which the last is the innermost
    private final Deque<Row> open = new ArrayDeque<>();
    private final Set<Long> counted = new HashSet<>();
    private int top = -1;

    private static final class Row {
        final byte[] path;
        final Node node;
        final int depth;
        long sum;

        Row(byte[] path, Node node, int depth) {
            this.path = path;
            this.node = node;
            this.depth = depth;
        }
    }

    public TreeRenderer(Report.Image image, boolean details, boolean recursive, boolean sums) {
        this.image = image;
        this.details = details;
        this.recursive = recursive;
        this.sums = sums;
    }

    /** Takes the next name of the walk. */
    public void add(MergedTree.Name name) {
        byte[] path = name.path();
        Node node = name.node();
        int depth = depth(path);
        top = top < 0 ? depth : top;
        var row = new Row(path, node, depth - top);
        while (!open.isEmpty() && open.peekLast().depth >= row.depth) {
            open.removeLast();
        }
        // hard links lead to one entry of one layer
        long bytes = counted.add((long) node.layer() << 32 | node.entry()) ? node.size() : 0;
        row.sum = bytes;
        open.forEach(directory -> directory.sum += bytes);
        if (node.kind() == EntryKind.DIRECTORY) {
            open.addLast(row);
        }
        if (recursive || row.depth <= 1) {
            rows.add(row);
        }
    }

    private static int depth(byte[] path) {
        int slashes = 0;
        for (byte b : path) {
            slashes += b == '/' ? 1 : 0;
        }
        return path.length == 1 ? 0 : slashes;
    }

    /** What is listed: what is in a directory, or the one thing that was asked for. */
    private List<Row> listed() {
        boolean directory = !rows.isEmpty() && rows.getFirst().node.kind() == EntryKind.DIRECTORY;
        return directory ? rows.subList(1, rows.size()) : rows;
    }

    private long bytes(Row row) {
        return sums && row.node.kind() == EntryKind.DIRECTORY ? row.sum : row.node.size();
    }

    public void table(OutputStream out, int width, Style style) throws IOException {
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        for (Row row : listed()) {
            text.write(line(row, style) + "\n");
        }
        if (sums && !rows.isEmpty()) {
            text.write(style.bold("%9s  %s".formatted(Sizes.human(rows.getFirst().sum), "in all")) + "\n");
        }
        text.flush();
    }

    private String line(Row row, Style style) {
        Node node = row.node;
        String name = Printable.of(row.path)
                + switch (node.kind()) {
                    case DIRECTORY -> "/";
                    case SYMLINK -> details ? " -> " + Printable.of(node.target()) : "";
                    default -> "";
                };
        if (!details) {
            return sums ? "%9s  %s".formatted(Sizes.human(bytes(row)), name) : name;
        }
        String layer = node.layer() < 0 ? "-" : String.valueOf(node.layer());
        return "%s%s %5d:%-5d %9s  %s  %s  %s"
                .formatted(
                        letter(node.kind()),
                        mode(node.mode()),
                        node.uid(),
                        node.gid(),
                        Sizes.human(bytes(row)),
                        Instant.ofEpochSecond(Math.clamp(node.mtime(), 0, 253_402_300_799L))
                                .toString()
                                .substring(0, 10),
                        style.paint(Style.Colour.YELLOW, "%3s".formatted(layer)),
                        name);
    }

    private static char letter(EntryKind kind) {
        return switch (kind) {
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO -> 'p';
            default -> '-';
        };
    }

    private static String mode(int mode) {
        var text = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < 9; i++) {
            if ((mode >> (8 - i) & 1) == 0) {
                text.setCharAt(i, '-');
            }
        }
        special(text, 2, (mode & 04000) != 0, 's');
        special(text, 5, (mode & 02000) != 0, 's');
        special(text, 8, (mode & 01000) != 0, 't');
        return text.toString();
    }

    private static void special(StringBuilder text, int at, boolean set, char letter) {
        if (set) {
            text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    public void json(OutputStream out, String version) throws IOException {
        JsonDocument.write(out, 1, version, json -> {
            JsonDocument.text(json, "reference", image.reference());
            json.writeStringField("digest", image.digest());
            json.writeArrayFieldStart("entries");
            for (Row row : listed()) {
                json.writeStartObject();
                JsonDocument.path(json, row.path);
                if (sums && row.node.kind() == EntryKind.DIRECTORY) {
                    json.writeNumberField("sum", row.sum);
                }
                json.writeFieldName("node");
                node(json, row.node);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static void node(JsonGenerator json, Node node) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", node.kind().words());
        json.writeNumberField("layer", node.layer());
        json.writeStringField("mode", "%04o".formatted(node.mode()));
        json.writeNumberField("uid", node.uid());
        json.writeNumberField("gid", node.gid());
        json.writeNumberField("mtime", node.mtime());
        json.writeNumberField("size", node.size());
        if (node.kind() == EntryKind.SYMLINK) {
            JsonDocument.bytes(json, "target", node.target());
        }
        json.writeEndObject();
    }
}
