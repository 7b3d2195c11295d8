package dev.tare.analysis.leftovers;

import dev.tare.analysis.ledger.SymbolicLinks;
import dev.tare.analysis.ledger.Tree;
import dev.tare.layer.Growth;
import dev.tare.layer.Paths;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of the leftovers what is needed all the same: what the image's config names, and what a symbolic link that is no leftover leads to, each with
 * all of its kind that is below it (accounting.md, "Leftovers").
 */
final class NeededPlaces {

    /** Maximum passes over all paths to follow links: as many as a path may have (path_resolution(7), ELOOP). */
    private static final int MAX_PASSES = 40;

    private final Tree tree;
    private final Paths paths;
    private final SymbolicLinks links;
    private final LeftoverKinds kinds;

    /** By path, the number of its kind. */
    private final byte[] kind;

    /** Directories that all programs share are not needed as a whole because something names them. */
    private enum Scope {
        WHOLE,
        PART
    }

    // by path, the first path in it and the next one in the same directory; made when they are first asked for
    private int[] firstChild = {};
    private int[] next = {};

    private int[] waiting = new int[64];
    private int waitingCount;

    /** @param kind by path, the number of its kind, which is set to {@link LeftoverPlaces#NONE} where it is needed */
    NeededPlaces(Tree tree, SymbolicLinks links, LeftoverKinds kinds, byte[] kind) {
        this.tree = tree;
        this.paths = tree.paths();
        this.links = links;
        this.kinds = kinds;
        this.kind = kind;
    }

    void takeOut(UsedPaths used) {
        for (int place : placesOf(used.searched())) {
            need(place, Scope.WHOLE);
        }
        for (int place : placesOf(used.named())) {
            need(place, Scope.PART);
        }
        for (int link = 0; link < links.size(); link++) {
            if (kind[links.places()[link]] == LeftoverPlaces.NONE) {
                follow(link);
            }
        }
        while (waitingCount > 0) {
            follow(waiting[--waitingCount]);
        }
    }

    /** A step on the way to a path that is looked for. */
    private static final class Step {
        private final Map<String, Step> below = new HashMap<>();
        private boolean isWanted;
    }

    /** The places of those of some whole paths that are there, symbolic links on the way followed. The tree need not be able to find names. */
    private int[] placesOf(Collection<String> wanted) {
        var root = new Step();
        for (String path : wanted) {
            var step = root;
            for (String name : path.split("/", -1)) {
                step = name.isEmpty() ? step : step.below.computeIfAbsent(name, _ -> new Step());
            }
            step.isWanted = step != root;
        }
        var places = new BitSet();
        var steps = new HashMap<Integer, Set<Step>>();
        add(steps, Paths.ROOT, root);
        int passes = 1;
        while (walk(steps, places) && passes < MAX_PASSES) {
            passes++;
        }
        return places.stream().toArray();
    }

    /**
     * Goes one step down from each path that steps have led to.
     *
     * @return true if a link led back to a path that was passed before
     */
    private boolean walk(Map<Integer, Set<Step>> steps, BitSet places) {
        boolean isBack = false;
        for (int path = 1; path < kind.length; path++) {
            var above = steps.get(paths.parent(path));
            if (above == null || !tree.isThere(path)) {
                continue;
            }
            String name = new String(paths.name(path), StandardCharsets.UTF_8);
            int link = tree.isSymlink(path) ? links.at(path) : -1;
            for (var from : List.copyOf(above)) {
                var step = from.below.get(name);
                if (step != null && add(steps, path, step)) {
                    places.set(path, step.isWanted || places.get(path));
                    isBack |= link >= 0 && add(steps, links.targets()[link], step);
                }
            }
        }
        return isBack;
    }

    private static boolean add(Map<Integer, Set<Step>> steps, int path, Step step) {
        return steps.computeIfAbsent(path, _ -> new HashSet<>()).add(step);
    }

    private void follow(int link) {
        int target = links.targets()[link];
        int number = number(target);
        if (number != LeftoverPlaces.NONE
                && !kinds.kinds().get(number - 1).where().isUnaffectedByLinks()) {
            need(target, Scope.PART);
        }
    }

    /** Takes a path out of the leftovers, with all of the same kind below it. */
    private void need(int top, Scope scope) {
        int number = number(top);
        if (number == LeftoverPlaces.NONE || (scope == Scope.PART && isSharedPlace(top, number))) {
            return;
        }
        if (!tree.isDirectory(top)) {
            take(top);
            return;
        }
        findChildren();
        int at = top;
        while (true) {
            boolean isTaken = number(at) == number;
            if (isTaken) {
                take(at);
            }
            if (isTaken && firstChild[at] != 0) {
                at = firstChild[at];
                continue;
            }
            while (at != top && next[at] == 0) {
                at = paths.parent(at);
            }
            if (at == top) {
                return;
            }
            at = next[at];
        }
    }

    /** Whether a path is a whole place of a kind that all programs share, and no part of it. */
    private boolean isSharedPlace(int path, int number) {
        return kinds.kinds().get(number - 1).where().isShared()
                && tree.isDirectory(path)
                && number(paths.parent(path)) != number;
    }

    /** A path is no leftover. If it is a link, what it leads to is needed too. */
    private void take(int path) {
        kind[path] = LeftoverPlaces.NONE;
        int link = tree.isSymlink(path) ? links.at(path) : -1;
        if (link >= 0) {
            waiting = waitingCount == waiting.length ? Arrays.copyOf(waiting, Growth.to(waitingCount + 1)) : waiting;
            waiting[waitingCount++] = link;
        }
    }

    private void findChildren() {
        if (firstChild.length > 0) {
            return;
        }
        firstChild = new int[kind.length];
        next = new int[kind.length];
        for (int path = kind.length - 1; path > 0; path--) {
            if (tree.isThere(path)) {
                next[path] = firstChild[paths.parent(path)];
                firstChild[paths.parent(path)] = path;
            }
        }
    }

    private int number(int path) {
        return Byte.toUnsignedInt(kind[path]);
    }
}
