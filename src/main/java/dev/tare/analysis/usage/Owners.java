package dev.tare.analysis.usage;

import static dev.tare.layer.Paths.NONE;
import static dev.tare.layer.Paths.ROOT;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.MergedTree;
import dev.tare.analysis.ledger.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who owns which copies of the final tree, by the names that owners claim. A copy that several claim belongs to the first of them in their natural order,
 * whichever of its names they claim. To be used by one thread.
 */
public final class Owners<K extends Comparable<K>> {

    private final Tree tree;
    private final MergedTree merged;
    private final K nobody;

    /** All owners that ever claimed something, numbered. */
    private final List<K> known = new ArrayList<>();

    private final Map<K, Integer> numbers = new HashMap<>();

    /** For each copy the number of its owner, or {@link dev.tare.layer.Paths#NONE}. */
    private final int[] owners;

    /** For the place of a directory the number of who owns all that is below it. */
    private final Map<Integer, Integer> folders = new HashMap<>();

    /**
     * @param ledger that keeps its tree
     * @param nobody stands for the owner of what nobody claims
     */
    public Owners(Ledger ledger, K nobody) {
        this.merged = ledger.tree();
        this.tree = ledger.places();
        this.nobody = nobody;
        this.owners = new int[ledger.copies().size()];
        Arrays.fill(owners, NONE);
    }

    /** Claims what a path leads to. Symbolic links on the way to its last name are followed. What is no regular file is passed over. */
    public void claimFile(K owner, byte[] path) {
        int place = merged.resolvedPlace(path, false);
        if (place != NONE && tree.copyAt(place) != Copies.NONE) {
            claim(number(owner), tree.copyAt(place));
        }
    }

    /** Claims all files below a directory, but those below a directory in it that is claimed too. */
    public void claimFolder(K owner, byte[] path) {
        int place = merged.resolvedPlace(path, false);
        if (place != NONE && tree.isDirectory(place)) {
            folders.merge(place, number(owner), this::first);
        }
    }

    /** Gives the files of claimed directories to who claimed them. */
    public void divideFolders() {
        if (folders.isEmpty()) {
            return;
        }
        int[] above = new int[tree.paths().size()];
        above[ROOT] = NONE;
        for (int path = 0; path < above.length; path++) {
            int inherited = path == ROOT ? NONE : above[tree.paths().parent(path)]; // a parent has the smaller number
            above[path] = folders.getOrDefault(path, inherited);
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && above[path] != NONE) {
                claim(above[path], copy);
            }
        }
        folders.clear();
    }

    private int number(K owner) {
        return numbers.computeIfAbsent(owner, added -> {
            known.add(added);
            return known.size() - 1;
        });
    }

    private void claim(int owner, int copy) {
        owners[copy] = owners[copy] == NONE ? owner : first(owners[copy], owner);
    }

    private int first(int one, int other) {
        return known.get(one).compareTo(known.get(other)) <= 0 ? one : other;
    }

    K of(int copy) {
        return owners[copy] == NONE ? nobody : known.get(owners[copy]);
    }
}
