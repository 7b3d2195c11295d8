package dev.tare.analysis.waste;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.Sorting;
import dev.tare.analysis.node.Change;
import dev.tare.layer.Ancestry;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Hidden copies by what became of them. Where a layer hides all that lower layers had in a directory, that directory is one group, and so the
 * highest one of which that is true.
 */
public final class WasteGroups {

    private final Tree tree;
    private final Copies copies;
    private final Ancestry ancestry;

    /** The hidden copies, those of one group one behind another. */
    private final int[] hidden;

    // by copy
    private final int[] hiddenDirectory;
    private final short[] story;

    private final Comparator<Group> order;

    /** @param firstLayer the lowest layer of which it is told what it hides */
    public WasteGroups(Ledger ledger, int firstLayer) {
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.ancestry = ledger.ancestry();
        hiddenDirectory = new int[copies.size()];
        story = new short[copies.size()];
        hidden = hiddenBy(firstLayer);
        Sorting.sort(hidden, hidden.length, this::compareGroups);
        order = Comparator.<Group>comparingLong(group -> -group.bytes)
                .thenComparing((a, b) -> ancestry.compare(a.path, b.path))
                .thenComparingInt(group -> copies.hiddenBy(group.one))
                .thenComparing((a, b) -> compareGroups(a.one, b.one));
    }

    private int[] hiddenBy(int firstLayer) {
        int[] lowest = lowestVisibleLayer();
        int[] found = new int[copies.size()];
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            int by = copies.hiddenBy(copy);
            if (copies.fate(copy) != Fate.VISIBLE && copies.bytes(copy) > 0 && by >= firstLayer) {
                hiddenDirectory[copy] = ancestry.highest(copies.path(copy), above -> lowest[above] >= by);
                story[copy] = story(copy);
                found[count++] = copy;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** For every directory the lowest layer of which some content is visible below it; an empty lock file is none. */
    private int[] lowestVisibleLayer() {
        int[] lowest = new int[tree.paths().size()];
        Arrays.fill(lowest, Integer.MAX_VALUE);
        for (int path = tree.paths().size() - 1; path > 0; path--) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && copies.bytes(copy) > 0) {
                lowest[path] = copies.layer(copy);
            }
            int above = tree.paths().parent(path);
            lowest[above] = Math.min(lowest[above], lowest[path]);
        }
        return lowest;
    }

    /** What became of a hidden copy and in what way, as a number. */
    private short story(int copy) {
        var account = copies.account(copy);
        int number = account.fate().ordinal() * Change.values().length
                + account.change().ordinal();
        for (var aspect : Change.Aspect.values()) {
            number = number * 2 + (account.changed().contains(aspect) ? 1 : 0);
        }
        return (short) number;
    }

    /** The order of the groups of two copies; 0 if they are of the same group. */
    private int compareGroups(int a, int b) {
        int byDirectory = Integer.compare(hiddenDirectory[a], hiddenDirectory[b]);
        int byLayer = byDirectory != 0 ? byDirectory : Integer.compare(copies.hiddenBy(a), copies.hiddenBy(b));
        return byLayer != 0 ? byLayer : Integer.compare(story[a], story[b]);
    }

    /** The {@code top} largest groups. There may be as many as copies, so they are made one after another and only the largest are kept. */
    public List<WasteGroup> largest(int top) {
        var largest = new PriorityQueue<>(order.reversed());
        for (int i = 0, end; i < hidden.length; i = end) {
            var group = new Group(hidden[i]);
            for (end = i + 1; end < hidden.length && compareGroups(hidden[i], hidden[end]) == 0; end++) {
                group.add(hidden[end]);
            }
            if (largest.size() < top || (top > 0 && order.compare(group, largest.element()) < 0)) {
                largest.add(group);
            }
            if (largest.size() > top) {
                largest.remove();
            }
        }
        return largest.stream().sorted(order).map(Group::result).toList();
    }

    private final class Group {
        private final int one;
        private final BitSet layers = new BitSet();
        private int path;
        private boolean directory;
        private long files;
        private long bytes;

        Group(int first) {
            one = first;
            path = copies.path(first);
            add(first);
        }

        void add(int copy) {
            directory |= copies.path(copy) != path;
            path = ancestry.common(path, copies.path(copy));
            layers.set(copies.layer(copy));
            files++;
            bytes += copies.bytes(copy);
        }

        WasteGroup result() {
            var account = copies.account(one);
            return new WasteGroup(
                    tree.paths().bytes(path),
                    directory,
                    files,
                    bytes,
                    account.hiddenBy(),
                    account.fate(),
                    account.change(),
                    account.changed(),
                    layers);
        }
    }
}
