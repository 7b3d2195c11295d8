package dev.tare.analysis;

import dev.tare.analysis.ledger.Copies;
import dev.tare.analysis.ledger.Fate;
import dev.tare.analysis.ledger.Ledger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The sums over all copies: by layer, and by what became of them. */
final class LayerTotals {

    private final Ledger ledger;
    private final List<Accounts.OfLayer> layers;
    private final long[] shipped;
    private final long[] wasted;
    private final long[] hides;
    private final long[] wastedPull;
    private long duplicatedBytes;
    private long removedBytes;

    LayerTotals(Ledger ledger) {
        this.ledger = ledger;
        int count = ledger.layers().size();
        shipped = new long[count];
        wasted = new long[count];
        hides = new long[count];
        wastedPull = new long[count];
        for (int copy = 0; copy < ledger.copies().size(); copy++) {
            add(ledger.copies(), copy);
        }
        layers = IntStream.range(0, count).mapToObj(this::layer).toList();
    }

    private void add(Copies copies, int copy) {
        long bytes = copies.bytes(copy);
        Fate fate = copies.fate(copy);
        shipped[copies.layer(copy)] += bytes;
        if (fate == Fate.VISIBLE) {
            return;
        }
        wasted[copies.layer(copy)] += bytes;
        hides[copies.hiddenBy(copy)] += bytes;
        wastedPull[copies.layer(copy)] += copies.index(copy).pulledBytes(copies.entry(copy));
        if (fate.isRemoved()) {
            removedBytes += bytes;
        } else {
            duplicatedBytes += bytes;
        }
    }

    /** The accounts of each layer, the lowest first. */
    List<Accounts.OfLayer> layers() {
        return layers;
    }

    private Accounts.OfLayer layer(int layer) {
        var effect = ledger.effect(layer);
        return new Accounts.OfLayer(
                ledger.layers().get(layer).size(),
                shipped[layer],
                wasted[layer],
                hides[layer],
                wastedPull[layer],
                effect.added(),
                effect.changed(),
                effect.removed(),
                ledger.notes(layer));
    }

    long shippedBytes() {
        return Arrays.stream(shipped).sum();
    }

    long wastedBytes() {
        return Arrays.stream(wasted).sum();
    }

    long wastedPullBytes() {
        return Arrays.stream(wastedPull).sum();
    }

    long duplicatedBytes() {
        return duplicatedBytes;
    }

    long removedBytes() {
        return removedBytes;
    }

    /** Of the wasted bytes, those that the first {@code layers} layers waste among themselves. */
    long wastedBytesWithin(int layers) {
        var copies = ledger.copies();
        long bytes = 0;
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.fate(copy) != Fate.VISIBLE && copies.hiddenBy(copy) < layers) {
                bytes += copies.bytes(copy);
            }
        }
        return bytes;
    }
}
