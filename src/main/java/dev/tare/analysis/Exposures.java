package dev.tare.analysis;

import dev.tare.layer.Ancestry;
import dev.tare.layer.Credential;
import dev.tare.layer.Growth;
import dev.tare.layer.Paths;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Which of the hidden copies are credentials, and how they are told: by file, or all of a {@code .git} folder at once. */
final class Exposures {

    private static final byte[] GIT_FOLDER = {'.', 'g', 'i', 't'};

    private final Tree tree;
    private final Copies copies;
    private final SecretPaths secrets;

    /** The copies, those that are told as one behind another; group g is in [begin[order[g]], begin[order[g] + 1]). */
    private int[] exposed = {};

    private final int[] begin;
    private final int[] order;
    private final BitSet paths = new BitSet();

    /** For each path the highest {@code .git} folder that it is in; empty where no copy is in one. */
    private int[] folders = {};

    Exposures(Tree tree, Copies copies, Ancestry ancestry, SecretPaths secrets) {
        this.tree = tree;
        this.copies = copies;
        this.secrets = secrets;
        int count = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE && isExposed(copy)) {
                exposed = count == exposed.length ? Arrays.copyOf(exposed, Growth.to(count + 1)) : exposed;
                exposed[count++] = copy;
                paths.set(copies.path(copy));
            }
        }
        exposed = Arrays.copyOf(exposed, count);
        Sorting.sort(exposed, count, (a, b) -> ancestry.compare(place(a), place(b)));
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

    private boolean isExposed(int copy) {
        var credential = credential(copy);
        if (credential == Credential.GIT_REPOSITORY && folders.length == 0) {
            folders = gitFolders();
        }
        return credential != Credential.NONE
                || (!secrets.equals(SecretPaths.NONE)
                        && !secrets.reason(tree.paths.bytes(copies.path(copy))).isEmpty());
    }

    private Credential credential(int copy) {
        return copies.index(copy).credential(copies.entry(copy));
    }

    private int[] gitFolders() {
        int[] of = new int[tree.paths.size()];
        for (int path = 1; path < of.length; path++) {
            int above = of[tree.paths.parent(path)];
            boolean itself = tree.paths.nameLength(path) == GIT_FOLDER.length
                    && Arrays.equals(tree.paths.name(path), GIT_FOLDER);
            of[path] = above != Paths.ROOT || !itself ? above : path;
        }
        return of;
    }

    /** The path under which a copy is told. */
    private int place(int copy) {
        int path = copies.path(copy);
        int folder = credential(copy) == Credential.GIT_REPOSITORY ? folders[path] : Paths.ROOT;
        return folder == Paths.ROOT ? path : folder;
    }

    private int rank(int group) {
        return credential(exposed[begin[group]]).ordinal();
    }

    /** Why the copies of a path, which are {@code some[from, to)}, are exposed; empty if no hidden one is. */
    String reason(int path, int[] some, int from, int to) {
        return paths.get(path) ? reason(some, from, to) : "";
    }

    private String reason(int[] some, int from, int to) {
        var worst = Credential.NONE;
        for (int i = from; i < to; i++) {
            var credential = copies.fate(some[i]) == Fate.VISIBLE ? Credential.NONE : credential(some[i]);
            if (worst == Credential.NONE || (credential != Credential.NONE && credential.compareTo(worst) < 0)) {
                worst = credential;
            }
        }
        return worst == Credential.NONE ? secrets.reason(tree.paths.bytes(copies.path(some[from]))) : worst.reason();
    }

    int findings() {
        return paths.cardinality();
    }

    List<Exposed> all() {
        return new Accounts.Lazy<>(order.length) {
            @Override
            public Exposed get(int i) {
                return exposed(begin[order[i]], begin[order[i] + 1]);
            }
        };
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
                tree.paths.bytes(place),
                !files.get(place),
                files.cardinality(),
                bytes,
                reason(exposed, from, to),
                shippedBy,
                copies.hiddenBy(last),
                copies.fate(last));
    }
}
