package dev.tare.layer;

import dev.tare.image.Bound;
import dev.tare.image.Limits;
import dev.tare.secrets.PathNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A name from a tar, taken apart: split on slashes, without {@code .} and empty parts, {@code ..} resolved without ever
 * leaving the root (accounting.md, "Applying a layer", 1). One object serves all names of a layer.
 */
final class CleanPath implements PathNames {

    static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUFS = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PSEUDO_LINKS = ".wh..wh.plnk".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPAQUE = ".wh..wh..opq".getBytes(StandardCharsets.US_ASCII);

    private final Limits limits;
    private byte[] bytes = {};
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int depth;
    private boolean climbed;
    private boolean absolute;
    private boolean nul;

    CleanPath(Limits limits) {
        this.limits = limits;
    }

    void split(byte[] name, int length) throws IOException {
        bytes = name;
        depth = 0;
        climbed = false;
        absolute = length > 0 && name[0] == '/';
        nul = false;
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || name[i] == '/') {
                part(start, i);
                start = i + 1;
            } else if (name[i] == 0) {
                nul = true;
            }
        }
    }

    private void part(int start, int end) throws IOException {
        int length = end - start;
        if (length == 0 || (length == 1 && bytes[start] == '.')) {
            return;
        }
        if (length == 2 && bytes[start] == '.' && bytes[start + 1] == '.') {
            climbed = true;
            depth = Math.max(0, depth - 1);
            return;
        }
        if (depth == limits.pathDepth()) {
            throw Limits.exceeded(
                    "a path of more than %,d directories".formatted(limits.pathDepth()),
                    limits.pathDepth(),
                    Bound.PATH_DEPTH);
        }
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, depth * 2);
            ends = Arrays.copyOf(ends, depth * 2);
        }
        starts[depth] = start;
        ends[depth++] = end;
    }

    int intern(Paths paths) {
        int path = Paths.ROOT;
        for (int i = 0; i < depth; i++) {
            path = paths.child(path, bytes, starts[i], ends[i]);
        }
        return path;
    }

    /** The one path that stands for a pseudo link: Docker, which unpacks them, knows them by their last name alone. */
    int internPseudoLink(Paths paths) {
        int directory = paths.child(Paths.ROOT, PSEUDO_LINKS, 0, PSEUDO_LINKS.length);
        return paths.child(directory, bytes, starts[depth - 1], ends[depth - 1]);
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int begin(int name) {
        return starts[name];
    }

    @Override
    public int end(int name) {
        return ends[name];
    }

    void dropLast() {
        depth--;
    }

    void dropFromLast(int prefix) {
        starts[depth - 1] += prefix;
    }

    boolean climbed() {
        return climbed;
    }

    boolean absolute() {
        return absolute;
    }

    boolean hasNul() {
        return nul;
    }

    /** {@code .wh..wh.plnk} and its like: bookkeeping of AUFS, at any place in the path. */
    boolean isAufs() {
        for (int i = 0; i < depth; i++) {
            if (startsWith(i, AUFS) && !(i == depth - 1 && isOpaque())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it lies in the folder where AUFS keeps files that have names in several directories. */
    boolean isPseudoLink() {
        return depth > 1 && startsWith(0, PSEUDO_LINKS);
    }

    boolean isOpaque() {
        return depth > 0 && length(depth - 1) == OPAQUE.length && startsWith(depth - 1, OPAQUE);
    }

    boolean isWhiteout() {
        return depth > 0 && startsWith(depth - 1, WHITEOUT);
    }

    /** Of a whiteout: whether it names nothing, or the directory itself or its parent. */
    boolean whiteoutIsInvalid() {
        int from = starts[depth - 1] + WHITEOUT.length;
        int rest = ends[depth - 1] - from;
        return rest == 0
                || (rest == 1 && bytes[from] == '.')
                || (rest == 2 && bytes[from] == '.' && bytes[from + 1] == '.');
    }

    private int length(int part) {
        return ends[part] - starts[part];
    }

    private boolean startsWith(int part, byte[] prefix) {
        return length(part) >= prefix.length
                && Arrays.equals(bytes, starts[part], starts[part] + prefix.length, prefix, 0, prefix.length);
    }
}
