package dev.tare.analysis.waste;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import dev.tare.analysis.secrets.Exposures;
import dev.tare.secrets.SecretKind;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** What was shipped at each path, and which of the paths have a hidden copy. */
public final class Findings {

    /**
     * All copies that were shipped at a path of which at least one is hidden.
     *
     * @param exposed what credential a hidden copy is; {@link SecretKind#NONE} if none is
     */
    public record Finding(byte[] path, long wastedBytes, List<Ledger.Copy> copies, SecretKind exposed) {}

    /**
     * All copies that were shipped at a path.
     *
     * @param exposed what credential a hidden copy is; {@link SecretKind#NONE} if none is
     */
    public record Shipped(byte[] path, List<Ledger.Copy> copies, SecretKind exposed) {}

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;
    private final Exposures exposures;

    /** The copies, those of one path one behind another. */
    private final int[] copiesByPath;

    /** Where in {@link #copiesByPath} those of each path begin; they end where those of the next path begin. */
    private final int[] firstCopy;

    private final long[] wastedAt;
    private final int[] order;

    public Findings(Ledger ledger, Exposures exposures) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.exposures = exposures;
        int paths = tree.paths().size();
        firstCopy = new int[paths + 1];
        wastedAt = new long[paths];
        var hidden = new BitSet();
        for (int copy = 0; copy < copies.size(); copy++) {
            int path = copies.path(copy);
            firstCopy[path + 1]++;
            if (copies.fate(copy) != Fate.VISIBLE) {
                wastedAt[path] += copies.bytes(copy);
                hidden.set(path);
            }
        }
        for (int path = 0; path < paths; path++) {
            firstCopy[path + 1] += firstCopy[path];
        }
        copiesByPath = new int[copies.size()];
        int[] next = firstCopy.clone();
        for (int copy = 0; copy < copies.size(); copy++) {
            copiesByPath[next[copies.path(copy)]++] = copy;
        }
        order = hidden.stream().toArray();
        Sorting.sort(order, order.length, (a, b) -> {
            int byWaste = Long.compare(wastedAt[b], wastedAt[a]);
            return byWaste != 0 ? byWaste : ledger.ancestry().compare(a, b);
        });
    }

    /** Every path with a hidden copy, the largest waste first, else in the order of paths. */
    public List<Finding> findings() {
        return new ComputedList<>(order.length, i -> finding(order[i]));
    }

    private Finding finding(int path) {
        return new Finding(tree.paths().bytes(path), wastedAt[path], copies(path), exposed(path));
    }

    /** Every path with a copy, in the order of paths. */
    public List<Shipped> all() {
        int[] paths = IntStream.range(0, tree.paths().size())
                .filter(path -> firstCopy[path] < firstCopy[path + 1])
                .toArray();
        Sorting.sort(paths, paths.length, ledger.ancestry()::compare);
        return new ComputedList<>(paths.length, i -> shipped(paths[i]));
    }

    private Shipped shipped(int path) {
        return new Shipped(tree.paths().bytes(path), copies(path), exposed(path));
    }

    private List<Ledger.Copy> copies(int path) {
        return IntStream.range(firstCopy[path], firstCopy[path + 1])
                .mapToObj(i -> copies.account(copiesByPath[i]))
                .toList();
    }

    private SecretKind exposed(int path) {
        return exposures.kind(path, copiesByPath, firstCopy[path], firstCopy[path + 1]);
    }
}
