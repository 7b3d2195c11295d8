package dev.tare.analysis;

import dev.tare.layer.Growth;
import dev.tare.layer.Paths;
import dev.tare.leftovers.LeftoverKind.Origin;
import dev.tare.leftovers.LeftoverKind.Where;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.LeftoverKinds.Place;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which kind of leftovers each path of the final tree is. Names are looked at once however often they are repeated, and whole paths only where the
 * last name is one of a pattern.
 */
final class LeftoverPlaces {

    /** Stands for no kind. Kind {@code k} of the list is the number k + 1. */
    static final int NONE = 0;

    private final Tree tree;
    private final Paths paths;
    private final LeftoverKinds kinds;

    /** By path. */
    private final byte[] kind;

    /** By the number of a last name; null where it was not looked up yet. */
    private final Place[][] places;

    /** By the names that a directory must have in it to be of some kind: the directories that have it. */
    private final Map<String, BitSet> holders = new HashMap<>();

    // files that are of a kind if what they were made from is there too: the path, and the number of the kind
    private int[] made = {};
    private byte[] madeKind = {};
    private int madeFiles;

    LeftoverPlaces(Tree tree, LeftoverKinds kinds) {
        this.tree = tree;
        this.paths = tree.paths;
        this.kinds = kinds;
        this.kind = new byte[paths.size()];
        this.places = new Place[paths.nameCount()][];
        findHolders();
        for (int path = 1; path < kind.length; path++) {
            if (tree.isThere(path)) {
                kind[path] = (byte) kindOf(path);
            }
        }
        if (madeFiles > 0) {
            findOrigins();
        }
    }

    /** The number of the kind that a path of the final tree is of, or {@link #NONE}. */
    int kind(int path) {
        return Byte.toUnsignedInt(kind[path]);
    }

    private void findHolders() {
        kinds.kinds().forEach(one -> one.where().holds().forEach(name -> holders.put(name, new BitSet())));
        if (holders.isEmpty()) {
            return;
        }
        var byNumber = new BitSet[paths.nameCount()];
        var isKnown = new BitSet();
        for (int path = 1; path < kind.length; path++) {
            int name = paths.nameNumber(path);
            if (!isKnown.get(name)) {
                isKnown.set(name);
                byNumber[name] = holders.get(new String(paths.name(path), StandardCharsets.UTF_8));
            }
            if (byNumber[name] != null && tree.isThere(path)) {
                byNumber[name].set(paths.parent(path));
            }
        }
    }

    /** The kind of a path by its own name and by the directory that it is in. The first kind counts. */
    private int kindOf(int path) {
        int inherited = kind(paths.parent(path));
        int name = paths.nameNumber(path);
        if (places[name] == null) {
            places[name] = kinds.named(paths.name(path));
        }
        if (places[name].length == 0) {
            return inherited;
        }
        byte[] whole = paths.bytes(path);
        int found = inherited != NONE && where(inherited).excepts(whole) ? NONE : inherited;
        int conditional = NONE;
        for (Place place : places[name]) {
            int number = place.number() + 1;
            if (place.isException() || !place.matches(whole) || where(number).excepts(whole)) {
                continue;
            }
            if (!origins(number).isEmpty()) {
                conditional = first(conditional, number);
            } else if (holdsAll(path, number)) {
                found = first(found, number);
            }
        }
        if (conditional != NONE && first(found, conditional) == conditional && tree.isFile(path)) {
            addMade(path, conditional);
        }
        return found;
    }

    private Where where(int number) {
        return kinds.kinds().get(number - 1).where();
    }

    private static int first(int some, int other) {
        return some == NONE || other == NONE ? Math.max(some, other) : Math.min(some, other);
    }

    private List<Origin> origins(int number) {
        return where(number).madeFrom();
    }

    private boolean holdsAll(int path, int number) {
        for (String name : where(number).holds()) {
            if (!holders.getOrDefault(name, new BitSet()).get(path)) {
                return false;
            }
        }
        return true;
    }

    private void addMade(int path, int number) {
        if (madeFiles == made.length) {
            made = Arrays.copyOf(made, Growth.to(madeFiles + 1));
            madeKind = Arrays.copyOf(madeKind, made.length);
        }
        made[madeFiles] = path;
        madeKind[madeFiles++] = (byte) number;
    }

    /** Gives files their kind of which what they were made from is there too. Files are taken by directory, so that few names are held at once. */
    private void findOrigins() {
        var directories = new BitSet();
        int[] order = new int[madeFiles];
        for (int i = 0; i < madeFiles; i++) {
            order[i] = i;
            directories.set(directoryOfOrigins(i));
        }
        int[] inThem = filesIn(directories);
        Sorting.sort(inThem, inThem.length, (a, b) -> Integer.compare(paths.parent(a), paths.parent(b)));
        Sorting.sort(order, madeFiles, (a, b) -> Integer.compare(directoryOfOrigins(a), directoryOfOrigins(b)));
        int from = 0;
        for (int i = 0, end; i < madeFiles; i = end) {
            int directory = directoryOfOrigins(order[i]);
            var names = new HashSet<String>();
            for (; from < inThem.length && paths.parent(inThem[from]) <= directory; from++) {
                names.add(text(inThem[from]));
            }
            for (end = i; end < madeFiles && directoryOfOrigins(order[end]) == directory; end++) {
                int path = made[order[end]];
                if (isMadeFromOneOf(names, text(path), Byte.toUnsignedInt(madeKind[order[end]]))) {
                    kind[path] = madeKind[order[end]];
                }
            }
        }
    }

    /** All origins of a kind are in the same directory. */
    private int directoryOfOrigins(int number) {
        int directory = paths.parent(made[number]);
        boolean isAbove =
                origins(Byte.toUnsignedInt(madeKind[number])).getFirst().isAbove();
        return isAbove ? paths.parent(directory) : directory;
    }

    private int[] filesIn(BitSet directories) {
        int[] files = new int[1 << 10];
        int count = 0;
        for (int path = 1; path < kind.length; path++) {
            if (directories.get(paths.parent(path)) && tree.isFile(path)) {
                files = count == files.length ? Arrays.copyOf(files, Growth.to(count + 1)) : files;
                files[count++] = path;
            }
        }
        return Arrays.copyOf(files, count);
    }

    private boolean isMadeFromOneOf(Set<String> names, String name, int number) {
        int dot = name.indexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        return !stem.isEmpty() && origins(number).stream().anyMatch(origin -> names.contains(stem + origin.ending()));
    }

    /** A last name with a character for each byte. */
    private String text(int path) {
        return new String(paths.name(path), StandardCharsets.ISO_8859_1);
    }
}
