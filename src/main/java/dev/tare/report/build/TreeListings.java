package dev.tare.report.build;

import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.node.Node;
import dev.tare.layer.EntryKind;
import dev.tare.report.model.TreeListing;
import dev.tare.report.model.TreeListing.Depth;
import dev.tare.report.model.TreeListing.Sums;
import dev.tare.report.model.image.ImageInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Lists a part of the merged tree. A file with several names counts once in a sum, as {@code du} has it. */
public final class TreeListings {

    private final Depth depth;
    private final Sums sums;
    private final List<Row> rows = new ArrayList<>();

    /** The directories on the way to where the walk is, the innermost last. */
    private final Deque<Row> open = new ArrayDeque<>();

    private final Set<Long> counted = new HashSet<>();
    private int top = -1;

    private TreeListings(Depth depth, Sums sums) {
        this.depth = depth;
        this.sums = sums;
    }

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

        boolean isDirectory() {
            return node.kind() == EntryKind.DIRECTORY;
        }
    }

    /** @param names a walk through the tree, each directory before what is in it; the first name is what was asked for */
    public static TreeListing of(ImageInfo image, Iterable<MergedTree.Name> names, Depth depth, Sums sums) {
        var listing = new TreeListings(depth, sums);
        names.forEach(listing::add);
        return listing.of(image);
    }

    private void add(MergedTree.Name name) {
        int slashes = depth(name.path());
        top = top < 0 ? slashes : top;
        var row = new Row(name.path(), name.node(), slashes - top);
        while (!open.isEmpty() && open.peekLast().depth >= row.depth) {
            open.removeLast();
        }
        // hard links lead to one entry of one layer
        boolean isNew = counted.add((long) row.node.layer() << 32 | row.node.entry());
        long bytes = isNew ? row.node.size() : 0;
        row.sum = bytes;
        open.forEach(directory -> directory.sum += bytes);
        if (row.isDirectory()) {
            open.addLast(row);
        }
        if (depth == Depth.ALL || row.depth <= 1) {
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

    private TreeListing of(ImageInfo image) {
        boolean isDirectory = !rows.isEmpty() && rows.getFirst().isDirectory();
        var listed = isDirectory ? rows.subList(1, rows.size()) : rows;
        return new TreeListing(
                image,
                Lent.series(new Lent<>(() -> listed), this::entry),
                sums == Sums.NONE || rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rows.getFirst().sum));
    }

    private TreeListing.Entry entry(Row row) {
        return new TreeListing.Entry(
                row.path,
                Nodes.node(row.node),
                sums == Sums.OF_FILES_BELOW && row.isDirectory() ? OptionalLong.of(row.sum) : OptionalLong.empty());
    }
}
