package dev.tare.analysis;

import dev.tare.layer.Growth;
import dev.tare.layer.Paths;
import dev.tare.leftovers.LeftoverKind.Origin;
import dev.tare.leftovers.LeftoverKind.Where;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.PathMatcher;
import dev.tare.leftovers.PathMatcher.Place;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which kind of leftovers each path of the final tree is. */
final class LeftoverPlaces {

    /** Stands for no kind. Kind {@code k} of the list is the number k + 1. */
    static final int NONE = 0;

    private final Tree tree;
    private final Paths paths;
    private final LeftoverKinds kinds;

    /** By path. */
    private final byte[] kind;

    private final PathMatcher matcher;

    /** By the number of a last name, one more than its class; 0 where it was not looked up yet. */
    private final int[] classes;

    /** By path, of directories. */
    private final PathMatcher.State[] states;

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
        this.matcher = kinds.matcher();
        this.classes = new int[paths.nameCount()];
        this.states = new PathMatcher.State[paths.size()];
        states[Paths.ROOT] = matcher.root();
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
        var lengths = new BitSet();
        holders.keySet().forEach(name -> lengths.set(name.length()));
        for (int path = 1; path < kind.length; path++) {
            if (lengths.get(paths.nameLength(path)) && tree.isThere(path)) {
                var directories = holders.get(text(path));
                if (directories != null) {
                    directories.set(paths.parent(path));
                }
            }
        }
    }

    /** The kind of a path by its own place and by the directory that it is in. The first kind counts. */
    private int kindOf(int path) {
        int inherited = kind(paths.parent(path));
        var state = matcher.next(states[paths.parent(path)], classOf(path));
        if (tree.isDirectory(path)) {
            states[path] = state;
        }
        if (state.matched().isEmpty()
                && (inherited == NONE || state.exceptions().isEmpty())) {
            return inherited;
        }
        byte[] whole = paths.bytes(path);
        int found = isNeeded(inherited, state, whole) ? NONE : inherited;
        int conditional = NONE;
        for (Place place : state.matched()) {
            int number = place.number() + 1;
            if (!place.matches(whole) || isNeeded(number, state, whole)) {
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

    private int classOf(int path) {
        int name = paths.nameNumber(path);
        if (classes[name] == 0) {
            classes[name] = 1 + matcher.classOf(paths.name(path));
        }
        return classes[name] - 1;
    }

    /** Whether a path is an exception of a kind, or is below one. */
    private static boolean isNeeded(int number, PathMatcher.State state, byte[] path) {
        return state.exceptions().stream().anyMatch(place -> place.number() + 1 == number && place.matches(path));
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
