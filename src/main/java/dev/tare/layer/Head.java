package dev.tare.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first bytes of the file at hand, kept only where its name or its very first bytes are those of a credential. One object serves all files of a
 * layer.
 */
final class Head {

    /** No credential that people keep in a file needs more. */
    static final int LIMIT = 64 << 10;

    private byte[] bytes = {};
    private int length;
    private boolean begun;
    private boolean wanted;

    /** @param suspicious whether the name alone makes the file worth a look */
    void begin(boolean suspicious) {
        length = 0;
        begun = false;
        wanted = suspicious;
    }

    /** Takes the next run of the file's content, or passes it over. */
    void take(byte[] content, int offset, int run) {
        if (!begun) {
            begun = true;
            wanted |= Credential.mayBegin(content, offset, run);
        }
        if (wanted && length < LIMIT) {
            int more = Math.min(run, LIMIT - length);
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(LIMIT, Math.max(4096, (length + more) * 2)));
            }
            System.arraycopy(content, offset, bytes, length, more);
            length += more;
        }
    }

    /** Whether there is anything to look at. */
    boolean isWanted() {
        return wanted && length > 0;
    }

    /** The bytes as characters, one for each; without the mark that some editors put in front of UTF-8. */
    String text() {
        boolean marked = length > 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
        int from = marked ? 3 : 0;
        return new String(bytes, from, length - from, StandardCharsets.ISO_8859_1);
    }
}
