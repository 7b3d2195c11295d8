package dev.tare.layer;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The records of PAX extended headers (POSIX pax, "pax Extended Header"): {@code LENGTH KEY=VALUE\n}. Those of a global
 * header hold for all members that follow, those of a plain one for the next; an empty value takes a record back.
 */
final class Pax {

    private static final Pattern TIME = Pattern.compile("(-?)([0-9]{1,18})(?:\\.([0-9]*))?");

    /** Keys are ASCII, values bytes. GNU's old sparse pairs repeat their keys, so they are joined as in its later map. */
    private final Map<String, byte[]> records;

    private Pax(Map<String, byte[]> records) {
        this.records = records;
    }

    static Pax none() {
        return new Pax(new TreeMap<>());
    }

    /** These records with those of a header's content over them. */
    Pax with(byte[] data, int length) throws Damaged {
        var merged = new TreeMap<>(records);
        int at = 0;
        while (at < length) {
            if (data[at] == 0) {
                break; // NUL padding, which some writers count in
            }
            int space = at;
            int record = 0;
            while (space < length && data[space] >= '0' && data[space] <= '9' && space - at < 9) {
                record = record * 10 + data[space++] - '0';
            }
            int end = at + record;
            if (space == at || space >= length || data[space] != ' ' || end > length || end <= space + 1) {
                throw new Damaged("a PAX header has a record of wrong length");
            }
            int equals = space + 1;
            while (equals < end && data[equals] != '=') {
                equals++;
            }
            if (equals == end || data[end - 1] != '\n') {
                throw new Damaged("a PAX header has a record that is no KEY=VALUE");
            }
            put(
                    merged,
                    new String(data, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1),
                    Arrays.copyOfRange(data, equals + 1, end - 1));
            at = end;
        }
        return new Pax(merged);
    }

    private static void put(Map<String, byte[]> records, String key, byte[] value) {
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            byte[] before = records.get("GNU.sparse.map");
            String joined = before == null ? "" : new String(before, StandardCharsets.ISO_8859_1) + ",";
            records.put("GNU.sparse.map", (joined + ascii(value)).getBytes(StandardCharsets.ISO_8859_1));
        } else if (value.length == 0) {
            records.remove(key);
        } else {
            records.put(key, value);
        }
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    boolean has(String key) {
        return records.containsKey(key);
    }

    byte[] bytes(String key, byte[] otherwise) {
        return records.getOrDefault(key, otherwise);
    }

    String text(String key) {
        byte[] value = records.get(key);
        return value == null ? "" : ascii(value);
    }

    private static String ascii(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    long whole(String key, long otherwise) throws Damaged {
        return has(key) ? whole(text(key), "the " + key + " of a PAX header") : otherwise;
    }

    static long whole(String text, String what) throws Damaged {
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, for negative ones too
        }
        throw new Damaged(what + " is no size or number: " + text.substring(0, Math.min(40, text.length())));
    }

    /** Sets the time of last change, which may have a fraction. */
    void mtime(TarHeader header, Notes notes) {
        if (!has("mtime")) {
            return;
        }
        var matcher = TIME.matcher(text("mtime"));
        if (!matcher.matches()) {
            notes.add("a PAX header has an unreadable mtime");
            return;
        }
        long seconds = Long.parseLong(matcher.group(2));
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
        boolean negative = !matcher.group(1).isEmpty();
        header.mtime = negative ? -seconds - (nanos > 0 ? 1 : 0) : seconds;
        header.mtimeNanos = negative && nanos > 0 ? 1_000_000_000 - nanos : nanos;
    }

    /** A fingerprint of the extended attributes, 0 where there are none. */
    long xattrs() {
        HashStream64 hash = null;
        for (var entry : records.entrySet()) {
            if (entry.getKey().startsWith("SCHILY.xattr.") || entry.getKey().startsWith("LIBARCHIVE.xattr.")) {
                hash = hash == null ? Hashing.xxh3_64().hashStream() : hash;
                hash.putString(entry.getKey());
                hash.putByteArray(entry.getValue());
            }
        }
        return hash == null ? 0 : hash.getAsLong() | 1;
    }
}
