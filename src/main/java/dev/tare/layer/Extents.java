package dev.tare.layer;

import dev.tare.layer.toc.TocMember;
import java.util.Arrays;

/** Where the contents of a layer's files are, as stored: columns beside those of its index. Of an entry without content all are 0. */
final class Extents {

    private long[] from = new long[64];
    private long[] to = new long[64];

    // stays empty as long as every content begins a compressed piece
    private long[] inner = {};

    void add(int entry, TocMember member) {
        if (entry >= from.length) {
            resize(Growth.to(entry + 1));
        }
        from[entry] = member.offset;
        to[entry] = member.end;
        if (member.innerOffset != 0) {
            inner = inner.length == 0 ? new long[from.length] : inner;
            inner[entry] = member.innerOffset;
        }
    }

    private void resize(int capacity) {
        from = Arrays.copyOf(from, capacity);
        to = Arrays.copyOf(to, capacity);
        inner = inner.length == 0 ? inner : Arrays.copyOf(inner, capacity);
    }

    /**
     * Ends the last content. One whose end was not told ends where the next compressed piece begins.
     *
     * @param size of the index, in entries
     * @param end behind the last content
     */
    void end(int size, long end) {
        resize(size);
        long next = end;
        long first = end;
        for (int entry = size - 1; entry >= 0; entry--) {
            if (from[entry] > 0) {
                next = from[entry] < first ? first : next;
                first = from[entry];
                to[entry] = to[entry] == 0 ? next : to[entry];
            }
        }
    }

    long from(int entry) {
        return from[entry];
    }

    long to(int entry) {
        return to[entry];
    }

    /** How many uncompressed bytes precede the content in its compressed piece. */
    long inner(int entry) {
        return inner.length == 0 ? 0 : inner[entry];
    }

    /** The bytes that a content takes as stored. */
    float stored(int entry) {
        return to[entry] - from[entry];
    }
}
