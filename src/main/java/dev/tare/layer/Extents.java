package dev.tare.layer;

import dev.tare.layer.toc.TocMember;
import java.util.Arrays;

/**
 * Where the contents of a layer's files are, as stored. Entries without content, which may be most of a table of contents, take no memory. Of these all is
 * 0.
 */
final class Extents {

    private int size;

    /** The numbers of the entries with content, ascending. */
    private int[] entries = new int[64];

    private long[] from = new long[64];
    private long[] to = new long[64];

    // stays empty as long as every content begins a compressed piece
    private long[] inner = {};

    /** @param entry higher than the one before */
    void add(int entry, TocMember member) {
        if (size == entries.length) {
            resize(Growth.to(size + 1));
        }
        entries[size] = entry;
        from[size] = member.offset;
        to[size] = member.end;
        if (member.innerOffset != 0) {
            inner = inner.length == 0 ? new long[entries.length] : inner;
            inner[size] = member.innerOffset;
        }
        size++;
    }

    private void resize(int capacity) {
        entries = Arrays.copyOf(entries, capacity);
        from = Arrays.copyOf(from, capacity);
        to = Arrays.copyOf(to, capacity);
        inner = inner.length == 0 ? inner : Arrays.copyOf(inner, capacity);
    }

    /**
     * Ends the last content. One whose end was not told ends where the next compressed piece begins.
     *
     * @param end behind the last content
     */
    void end(long end) {
        resize(size);
        long next = end;
        long first = end;
        for (int i = size - 1; i >= 0; i--) {
            next = from[i] < first ? first : next;
            first = from[i];
            to[i] = to[i] == 0 ? next : to[i];
        }
    }

    /** Fills in, for each entry with content, the bytes that it takes as stored. */
    void fill(float[] stored) {
        for (int i = 0; i < size; i++) {
            stored[entries[i]] = to[i] - from[i];
        }
    }

    long from(int entry) {
        return at(entry, from);
    }

    long to(int entry) {
        return at(entry, to);
    }

    /** How many uncompressed bytes precede the content in its compressed piece. */
    long inner(int entry) {
        return at(entry, inner);
    }

    private long at(int entry, long[] column) {
        int i = Arrays.binarySearch(entries, 0, size, entry);
        return i < 0 || column.length == 0 ? 0 : column[i];
    }
}
