package dev.tare.analysis.ledger;

import dev.tare.analysis.node.Node;
import dev.tare.layer.Growth;
import java.util.Arrays;

/** What places of the tree held before each layer touched them: one record after another, in arrays, since there may be millions. */
final class History {

    private int size;
    private int layers;

    /** For each layer the number of its first record. */
    private int[] first = new int[16];

    private int[] path = {};
    private byte[] kind = {};
    private int[] layer = {};
    private int[] entry = {};
    private int[] copy = {};

    /** What a place held: nothing where the kind is {@link Tree#ABSENT}. */
    record Held(int path, byte kind, int layer, int entry) {

        boolean isSomething() {
            return kind != Tree.ABSENT;
        }

        boolean isFile() {
            return kind == Tree.FILE;
        }

        Node node(Tree tree) {
            return Node.of(tree.layers, kind, layer, entry);
        }
    }

    /** Has what is recorded from now on belong to the next layer. */
    void beginLayer() {
        if (layers == first.length) {
            first = Arrays.copyOf(first, Growth.to(layers + 1));
        }
        first[layers++] = size;
    }

    /** Records what a place holds. To be called once for each place that a layer touches, before it does. */
    void record(Tree tree, int at) {
        if (size == path.length) {
            resize(Growth.to(size + 1));
        }
        path[size] = at;
        kind[size] = tree.kind[at];
        layer[size] = tree.layer[at];
        entry[size] = tree.entry[at];
        copy[size++] = tree.copy[at];
    }

    private void resize(int capacity) {
        path = Arrays.copyOf(path, capacity);
        kind = Arrays.copyOf(kind, capacity);
        layer = Arrays.copyOf(layer, capacity);
        entry = Arrays.copyOf(entry, capacity);
        copy = Arrays.copyOf(copy, capacity);
    }

    /** The number of the first record of a layer; its last one is just before the first of the next layer. */
    int first(int ofLayer) {
        return ofLayer < layers ? first[ofLayer] : size;
    }

    Held held(int number) {
        return new Held(path[number], kind[number], layer[number], entry[number]);
    }

    /** Gives a place back what it held. */
    void restore(int number, Tree tree) {
        int at = path[number];
        tree.kind[at] = kind[number];
        tree.layer[at] = layer[number];
        tree.entry[at] = entry[number];
        tree.copy[at] = copy[number];
    }
}
