package dev.tare.analysis.compare;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import dev.tare.analysis.node.Difference;
import dev.tare.layer.Growth;
import dev.tare.layer.LayerIndex;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * Compares two merged trees, name by name. The bytes of a file with several names count at one of them: at one that both trees have, if there is
 * any. A name that is removed while another one stays takes no bytes with it. Only names that differ take memory, a few numbers each.
 */
public final class TreeComparison {

    private final Side before;
    private final Side after;
    private final boolean mtimeListed;
    private final Sums sums;

    // The names that differ, in the order of the walk: their places in both trees, the number of the topmost difference
    // that they belong to, and whether their bytes count here.
    private int size;
    private int[] beforeAt = {};
    private int[] afterAt = {};
    private int[] top = {};
    private final BitSet countsBefore = new BitSet();
    private final BitSet countsAfter = new BitSet();

    /**
     * What the differences come to. The growth of the visible bytes is exactly added − removed + changed after − changed before + linked.
     *
     * @param filesBefore names of regular files in the first tree
     * @param filesAfter the same in the second
     * @param added names of any kind that only the second tree has
     * @param removed names that only the first has
     * @param changed names that are in both and differ, in more than their mtime
     * @param mtimeOnly names that differ in nothing but their mtime
     * @param unknown names whose contents cannot be compared, and that differ in their mtime at most
     * @param linkedBytes by how much files grew that are the same, where hard links became files of their own; below 0 where files
     *     became hard links
     */
    public record Sums(
            int filesBefore,
            int filesAfter,
            int added,
            int removed,
            int changed,
            int mtimeOnly,
            int unknown,
            long addedBytes,
            long removedBytes,
            long changedBytesBefore,
            long changedBytesAfter,
            long linkedBytes) {}

    /** @param mtimes whether names that differ only in their mtime are listed; they are counted in any case */
    public static TreeComparison of(MergedTree before, MergedTree after, boolean mtimes) {
        return new TreeComparison(new Side(before), new Side(after), mtimes);
    }

    private TreeComparison(Side before, Side after, boolean mtimes) {
        this.before = before;
        this.after = after;
        this.mtimeListed = mtimes;
        this.sums = new Walk().sums();
    }

    /** How a name is counted that both trees have. */
    private enum Extent {
        EQUAL,
        MTIME,
        UNKNOWN,
        CHANGED;

        static Extent of(Set<Difference> differences) {
            var extent = EQUAL;
            for (var difference : differences) {
                var its = switch (difference) {
                    case MTIME -> MTIME;
                    case UNKNOWN -> UNKNOWN;
                    case TYPE, CONTENT, TARGET, MODE, OWNER, XATTRS -> CHANGED;
                };
                extent = its.compareTo(extent) > 0 ? its : extent;
            }
            return extent;
        }
    }

    /** One of the trees, and which of its files have been counted. */
    private static final class Side {
        final Tree tree;
        private final MergedTree merged;
        private final BitSet counted = new BitSet();
        int files;

        Side(MergedTree merged) {
            this.merged = merged;
            tree = merged.places();
        }

        boolean isDirectory(int at) {
            return at != NONE && tree.isDirectory(at);
        }

        boolean isFile(int at) {
            return at != NONE && tree.isFile(at);
        }

        long bytes(int at) {
            return isFile(at) ? index(at).fileSize(tree.entry(at)) : 0;
        }

        private LayerIndex index(int at) {
            return tree.layers().get(tree.layer(at));
        }

        /** Whether a place of the other side holds the same entry: the index of a layer that both images have is one. */
        boolean isSameEntry(int at, Side other, int otherAt) {
            return tree.layer(at) >= 0
                    && other.tree.layer(otherAt) >= 0
                    && tree.entry(at) == other.tree.entry(otherAt)
                    && index(at) == other.index(otherAt);
        }

        /** Whether the bytes at a place count there, and not at another name of the same file. */
        boolean count(int at) {
            if (!isFile(at)) {
                return false;
            }
            files++;
            int copy = tree.copyAt(at);
            boolean first = !counted.get(copy);
            counted.set(copy);
            return first;
        }

