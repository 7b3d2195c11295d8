package dev.tare.analysis.secrets;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import dev.tare.layer.Growth;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Paths;
import dev.tare.secrets.SecretKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The visible copies that are credentials, each at one name. Kinds that are for hidden copies only are none here: what a container can see of a
 * repository is mostly there to be used, or is a leftover.
 */
public final class VisibleSecrets {

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;
    private final SecretPaths secrets;

    /** The copies, those that the user named first, then the worst; of one kind in the order of paths. */
    private final int[] found;

    /** A visible name of each copy that has lost the one it was shipped at. */
    private final Map<Integer, Integer> otherNames = new HashMap<>();

    public VisibleSecrets(Ledger ledger, SecretPaths secrets) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.secrets = secrets;
        this.found = mayHaveAny() ? find() : new int[0];
        if (Arrays.stream(found).anyMatch(copy -> !hasItsName(copy))) {
            findOtherNames();
        }
        Sorting.sort(found, found.length, (a, b) -> {
            int byRank = Integer.compare(kind(a).rank(), kind(b).rank());
            return byRank != 0 ? byRank : ledger.ancestry().compare(name(a), name(b));
        });
    }

    /** Most images have no layer with any, so that no copy need be looked at. */
    private boolean mayHaveAny() {
        return !secrets.equals(SecretPaths.NONE) || ledger.layers().stream().anyMatch(LayerIndex::hasSecrets);
    }

    private int[] find() {
        int[] some = {};
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) == Fate.VISIBLE && !kind(copy).isNone()) {
                some = count == some.length ? Arrays.copyOf(some, Growth.to(count + 1)) : some;
                some[count++] = copy;
            }
        }
        return Arrays.copyOf(some, count);
    }

    private SecretKind ofContent(int copy) {
        var kind = copies.index(copy).secret(copies.entry(copy));
        return kind.isHiddenOnly() ? SecretKind.NONE : kind;
    }

    private SecretKind kind(int copy) {
        var kind = ofContent(copy);
        return !kind.isNone() || secrets.equals(SecretPaths.NONE)
                ? kind
                : SecretKind.named(secrets.reason(tree.paths().bytes(copies.path(copy))));
    }

    private boolean hasItsName(int copy) {
        return tree.copyAt(copies.path(copy)) == copy;
    }

    private void findOtherNames() {
        for (int copy : found) {
            if (!hasItsName(copy)) {
                otherNames.put(copy, Paths.ROOT);
            }
        }
        for (int path = 0; path < tree.paths().size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE) {
                otherNames.replace(copy, Paths.ROOT, path);
            }
        }
    }

    private int name(int copy) {
        return otherNames.getOrDefault(copy, copies.path(copy));
    }

    public List<Secret> all() {
        return told(found);
    }

    /** Those of the copies that count. */
    public List<Secret> some(IntPredicate copiesThatCount) {
        return told(Arrays.stream(found).filter(copiesThatCount).toArray());
    }

    private List<Secret> told(int[] some) {
        return new ComputedList<>(
                some.length, i -> new Secret(tree.paths().bytes(name(some[i])), kind(some[i]), copies.layer(some[i])));
    }
}
