package dev.tare.layer;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** A pool of byte strings, each kept once: a file name, a link target. Names are bytes; nothing here decodes them. */
public final class Names {

    // names come from strangers: without a seed of its own per process, a layer could be made of collisions
    static final Hasher64 HASH = Hashing.komihash5_0(ThreadLocalRandom.current().nextLong());

    /** So many bytes fit in, and what one name may add to them; an array ends at twice as many. */
    private static final int MAX_BYTES = 1 << 30;

    private byte[] pool;
    private int[] ends;
    private int[] table;
    private int size;

    public Names() {
        this(64, 1 << 10);
    }

    private Names(int names, int bytes) {
        pool = new byte[bytes];
        ends = new int[names];
        table = new int[Integer.highestOneBit(names) * 4];
    }

    /** An empty pool with room for as much as another holds. */
    static Names withRoomFor(Names other) {
        return new Names(other.size + 64, other.size == 0 ? 64 : other.ends[other.size - 1] + 64);
    }

    /** The number of the name {@code bytes[from, to)}, which is new if it was not there. */
    public int intern(byte[] bytes, int from, int to) {
        int slot = slotOf(bytes, from, to);
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        int start = size == 0 ? 0 : ends[size - 1];
        int end = Math.addExact(start, to - from);
        if (end > pool.length) {
            pool = Arrays.copyOf(pool, Growth.to(end));
        }
        System.arraycopy(bytes, from, pool, start, to - from);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Growth.to(size + 1));
        }
        ends[size] = end;
        table[slot] = ++size;
        if (size > table.length / 2) {
            rehash();
        }
        return size - 1;
    }

    /** The number of a name, or -1 if it was never interned. */
    public int find(byte[] bytes, int from, int to) {
        return table[slotOf(bytes, from, to)] - 1;
    }

    private int slotOf(byte[] bytes, int from, int to) {
        int mask = table.length - 1;
        int slot = (int) HASH.hashBytesToLong(bytes, from, to - from) & mask;
        while (table[slot] != 0 && !equal(table[slot] - 1, bytes, from, to)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean equal(int name, byte[] bytes, int from, int to) {
        return Arrays.equals(pool, start(name), ends[name], bytes, from, to);
    }

    private void rehash() {
        int mask = table.length * 2 - 1;
        int[] larger = new int[mask + 1];
        for (int name = 0; name < size; name++) {
            int slot = (int) HASH.hashBytesToLong(pool, start(name), ends[name] - start(name)) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = name + 1;
        }
        table = larger;
    }

    private int start(int name) {
        return name == 0 ? 0 : ends[name - 1];
    }

    public int size() {
        return size;
    }

    /** Whether the names take as many bytes as one array can well hold. */
    public boolean isFull() {
        return size > 0 && ends[size - 1] > MAX_BYTES;
    }

    public int length(int name) {
        return ends[name] - start(name);
    }

    public byte[] bytes(int name) {
        return Arrays.copyOfRange(pool, start(name), ends[name]);
    }

    /** Copies a name to where {@code end} says that it ends, and returns where it begins. */
    int copyBefore(int name, byte[] target, int end) {
        int length = length(name);
        System.arraycopy(pool, start(name), target, end - length, length);
        return end - length;
    }

    /** The order of two names as unsigned bytes, each with a slash behind it where one follows in its path. */
    int compare(int a, boolean slashAfterA, int b, boolean slashAfterB) {
        int mismatch = Arrays.mismatch(pool, start(a), ends[a], pool, start(b), ends[b]);
        return mismatch < 0
                ? Boolean.compare(slashAfterA, slashAfterB)
                : Integer.compare(byteAt(a, mismatch, slashAfterA), byteAt(b, mismatch, slashAfterB));
    }

    private int byteAt(int name, int at, boolean slashAfter) {
        return at < length(name) ? pool[start(name) + at] & 0xff : slashAfter ? '/' : -1;
    }

    /** Interns here what another pool calls {@code name}. */
    public int internFrom(Names other, int name) {
        return intern(other.pool, other.start(name), other.ends[name]);
    }

    /** Gives back what only growing needs. Nothing can be interned or found any more. */
    void freeze() {
        table = new int[0];
        pool = Arrays.copyOf(pool, size == 0 ? 0 : ends[size - 1]);
        ends = Arrays.copyOf(ends, size);
    }

    /** Whether there is a name of this number. */
    boolean has(long name) {
        return name >= 0 && name < size;
    }

    void write(IndexFile.Writer out) throws IOException {
        out.bytes(pool, size == 0 ? 0 : ends[size - 1]);
        out.ints(ends, size);
    }

    /** The same pool again, frozen. */
    static Names read(IndexFile.Reader in) throws IOException {
        var names = new Names(1, 0);
        names.pool = in.bytes();
        names.ends = in.ints();
        names.size = names.ends.length;
        names.table = new int[0];
        int before = 0;
        for (int end : names.ends) {
            if (end < before || end > names.pool.length) {
                throw new Damaged("it holds no pool of names");
            }
            before = end;
        }
        return names;
    }
}