        int[] children(int at) {
            return isDirectory(at) ? merged.children(at) : new int[0];
        }
    }

    /** Both trees at once, directory by directory. */
    private final class Walk {

        private final ArrayDeque<Pair> open = new ArrayDeque<>();
        private int added;
        private int removed;
        private int changed;
        private int mtimeOnly;
        private int unknown;
        private long addedBytes;
        private long removedBytes;
        private long changedBytesBefore;
        private long changedBytesAfter;
        private long linkedBytes;

        /** What is left of the same directory in both trees. */
        private final class Pair {
            private final int[] befores;
            private final int[] afters;
            private final int told;
            private int b;
            private int a;

            /** @param told number of the topmost difference that everything in here belongs to, or NONE */
            Pair(int beforeAt, int afterAt, int told) {
                befores = before.children(beforeAt);
                afters = after.children(afterAt);
                this.told = told;
            }

            boolean isDone() {
                return b == befores.length && a == afters.length;
            }

            void next() {
                int order = order();
                int beforeAt = order <= 0 ? befores[b++] : NONE;
                int afterAt = order >= 0 ? afters[a++] : NONE;
                int with = visit(beforeAt, afterAt, told);
                if (before.isDirectory(beforeAt) || after.isDirectory(afterAt)) {
                    open.push(new Pair(beforeAt, afterAt, with));
                }
            }

            private int order() {
                if (b == befores.length || a == afters.length) {
                    return b == befores.length ? 1 : -1;
                }
                return Arrays.compareUnsigned(
                        before.tree.paths().name(befores[b]), after.tree.paths().name(afters[a]));
            }
        }

        Sums sums() {
            visit(ROOT, ROOT, NONE);
            open.push(new Pair(ROOT, ROOT, NONE));
            while (!open.isEmpty()) {
                if (open.peek().isDone()) {
                    open.pop();
                } else {
                    open.peek().next();
                }
            }
            for (int i = 0; i < size; i++) {
                countWhatIsOnlyInOne(i);
            }
            return new Sums(
                    before.files,
                    after.files,
                    added,
                    removed,
                    changed,
                    mtimeOnly,
                    unknown,
                    addedBytes,
                    removedBytes,
                    changedBytesBefore,
                    changedBytesAfter,
                    linkedBytes);
        }

        /** Counts a name. Returns the number of the topmost difference that everything below it belongs to, or NONE. */
        private int visit(int beforeAt, int afterAt, int told) {
            if (beforeAt == NONE || afterAt == NONE) {
                added += beforeAt == NONE ? 1 : 0;
                removed += afterAt == NONE ? 1 : 0;
                return add(beforeAt, afterAt, told);
            }
            boolean beforeCounts = before.count(beforeAt);
            boolean afterCounts = after.count(afterAt);
            long beforeBytes = beforeCounts ? before.bytes(beforeAt) : 0;
            long afterBytes = afterCounts ? after.bytes(afterAt) : 0;
            var differences = differences(beforeAt, afterAt);
            var extent = Extent.of(differences);
            if (extent == Extent.CHANGED) {
                changed++;
                changedBytesBefore += beforeBytes;
                changedBytesAfter += afterBytes;
            } else {
                mtimeOnly += extent == Extent.MTIME ? 1 : 0;
                unknown += extent == Extent.UNKNOWN ? 1 : 0;
                linkedBytes += afterBytes - beforeBytes;
            }
            if (extent != Extent.CHANGED && !(extent == Extent.MTIME && mtimeListed)) {
                return NONE;
            }
            int number = add(beforeAt, afterAt, NONE);
            countsBefore.set(number, beforeCounts);
            countsAfter.set(number, afterCounts);
            return differences.contains(Difference.TYPE) ? number : NONE;
        }

