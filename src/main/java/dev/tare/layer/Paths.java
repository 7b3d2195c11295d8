package dev.tare.layer;

import dev.tare.image.ImageFault.Damaged;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A tree of names: every path is a number, its parent's number and its last name. A path costs a dozen bytes however
 * long it is. The parent of a path always has a smaller number; {@link #ROOT} is 0.
 */
public final class Paths {

    public static final int ROOT = 0;
    public static final int NONE = -1;

    // numbers of parents and names are chosen by strangers as much as the names are: see Names
    private static final long PARENTS = ThreadLocalRandom.current().nextLong() | 1;
    private static final long NAMES = ThreadLocalRandom.current().nextLong() | 1;

    private final Names names;
    private int[] parents;
    private int[] lasts;
    private int[] table;
    private int size = 1;

    public Paths() {
        this(new Names(), 64);
    }

    private Paths(Names names, int paths) {
        this.names = names;
        parents = new int[paths];
        lasts = new int[paths];
        table = new int[Integer.highestOneBit(paths) * 4];
    }

    /** An empty tree with room for as much as another holds, so that growing wastes none. */
    public static Paths withRoomFor(Paths other) {
        return new Paths(Names.withRoomFor(other.names), other.size + 64);
    }

    /** The path below {@code parent} with this last name, new if it was not there. */
    public int child(int parent, byte[] name, int from, int to) {
        return child(parent, names.intern(name, from, to));
    }

    /** The same for a name that another tree of paths has: {@code path}'s last name there. */
    public int childLike(int parent, Paths other, int path) {
        return child(parent, names.internFrom(other.names, other.lasts[path]));
    }

    private int child(int parent, int name) {
        int slot = slotOf(parent, name);
        if (table[slot] != 0) {
            return table[slot];
        }
        if (size == parents.length) {
            parents = Arrays.copyOf(parents, Growth.to(size + 1));
            lasts = Arrays.copyOf(lasts, parents.length);
        }
        parents[size] = parent;
        lasts[size] = name;
        table[slot] = size++;
        if (size > table.length / 2) {
            rehash();
        }
        return size - 1;
    }

    /** The path below {@code parent} with this last name, or {@link #NONE}. */
    public int find(int parent, byte[] name, int from, int to) {
        int number = names.find(name, from, to);
        int path = number < 0 ? 0 : table[slotOf(parent, number)];
        return path == 0 ? NONE : path;
    }

    private int slotOf(int parent, int name) {
        int mask = table.length - 1;
        int slot = hash(parent, name) & mask;
        while (table[slot] != 0 && (parents[table[slot]] != parent || lasts[table[slot]] != name)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        int mask = table.length * 2 - 1;
        int[] larger = new int[mask + 1];
        for (int path = 1; path < size; path++) {
            int slot = hash(parents[path], lasts[path]) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = path;
        }
        table = larger;
    }

    private static int hash(int parent, int name) {
        return (int) ((parent * PARENTS + name * NAMES) >>> 32);
    }

    /** How many paths there are, the root among them. */
    public int size() {
        return size;
    }

    /** Whether the names take as many bytes as can well be held. */
    public boolean isFull() {
        return names.isFull();
    }

    public int parent(int path) {
        return parents[path];
    }

    public byte[] name(int path) {
        return path == ROOT ? new byte[0] : names.bytes(lasts[path]);
    }

    /** The number of a path's last name, from 0 on: paths with the same last name have the same. Must not be the root. */
    public int nameNumber(int path) {
        return lasts[path];
    }

    /** How many different last names there are. */
    public int nameCount() {
        return names.size();
    }

    public int depth(int path) {
        int depth = 0;
        for (int at = path; at != ROOT; at = parents[at]) {
            depth++;
        }
        return depth;
    }

    /** The whole path, with a slash before every name; the root is a slash alone. */
    public byte[] bytes(int path) {
        if (path == ROOT) {
            return new byte[] {'/'};
        }
        int length = 0;
        for (int at = path; at != ROOT; at = parents[at]) {
            length += 1 + names.length(lasts[at]);
        }
        byte[] whole = new byte[length];
        int end = length;
        for (int at = path; at != ROOT; at = parents[at]) {
            end = names.copyBefore(lasts[at], whole, end);
            whole[--end] = '/';
        }
        return whole;
    }

    /** The order of the last names of two paths, each with a slash behind it where its path goes on. */
    int compareNames(int a, boolean aGoesOn, int b, boolean bGoesOn) {
        return names.compare(lasts[a], aGoesOn, lasts[b], bGoesOn);
    }

    /** The length of a path's last name in bytes. */
    public int nameLength(int path) {
        return path == ROOT ? 0 : names.length(lasts[path]);
    }

    /** Gives back what only growing needs. Nothing can be added or found any more. */
    public void freeze() {
        names.freeze();
        table = new int[0];
        parents = Arrays.copyOf(parents, size);
        lasts = Arrays.copyOf(lasts, size);
    }

    /** Whether there is a path of this number. */
    boolean has(long path) {
        return path >= 0 && path < size;
    }

    void write(IndexFile.Writer out) throws IOException {
        names.write(out);
        out.ints(parents, size);
        out.ints(lasts, size);
    }

    /** The same tree again, frozen. */
    static Paths read(IndexFile.Reader in) throws IOException {
        var paths = new Paths(Names.read(in), 1);
        paths.parents = in.ints();
        paths.lasts = in.ints();
        paths.size = paths.parents.length;
        paths.table = new int[0];
        boolean sound = paths.size > 0 && paths.lasts.length == paths.size;
        for (int path = 1; path < paths.size && sound; path++) {
            sound = paths.parents[path] >= 0 && paths.parents[path] < path && paths.names.has(paths.lasts[path]);
        }
        if (!sound) {
            throw new Damaged("it holds no tree of paths");
        }
        return paths;
    }
}
