package dev.tare.analysis;

import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.layer.Ancestry;
import dev.tare.layer.LayerIndex;
import dev.tare.secrets.SecretKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The story of one path: every layer that touched it, the lowest first.
 *
 * @param now what a container finds there
 * @param exposed what a hidden copy of it is, if that is a credential; else {@link SecretKind#NONE}
 * @param otherNames the other names in the final tree that lead to a copy that was shipped here: hard links
 */
public record PathTrace(
        byte[] path, List<Step> steps, Optional<Node> now, SecretKind exposed, List<byte[]> otherNames) {

    /** Maximum number of other names of a file that are reported. */
    private static final int MAX_OTHER_NAMES = 100;

    /**
     * What one layer did to the path.
     *
     * @param goneWith the directory above it that went, or was replaced, and took it along; empty where it went by itself
     * @param linkTo of a hard link, the path at which its content was shipped; else empty
     * @param copies that the layer ships at this path; more than one where it ships the name more than once
     */
    public record Step(int layer, PathChange change, byte[] goneWith, byte[] linkTo, List<Accounts.Copy> copies) {

        /** What it cost: the sizes of the copies that the layer ships here, in bytes. */
        public long shippedBytes() {
            return copies.stream().mapToLong(Accounts.Copy::size).sum();
        }
    }

    private static final byte[] NOTHING = {};

    /**
     * The stories of all paths that are wanted and that some layer touched, in the order of their paths.
     *
     * @throws ImageFault if the layers together go beyond a limit
     */
    public static List<PathTrace> of(List<LayerIndex> layers, Limits limits, Predicate<byte[]> wanted)
            throws ImageFault {
        var tree = Tree.forLayers(layers);
        var copies = new Copies(layers);
        var steps = new HashMap<Integer, List<Step>>();
        for (int layer = 0; layer < layers.size(); layer++) {
            var record = new LayerChanges.Recording();
            var application = new LayerApplication(tree, copies, layers, limits, layer);
            application.recordInto(record);
            application.apply();
            for (var was : record.held()) {
                byte[] path = tree.paths.bytes(was.path());
                boolean there = tree.isThere(was.path());
                boolean wasThere = was.kind() != Tree.ABSENT;
                if ((there || wasThere) && wanted.test(path)) {
                    var after = there ? Optional.of(tree.node(was.path(), layers)) : Optional.<Node>empty();
                    var before = wasThere ? Optional.of(was.node(layers)) : Optional.<Node>empty();
                    int top = there ? was.path() : tree.topmostGone(was.path());
                    var step = new Step(
                            layer,
                            PathChange.of(path, before, after, layers),
                            top == was.path() ? NOTHING : tree.paths.bytes(top),
                            linkTo(was.path(), tree, copies),
                            new ArrayList<>());
                    steps.computeIfAbsent(was.path(), _ -> new ArrayList<>()).add(step);
                }
            }
        }
        return finish(tree, copies, layers, steps);
    }

    /** Where the content of a hard link was shipped. */
    private static byte[] linkTo(int path, Tree tree, Copies copies) {
        int copy = tree.copyAt(path);
        return copy == Copies.NONE || copies.path(copy) == path ? NOTHING : tree.paths.bytes(copies.path(copy));
    }

    private static List<PathTrace> finish(
            Tree tree, Copies copies, List<LayerIndex> layers, Map<Integer, List<Step>> steps) {
        var shippedAt = new HashMap<Integer, List<Integer>>();
        for (int copy = 0; copy < copies.size(); copy++) {
            if (steps.containsKey(copies.path(copy))) {
                shippedAt
                        .computeIfAbsent(copies.path(copy), _ -> new ArrayList<>())
                        .add(copy);
            }
        }
        var namesOf = new HashMap<Integer, List<Integer>>();
        for (int path = 0; path < tree.paths.size(); path++) {
            int copy = tree.copyAt(path);
            if (copy != Copies.NONE && copies.path(copy) != path && steps.containsKey(copies.path(copy))) {
                namesOf.computeIfAbsent(copies.path(copy), _ -> new ArrayList<>())
                        .add(path);
            }
        }
        var order = new Ancestry(tree.paths);
        return steps.keySet().stream()
                .sorted(order::compare)
                .map(path -> {
                    var own = steps.getOrDefault(path, List.of());
                    var exposed = SecretKind.NONE;
                    int at = 0; // steps and copies are both in the order of layers
                    for (int copy : shippedAt.getOrDefault(path, List.of())) {
                        while (own.get(at).layer() < copies.layer(copy)) {
                            at++;
                        }
                        own.get(at).copies().add(copies.account(copy));
                        var kind = copies.index(copy).secret(copies.entry(copy));
                        boolean hidden = copies.fate(copy) != Fate.VISIBLE;
                        exposed = hidden && !kind.isNone() ? kind : exposed;
                    }
                    return new PathTrace(
                            tree.paths.bytes(path),
                            List.copyOf(own),
                            tree.isThere(path) ? Optional.of(tree.node(path, layers)) : Optional.empty(),
                            exposed,
                            namesOf.getOrDefault(path, List.of()).stream()
                                    .limit(MAX_OTHER_NAMES)
                                    .map(tree.paths::bytes)
                                    .toList());
                })
                .toList();
    }
}
