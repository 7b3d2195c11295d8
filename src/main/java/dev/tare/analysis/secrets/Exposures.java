package dev.tare.analysis.secrets;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.ComputedList;
import dev.tare.analysis.list.Sorting;
import dev.tare.layer.Growth;
import dev.tare.layer.Paths;
import dev.tare.secrets.SecretKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The hidden copies that are credentials, grouped by file, or by folder where all files of a folder such as {@code .git} are. */
public final class Exposures {

    private final Ledger ledger;
    private final Tree tree;
    private final Copies copies;
    private final SecretPaths secrets;

    /** The copies, those of one group one behind another. Group g is in [begin[order[g]], begin[order[g] + 1]). */
    private int[] exposed = {};

    private final int[] begin;
    private final int[] order;
    private final BitSet paths = new BitSet();

    /** By the name of a folder all files of which are credentials: for each path the highest such folder that it is in. */
    private final Map<String, int[]> folders = new HashMap<>();

    public Exposures(Ledger ledger, SecretPaths secrets) {
        this(ledger, secrets, _ -> true);
    }

    /** The credentials among some copies. */
    private Exposures(Ledger ledger, SecretPaths secrets, IntPredicate copiesThatCount) {
        this.ledger = ledger;
        this.tree = ledger.places();
        this.copies = ledger.copies();
        this.secrets = secrets;
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE && copiesThatCount.test(copy) && isExposed(copy)) {
                exposed = count == exposed.length ? Arrays.copyOf(exposed, Growth.to(count + 1)) : exposed;
                exposed[count++] = copy;
                paths.set(copies.path(copy));
            }
        }
        exposed = Arrays.copyOf(exposed, count);
        Sorting.sort(exposed, count, (a, b) -> ledger.ancestry().compare(place(a), place(b)));
        int[] runs = new int[count + 1];
        int groups = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || place(exposed[i]) != place(exposed[i - 1])) {
                runs[groups++] = i;
            }
        }
        runs[groups] = count;
        begin = Arrays.copyOf(runs, groups + 1);
        order = new int[groups];
        Arrays.setAll(order, group -> group);
        Sorting.sort(order, groups, (a, b) -> Integer.compare(rank(a), rank(b)));
    }

    /** The same for those copies only that count. */
    public Exposures select(IntPredicate copiesThatCount) {
        return new Exposures(ledger, secrets, copiesThatCount);
    }

    private boolean isExposed(int copy) {
        return !kind(copy).isNone()
                || (!secrets.equals(SecretPaths.NONE)
                        && !secrets.reason(tree.paths().bytes(copies.path(copy)))
                                .isEmpty());
    }

    private SecretKind kind(int copy) {
        return copies.index(copy).secret(copies.entry(copy));
    }

    private int[] folders(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int[] of = new int[tree.paths().size()];
        for (int path = 1; path < of.length; path++) {
            int above = of[tree.paths().parent(path)];
            boolean itself = tree.paths().nameLength(path) == wanted.length
                    && Arrays.equals(tree.paths().name(path), wanted);
            of[path] = above != Paths.ROOT || !itself ? above : path;
        }
        return of;
    }

    /** The path of the file or the folder that a copy is grouped under. */
    private int place(int copy) {
        int path = copies.path(copy);
        String name = kind(copy).folder();
        int folder = name.isEmpty() ? Paths.ROOT : folders.computeIfAbsent(name, this::folders)[path];
        return folder == Paths.ROOT ? path : folder;
    }

    private int rank(int group) {
        return kind(exposed[begin[group]]).rank();
    }

    /** The kind of credential among the hidden copies of a path, which are {@code some[from, to)}; {@link SecretKind#NONE} if none is one. */
    public SecretKind kind(int path, int[] some, int from, int to) {
        return paths.get(path) ? kind(some, from, to) : SecretKind.NONE;
    }

    private SecretKind kind(int[] some, int from, int to) {
        var worst = SecretKind.NONE;
        for (int i = from; i < to; i++) {
            var kind = copies.fate(some[i]) == Fate.VISIBLE ? SecretKind.NONE : kind(some[i]);
            if (kind.isWorseThan(worst)) {
                worst = kind;
            }
        }
        return worst.isNone() ? SecretKind.named(secrets.reason(tree.paths().bytes(copies.path(some[from])))) : worst;
    }

    public int findings() {
        return paths.cardinality();
    }

    public List<Exposed> all() {
        return new ComputedList<>(order.length, i -> exposed(begin[order[i]], begin[order[i] + 1]));
    }

    private Exposed exposed(int from, int to) {
        int place = place(exposed[from]);
        var files = new BitSet();
        var shippedBy = new BitSet();
        long bytes = 0;
        int last = exposed[from];
        for (int i = from; i < to; i++) {
            int copy = exposed[i];
            files.set(copies.path(copy));
            shippedBy.set(copies.layer(copy));
            bytes += copies.bytes(copy);
            last = copies.hiddenBy(copy) >= copies.hiddenBy(last) ? copy : last;
        }
        return new Exposed(
                tree.paths().bytes(place),
                !files.get(place),
                files.cardinality(),
                bytes,
                kind(exposed, from, to),
                shippedBy,
                copies.hiddenBy(last),
                copies.fate(last));
    }
}
