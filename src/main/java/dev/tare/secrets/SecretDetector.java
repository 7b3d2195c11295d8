package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;

import dev.tare.secrets.KindTable.Row;
import java.util.Arrays;
import java.util.List;

/** Detects the kind of credential that a file is, from its path and its first bytes. One object reads many files, one after another. */
public final class SecretDetector {

    /** Maximum bytes of a file that are read, from its start. No format of credentials needs more. */
    public static final int HEAD_BYTES = 64 << 10;

    private static final KindTable TABLE = SecretKinds.TABLE;

    private static final FileNames FILES =
            new FileNames(TABLE.rows(), TABLE.harmless().endings());

    private static final TokenFinder TOKENS = new TokenFinder(
            TABLE.rows().stream().flatMap(row -> row.tokens().stream()).toList());

    private static final List<Beginning> BEGINNINGS = TABLE.rows().stream()
            .flatMap(row -> row.begins().stream().map(text -> new Beginning(text.getBytes(ISO_8859_1), row)))
            .toList();

    /** For each byte, true if a file of some kind begins with it. */
    private static final boolean[] FIRST = first();

    private static final List<SecretKind> KINDS_OF_FOLDERS =
            SecretKinds.all().stream().filter(kind -> !kind.folder().isEmpty()).toList();

    private static final Folders FOLDERS =
            new Folders(KINDS_OF_FOLDERS.stream().map(SecretKind::folder).toList());
    private static final Folders PUBLISHED = new Folders(TABLE.harmless().published());
    private static final Folders PACKAGES = new Folders(TABLE.harmless().packages());
    private static final Folders TESTS = new Folders(TABLE.harmless().tests());

    private static final List<byte[]> HARMLESS_NAMES = TABLE.harmless().names().stream()
            .map(name -> name.getBytes(ISO_8859_1))
            .toList();

    /** The text that files of a kind begin with, whatever their name. */
    private record Beginning(byte[] text, Row row) {

        /** Returns true if the content begins with the text. Blanks are passed over in JSON. */
        boolean isOf(byte[] content, int from, int to) {
            boolean json = text[0] == '{';
            int at = from;
            for (byte character : text) {
                while (json && at < to && content[at] <= ' ' && content[at] >= 0) {
                    at++;
                }
                if (at >= to || content[at++] != character) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The folder of the last file, for which the fields below hold. The next file is mostly in the same one. */
    private byte[] folder = {};

    private int depth;
    private boolean harmless;
    private SecretKind kindOfFolder = SecretKind.NONE;

    private boolean passedOver;
    private List<Row> named = List.of();
    private long expected;
    private byte[] head = {};
    private int length;
    private boolean begun;
    private boolean kept;
    private SecretKind found = SecretKind.NONE;

    private static boolean[] first() {
        boolean[] first = new boolean[256];
        BEGINNINGS.forEach(beginning -> first[beginning.text()[0] & 0xff] = true);
        return first;
    }

    /**
     * Begins another file.
     *
     * @param size of the file, in bytes
     */
    public void begin(PathNames path, long size) {
        enter(path);
        passedOver = harmless || isHarmlessName(path);
        named = passedOver ? List.of() : FILES.candidates(path);
        expected = Math.min(size, HEAD_BYTES);
        length = 0;
        begun = false;
        kept = false;
        found = SecretKind.NONE;
    }

    /** Returns true if the file may be a credential by its path, so that its content decides. */
    public boolean isNamed() {
        return !named.isEmpty();
    }

    private static boolean isHarmlessName(PathNames path) {
        int from = path.depth() == 0 ? 0 : path.begin(path.depth() - 1);
        int to = path.depth() == 0 ? 0 : path.end(path.depth() - 1);
        for (byte[] name : HARMLESS_NAMES) {
            if (name.length == to - from && Arrays.equals(path.bytes(), from, to, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    private void enter(PathNames path) {
        int from = path.depth() < 2 ? 0 : path.begin(0);
        int to = path.depth() < 2 ? 0 : path.end(path.depth() - 2);
        if (path.depth() != depth || !Arrays.equals(path.bytes(), from, to, folder, 0, folder.length)) {
            depth = path.depth();
            folder = Arrays.copyOfRange(path.bytes(), from, to);
            harmless = PUBLISHED.hold(path) || (PACKAGES.hold(path) && TESTS.hold(path));
            int kind = FOLDERS.indexOf(path);
            kindOfFolder = kind < 0 ? SecretKind.NONE : KINDS_OF_FOLDERS.get(kind);
        }
    }

    /** Takes the next bytes of the file. */
    public void take(byte[] content, int offset, int run) {
        if (passedOver) {
            return;
        }
        if (!begun) {
            begun = true;
            // content that comes in one piece is searched in place, without a copy
            kept = run < expected
                    || !named.isEmpty()
                    || isUtf16(content, offset, offset + run)
                    || mayBegin(content, offset, offset + run);
            if (!kept) {
                found = TOKENS.find(content, offset, offset + (int) expected);
            }
        }
        if (kept && length < HEAD_BYTES) {
            int more = Math.min(run, HEAD_BYTES - length);
            if (length + more > head.length) {
                head = Arrays.copyOf(head, Math.min(HEAD_BYTES, Math.max(4096, (length + more) * 2)));
            }
            System.arraycopy(content, offset, head, length, more);
            length += more;
        }
    }

    private static boolean mayBegin(byte[] content, int from, int to) {
        if (FIRST[content[from] & 0xff]) {
            for (Beginning beginning : BEGINNINGS) {
                if (beginning.isOf(content, from, to)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns what the file is; {@link SecretKind#NONE} for most. */
    public SecretKind end() {
        var kind = kept && length > 0 ? ofHead() : found;
        return kind.isNone() ? kindOfFolder : kind;
    }

    /** Returns true if a text begins with the byte order mark of UTF-16, as editors on Windows write it. */
    private static boolean isUtf16(byte[] content, int from, int to) {
        return to - from >= 2
                && ((content[from] == (byte) 0xff && content[from + 1] == (byte) 0xfe)
                        || (content[from] == (byte) 0xfe && content[from + 1] == (byte) 0xff));
    }

    /** Has one byte for each character in place of two. What is not of ISO 8859-1 is in no secret. */
    private void narrow() {
        byte[] text = new String(head, 0, length, UTF_16).getBytes(ISO_8859_1);
        System.arraycopy(text, 0, head, 0, text.length);
        length = text.length;
    }

    private SecretKind ofHead() {
        if (isUtf16(head, 0, length)) {
            narrow();
        }
        String text = text();
        for (Row row : named) {
            if (row.evidence().isIn(text)) {
                return row.kind();
            }
        }
        for (Beginning beginning : BEGINNINGS) {
            if (beginning.isOf(head, 0, length) && beginning.row().evidence().isIn(text)) {
                return beginning.row().kind();
            }
        }
        return TOKENS.find(head, 0, length);
    }

    /** The bytes as characters of ISO 8859-1, without a byte order mark of UTF-8. */
    private String text() {
        boolean marked = length > 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb && head[2] == (byte) 0xbf;
        int from = marked ? 3 : 0;
        return new String(head, from, length - from, ISO_8859_1);
    }
}