        private int add(int beforeAt, int afterAt, int told) {
            if (size == top.length) {
                int room = Growth.to(size + 1);
                TreeComparison.this.beforeAt = Arrays.copyOf(TreeComparison.this.beforeAt, room);
                TreeComparison.this.afterAt = Arrays.copyOf(TreeComparison.this.afterAt, room);
                top = Arrays.copyOf(top, room);
            }
            TreeComparison.this.beforeAt[size] = beforeAt;
            TreeComparison.this.afterAt[size] = afterAt;
            top[size] = told == NONE ? size : told;
            return top[size++];
        }

        private void countWhatIsOnlyInOne(int i) {
            if (beforeAt[i] == NONE && after.count(afterAt[i])) {
                countsAfter.set(i);
                addedBytes += after.bytes(afterAt[i]);
            } else if (afterAt[i] == NONE && before.count(beforeAt[i])) {
                countsBefore.set(i);
                removedBytes += before.bytes(beforeAt[i]);
            }
        }
    }

    private Set<Difference> differences(int beforeAt, int afterAt) {
        return before.isSameEntry(beforeAt, after, afterAt)
                ? Set.of()
                : before.tree
                        .node(beforeAt)
                        .differences(before.tree.layers(), after.tree.node(afterAt), after.tree.layers());
    }

    public Sums sums() {
        return sums;
    }

    /** Whether {@link #names} has those that differ only in their mtime. */
    public boolean mtimeListed() {
        return mtimeListed;
    }

    /** Every name that differs, those that grew or shrank the most first, then the largest, then in the order of the tree. */
    public List<TreeDifference> names() {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        sort(order, this::beforeBytes, this::afterBytes);
        return new ComputedList<>(order.length, k -> {
            int i = order[k];
            return difference(i, beforeBytes(i), afterBytes(i), files(i));
        });
    }

    /** The same with one for a directory that is only in one tree, or in whose place the other has something else. */
    public List<TreeDifference> topmost() {
        var beforeBytes = new long[size];
        var afterBytes = new long[size];
        var files = new int[size];
        int[] order = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            beforeBytes[top[i]] += beforeBytes(i);
            afterBytes[top[i]] += afterBytes(i);
            files[top[i]] += files(i);
            if (top[i] == i) {
                order[count++] = i;
            }
        }
        int[] sorted = Arrays.copyOf(order, count);
        sort(sorted, i -> beforeBytes[i], i -> afterBytes[i]);
        return new ComputedList<>(count, k -> {
            int i = sorted[k];
            return difference(i, beforeBytes[i], afterBytes[i], files[i]);
        });
    }

    private static void sort(int[] order, IntToLongFunction before, IntToLongFunction after) {
        Sorting.sort(order, order.length, (i, j) -> {
            int growth = Long.compare(
                    Math.abs(after.applyAsLong(j) - before.applyAsLong(j)),
                    Math.abs(after.applyAsLong(i) - before.applyAsLong(i)));
            return growth != 0
                    ? growth
                    : Long.compare(
                            Math.max(after.applyAsLong(j), before.applyAsLong(j)),
                            Math.max(after.applyAsLong(i), before.applyAsLong(i)));
        });
    }

    private long beforeBytes(int i) {
        return countsBefore.get(i) ? before.bytes(beforeAt[i]) : 0;
    }

    private long afterBytes(int i) {
        return countsAfter.get(i) ? after.bytes(afterAt[i]) : 0;
    }

    private int files(int i) {
        return before.isFile(beforeAt[i]) || after.isFile(afterAt[i]) ? 1 : 0;
    }

    private TreeDifference difference(int i, long beforeBytes, long afterBytes, int files) {
        int b = beforeAt[i];
        int a = afterAt[i];
        return new TreeDifference(
                a == NONE ? before.tree.paths().bytes(b) : after.tree.paths().bytes(a),
                b == NONE ? Optional.empty() : Optional.of(before.tree.node(b)),
                a == NONE ? Optional.empty() : Optional.of(after.tree.node(a)),
                b == NONE || a == NONE ? Set.of() : differences(b, a),
                beforeBytes,
                afterBytes,
                files);
    }
}
