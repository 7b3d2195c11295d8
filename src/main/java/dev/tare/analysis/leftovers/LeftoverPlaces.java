package dev.tare.analysis.leftovers;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.ledger.Tree;
import dev.tare.analysis.list.Sorting;
import dev.tare.layer.ElfType;
import dev.tare.layer.Growth;
import dev.tare.layer.Paths;
import dev.tare.leftovers.LeftoverKind.Origin;
import dev.tare.leftovers.LeftoverKind.Where;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.PathMatcher;
import dev.tare.leftovers.PathMatcher.Place;
import dev.tare.leftovers.UsedPaths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which kind of leftovers each path of the final tree is. */
final class LeftoverPlaces {

    /** Stands for no kind. Kind {@code k} of the list is the number k + 1. */
    static final int NONE = 0;

    private static final BitSet NOWHERE = new BitSet();

    private final Tree tree;
    private final Paths paths;
    private final Copies copies;
    private final LeftoverKinds kinds;

    /** By path. */
    private final byte[] kind;

    private final PathMatcher matcher;

    /** By the number of a last name, one more than its class; 0 where it was not looked up yet. */
    private final int[] classes;

    /** By path, of directories. */
    private final PathMatcher.State[] states;

    /** By the paths that a directory must have in it or beside it to be of some kind, or not to be: the directories that have it in them. */
    private final Map<String, BitSet> holders = new HashMap<>();

    // files that are of a kind if what they were made from is there too: the path, and the number of the kind
    private int[] made = {};
    private byte[] madeKind = {};
    private int madeFiles;

    LeftoverPlaces(Ledger ledger, LeftoverKinds kinds, UsedPaths used) {
        this.tree = ledger.places();
        this.paths = tree.paths();
        this.copies = ledger.copies();
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
        new NeededPlaces(tree, ledger.links(), kinds, kind).takeOut(used);
    }

    /** The number of the kind that a path of the final tree is of, or {@link #NONE}. */
    int kind(int path) {
        return Byte.toUnsignedInt(kind[path]);
    }

    private void findHolders() {
        for (var one : kinds.kinds()) {
            Stream.of(one.where().holds(), one.where().neededBy(), one.where().unlessThere())
                    .flatMap(List::stream)
                    .forEach(held -> holders.put(held, new BitSet()));
        }
        var byLastName = holders.keySet().stream().collect(Collectors.groupingBy(LeftoverPlaces::lastName));
        var lengths = new BitSet();
        byLastName.keySet().forEach(name -> lengths.set(name.length()));
        for (int path = 1; path < kind.length && !lengths.isEmpty(); path++) {
            if (lengths.get(paths.nameLength(path)) && tree.isThere(path)) {
                for (String held : byLastName.getOrDefault(text(path), List.of())) {
                    int directory = directoryOf(held, path);
                    if (directory != Paths.NONE) {
                        holders.computeIfAbsent(held, _ -> new BitSet()).set(directory);
                    }
                }
            }
        }
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The directory from which a path of few names leads to a place; {@link Paths#NONE} if it ends otherwise. */
    private int directoryOf(String relative, int place) {
        int at = place;
        String rest = relative;
        for (int slash = rest.lastIndexOf('/'); slash >= 0; slash = rest.lastIndexOf('/')) {
            at = paths.parent(at);
            rest = rest.substring(0, slash);
            if (at == Paths.ROOT || !text(at).equals(lastName(rest))) {
                return Paths.NONE;
            }
        }
        return paths.parent(at);
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
            if (!place.matches(whole) || isNeeded(number, state, whole) || !fits(path, number)) {
                continue;
            }
            if (!origins(number).isEmpty()) {
                conditional = first(conditional, number);
            } else if (holdsAll(path, number) && !isNeededBeside(path, number)) {
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
            if (!holders.getOrDefault(name, NOWHERE).get(path)) {
                return false;
            }
        }
        return true;
    }

    /** Whether something beside a directory, or anywhere in the tree, says that it is needed. */
    private boolean isNeededBeside(int path, int number) {
        return where(number).neededBy().stream()
                        .anyMatch(name -> holders.getOrDefault(name, NOWHERE).get(paths.parent(path)))
                || where(number).unlessThere().stream()
                        .anyMatch(name -> !holders.getOrDefault(name, NOWHERE).isEmpty());
    }

    /** Whether the content of a file is that of a kind. A kind that asks for one is of files only. */
    private boolean fits(int path, int number) {
        if (!tree.isFile(path)) {
            return where(number).elf() == ElfType.NONE;
        }
        int copy = tree.copyAt(path);
        return where(number).fits(copies.index(copy).elfType(copies.entry(copy)));
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
