package dev.tare.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of an installed package, as rpm's database holds it ("Header Structure", rpm-software-management.github.io/rpm/manual/format_header.html):
 * the number of entries, the length of the data, an index with tag, type, offset and count of each entry, and the data.
 */
final class RpmHeader {

    private static final int PREAMBLE_BYTES = 8;
    private static final int ENTRY_BYTES = 16;

    /** Maximum entries. rpm's own bound on tags is 65,535. */
    private static final int MAX_ENTRIES = 0xffff;

    private static final int NAME = 1000;
    private static final int VERSION = 1001;
    private static final int RELEASE = 1002;
    private static final int ARCH = 1022;
    private static final int OLD_FILE_NAMES = 1027;
    private static final int FILE_STATES = 1029;
    private static final int DIR_INDEXES = 1116;
    private static final int BASE_NAMES = 1117;
    private static final int DIR_NAMES = 1118;

    /** A file that is there; others were replaced, or not installed. */
    private static final byte STATE_NORMAL = 0;

    private final ByteBuffer data;
    private final Map<Integer, Entry> entries = new HashMap<>();

    private record Entry(int offset, int count) {}

    /** @throws IOException if it is no header */
    RpmHeader(ByteBuffer blob) throws IOException {
        int count = blob.limit() < PREAMBLE_BYTES ? -1 : blob.getInt(0);
        long dataAt = PREAMBLE_BYTES + (long) ENTRY_BYTES * count;
        if (count < 0 || count > MAX_ENTRIES || dataAt + Math.max(0, blob.getInt(4)) > blob.limit()) {
            throw new IOException("a package has no header");
        }
        for (int i = 0; i < count; i++) {
            int at = PREAMBLE_BYTES + ENTRY_BYTES * i;
            entries.put(blob.getInt(at), new Entry(blob.getInt(at + 8), blob.getInt(at + 12)));
        }
        data = blob.slice((int) dataAt, blob.limit() - (int) dataAt);
    }

    /** Name, version, release and architecture, as {@code rpm -q} shows them. */
    InstalledPackage owner() {
        return new InstalledPackage(
                Database.RPM, text(NAME), "%s-%s.%s".formatted(text(VERSION), text(RELEASE), text(ARCH)));
    }

    /**
     * The files that are installed.
     *
     * @throws IOException if the header is damaged
     */
    List<byte[]> files() throws IOException {
        var bases = texts(BASE_NAMES);
        if (bases.isEmpty()) {
            return texts(OLD_FILE_NAMES);
        }
        var directories = texts(DIR_NAMES);
        var indexes = entries.getOrDefault(DIR_INDEXES, new Entry(0, 0));
        var states = entries.getOrDefault(FILE_STATES, new Entry(0, 0));
        if (indexes.count() < bases.size()) {
            throw new IOException("a package has files without directories");
        }
        var files = new ArrayList<byte[]>();
        for (int i = 0; i < bases.size(); i++) {
            int directory = data.getInt(Math.addExact(indexes.offset(), 4 * i));
            if (directory < 0 || directory >= directories.size()) {
                throw new IOException("a package has files without directories");
            }
            boolean isShort = directories.get(directory).length + bases.get(i).length <= BoundedClaims.MAX_PATH_BYTES;
            if (isShort && (i >= states.count() || data.get(Math.addExact(states.offset(), i)) == STATE_NORMAL)) {
                files.add(joined(directories.get(directory), bases.get(i)));
            }
        }
        return files;
    }

    private static byte[] joined(byte[] directory, byte[] name) {
        var path = new ByteArrayOutputStream(directory.length + name.length);
        path.writeBytes(directory);
        path.writeBytes(name);
        return path.toByteArray();
    }

    private String text(int tag) {
        var texts = texts(tag);
        return texts.isEmpty() ? "" : new String(texts.getFirst(), StandardCharsets.UTF_8);
    }

    /** Strings, each with a zero behind it. */
    private List<byte[]> texts(int tag) {
        var entry = entries.getOrDefault(tag, new Entry(0, 0));
        var texts = new ArrayList<byte[]>();
        int from = entry.offset();
        for (int i = 0; i < entry.count(); i++) {
            int end = from;
            while (data.get(end) != 0) {
                end++;
            }
            byte[] text = new byte[end - from];
            data.get(from, text);
            texts.add(text);
            from = end + 1;
        }
        return texts;
    }
}
