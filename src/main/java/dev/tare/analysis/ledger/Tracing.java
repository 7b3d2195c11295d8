package dev.tare.analysis.ledger;

import dev.tare.secrets.SecretKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds what each layer did to some paths, which copies it shipped there, and what became of these. */
final class Tracing {

    /** Maximum number of other names of a file that are reported. */
    private static final int MAX_OTHER_NAMES = 100;

    private static final byte[] NOTHING = {};

    private final Ledger ledger;
    private final Copies copies;

    /** The final tree. */
    private final Tree tree;

    private final Predicate<byte[]> wanted;
    private final BitSet tested = new BitSet();
    private final BitSet matching = new BitSet();

    // by path
    private final Map<Integer, List<PathTrace.Step>> steps = new HashMap<>();
    private final Map<Integer, SecretKind> exposed = new HashMap<>();
    private final Map<Integer, SecretKind> secrets = new HashMap<>();

    Tracing(Ledger ledger, Predicate<byte[]> wanted) {
        this.ledger = ledger;
        this.copies = ledger.copies();
        this.tree = ledger.places();
        this.wanted = wanted;
    }

    List<PathTrace> traces() {
        for (var past = ledger.past(); past.layers() > 0; past.undo()) {
            addSteps(past);
        }
        steps.values().forEach(Collections::reverse); // the lowest layer first
        addCopies();
        var otherNames = otherNames();
        return steps.keySet().stream()
                .sorted(ledger.ancestry()::compare)
                .map(path -> new PathTrace(
                        tree.paths.bytes(path),
                        List.copyOf(steps.getOrDefault(path, List.of())),
                        tree.isThere(path) ? Optional.of(tree.node(path)) : Optional.empty(),
                        exposed.getOrDefault(path, SecretKind.NONE),
                        secret(path),
                        otherNames.getOrDefault(path, List.of())))
                .toList();
    }

    /** Adds what the highest layer that is not undone did. */
    private void addSteps(Past past) {
        for (var before : past.below()) {
            int path = before.path();
            boolean isThere = past.tree().isThere(path);
            if ((isThere || before.isSomething()) && isWanted(path)) {
                int top = isThere ? path : past.tree().topmostGone(path);
                var step = new PathTrace.Step(
                        past.layers() - 1,
                        PathChange.of(past.tree(), before),
                        top == path ? NOTHING : tree.paths.bytes(top),
                        linkTo(path, past.tree()),
                        new ArrayList<>());
                steps.computeIfAbsent(path, _ -> new ArrayList<>()).add(step);
            }
        }
    }

    private boolean isWanted(int path) {
        if (!tested.get(path)) {
            tested.set(path);
            matching.set(path, wanted.test(tree.paths.bytes(path)));
        }
        return matching.get(path);
    }

    /** The path at which the content of a hard link was shipped. */
    private byte[] linkTo(int path, Tree then) {
        int copy = then.copyAt(path);
        return copy == Copies.NONE || copies.path(copy) == path ? NOTHING : tree.paths.bytes(copies.path(copy));
    }

    /** Adds each copy to the step of the layer that ships it, if that is one: a file that stands for the root changes nothing there. */
    private void addCopies() {
        for (int copy = 0; copy < copies.size(); copy++) {
            int path = copies.path(copy);
            var itsSteps = steps.get(path);
            if (itsSteps == null) {
                continue;
            }
            var account = copies.account(copy);
            itsSteps.stream()
                    .filter(step -> step.layer() == account.layer())
                    .forEach(step -> step.copies().add(account));
            var kind = kind(copy);
            if (copies.fate(copy) != Fate.VISIBLE && !kind.isNone()) {
                exposed.put(path, kind);
            } else if (!kind.isNone() && !kind.isHiddenOnly()) {
                secrets.put(path, kind);
            }
        }
    }

    private SecretKind kind(int copy) {
        return copies.index(copy).secret(copies.entry(copy));
    }

    /** What the copy is that a container reads at a path, or reads by another name if it was shipped there. */
    private SecretKind secret(int path) {
        int copy = tree.copyAt(path);
        var kind = copy == Copies.NONE ? SecretKind.NONE : kind(copy);
        return kind.isNone() || kind.isHiddenOnly() ? secrets.getOrDefault(path, SecretKind.NONE) : kind;
    }

    /** For each path the others that lead to a copy that was shipped there. */
    private Map<Integer, List<byte[]>> otherNames() {
        var names = new HashMap<Integer, List<byte[]>>();
        for (int path = 0; path < tree.paths.size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && copies.path(copy) != path && steps.containsKey(copies.path(copy))) {
                var found = names.computeIfAbsent(copies.path(copy), _ -> new ArrayList<>());
                if (found.size() < MAX_OTHER_NAMES) {
                    found.add(tree.paths.bytes(path));
                }
            }
        }
        return names;
    }
}
