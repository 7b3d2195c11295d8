package dev.tare.layer.tar;

import dev.tare.codec.StreamDigest;
import dev.tare.image.Bound;
import dev.tare.image.Limits;
import dev.tare.layer.stream.Chunk;
import dev.tare.layer.stream.Stage;
import java.io.IOException;

/**
 * The uncompressed bytes of a layer: all that passes goes into the diff ID, is held against the bounds on bombs, and is matched with the
 * compressed bytes that it came from.
 */
public final class LayerInput extends TarInput {

    private final StreamDigest diffId;
    private final Limits limits;
    private final Expansion expansion;
    private long holes;

    private Chunk chunk = new Chunk(0);
    private int mark;
    private int markFrom;
    private long takenBefore;
    private long takenNow;

    public LayerInput(Stage stage, StreamDigest diffId, Limits limits, Expansion expansion) {
        super(stage);
        this.diffId = diffId;
        this.limits = limits;
        this.expansion = expansion;
    }

    @Override
    void arrived(Chunk next) throws IOException {
        takenBefore = takenNow;
        takenNow = next.value(next.marks() - 1);
        chunk = next;
        mark = 0;
        markFrom = next.from;
        next.digest(diffId);
        checkBounds();
        expansion.add(next.length());
    }

    @Override
    void ended() {
        takenBefore = takenNow;
        mark = chunk.marks();
    }

    @Override
    void claim(long hole) throws IOException {
        holes = hole > Long.MAX_VALUE - holes ? Long.MAX_VALUE : holes + hole;
        checkBounds();
        expansion.add(hole);
    }

    /** Bytes so far, with those that sparse files claim without shipping them. */
    public long expanded() {
        return holes > Long.MAX_VALUE - count() ? Long.MAX_VALUE : count() + holes;
    }

    /** Within a piece of the decompressor, in proportion. */
    @Override
    double pulled() {
        while (mark < chunk.marks() && position >= chunk.end(mark)) {
            markFrom = chunk.end(mark);
            takenBefore = chunk.value(mark++);
        }
        if (mark == chunk.marks() || position <= markFrom) {
            return takenBefore;
        }
        double part = (double) (position - markFrom) / (chunk.end(mark) - markFrom);
        return takenBefore + part * (chunk.value(mark) - takenBefore);
    }

    private void checkBounds() throws IOException {
        long expanded = expanded();
        if (expanded > limits.layerBytes()) {
            throw Limits.exceeded(
                    "an uncompressed size of %,d bytes or more".formatted(expanded),
                    limits.layerBytes(),
                    Bound.LAYER_BYTES);
        }
        if (expanded > Limits.RATIO_FROM && expanded / limits.ratio() > takenNow) {
            throw Limits.exceeded(
                    "a ratio of %,d uncompressed bytes to each compressed one"
                            .formatted(expanded / Math.max(1, takenNow)),
                    limits.ratio(),
                    Bound.RATIO);
        }
    }
}
