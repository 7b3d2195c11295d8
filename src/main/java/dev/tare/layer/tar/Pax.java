package dev.tare.layer.tar;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.Warnings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The records of PAX extended headers (POSIX pax, "pax Extended Header"): {@code LENGTH KEY=VALUE\n}. Those of a global
 * header hold for all members that follow, those of a plain one for the next; an empty value takes a record back. Only what is
 * of use is kept, and of that no more than the bound on one header, however many of them there are.
 */
final class Pax {

    private static final Pattern TIME = Pattern.compile("(-?)([0-9]{1,18})(?:\\.([0-9]*))?");

    private static final Set<String> OF_ANY_MEMBER = Set.of("uid", "gid", "mtime");

    /** Names and sizes mean one member alone: a global header that sets them is passed over there. */
    private static final Set<String> OF_ONE_MEMBER = Set.of(
            "path",
            "linkpath",
            "size",
            "GNU.sparse.major",
            "GNU.sparse.name",
            "GNU.sparse.realsize",
            "GNU.sparse.size",
            "GNU.sparse.map");

    private final @Nullable Pax global;
    private final Limits limits;
    private final Warnings notes;

    /** Keys are ASCII, values bytes; an empty one hides that of the global header. */
    private final Map<String, byte[]> records = new HashMap<>();

    /** GNU's oldest sparse files give their map as pairs that repeat their keys, here joined as in its later ones. */
    private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();

    private long kept;
    private long attributes;

    private Pax(@Nullable Pax global, Limits limits, Warnings notes) {
        this.global = global;
        this.limits = limits;
        this.notes = notes;
    }

    /** The records of global headers. */
    static Pax ofAll(Limits limits, Warnings notes) {
        return new Pax(null, limits, notes);
    }

    /** The records of one member, those of all behind them. */
    Pax ofOne() {
        return new Pax(this, limits, notes);
    }

    /** Forgets the records of the member before. */
    void clear() {
        if (kept > 0) {
            records.clear();
            pairs.reset();
            kept = 0;
            attributes = 0;
        }
    }

    /** Adds those of a header's content. */
    void add(byte[] data) throws IOException {
        int at = 0;
        while (at < data.length) {
            if (data[at] == 0) {
                break; // NUL padding, which some writers count in
            }
            int space = at;
            int record = 0;
            while (space < data.length && data[space] >= '0' && data[space] <= '9' && space - at < 9) {
                record = record * 10 + data[space++] - '0';
            }
            int end = at + record;
            if (space == at || space >= data.length || data[space] != ' ' || end > data.length || end <= space + 1) {
                throw new Damaged("a PAX header has a record of wrong length");
            }
            int equals = space + 1;
            while (equals < end && data[equals] != '=') {
                equals++;
            }
            if (equals == end || data[end - 1] != '\n') {
                throw new Damaged("a PAX header has a record that is no KEY=VALUE");
            }
            add(
                    new String(data, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1),
                    Arrays.copyOfRange(data, equals + 1, end - 1));
            at = end;
        }
    }

    private void add(String key, byte[] value) throws IOException {
        boolean pair = key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes");
        if (global == null && (pair || OF_ONE_MEMBER.contains(key))) {
            notes.add(
                    "a global PAX header gives a name or a size to all members, and is passed over in that", () -> key);
        } else if (pair) {
            if (pairs.size() > 0) {
                pairs.write(',');
            }
            pairs.writeBytes(value);
            keep(value.length + 1);
        } else if (isAttribute(key) || OF_ANY_MEMBER.contains(key) || OF_ONE_MEMBER.contains(key)) {
            byte[] before = records.put(key, value);
            attributes += fingerprint(key, value) - fingerprint(key, before);
            keep(before == null ? key.length() + value.length + 1L : value.length - before.length);
        }
    }

    private void keep(long more) throws IOException {
        kept += more;
        if (kept > limits.paxBytes()) {
            throw Limits.exceeded("PAX headers of %,d bytes".formatted(kept), limits.paxBytes(), Bound.PAX_BYTES);
        }
    }

    private byte @Nullable [] find(String key) {
        byte[] own = own(key);
        byte[] value = own == null && global != null ? global.own(key) : own;
        return value == null || value.length == 0 ? null : value;
    }

    /** Most members have no records, and each is asked for a dozen. */
    private byte @Nullable [] own(String key) {
        return kept == 0 ? null : records.get(key);
    }

    boolean has(String key) {
        return find(key) != null;
    }

    byte[] bytes(String key, byte[] otherwise) {
        return Objects.requireNonNullElse(find(key), otherwise);
    }

    String text(String key) {
        byte[] value = find(key);
        return value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
    }

    /** The map of a sparse file as offsets and lengths in turns, empty where there is none in the headers. */
    String sparseMap() {
        String map = text("GNU.sparse.map");
        return map.isEmpty() ? pairs.toString(StandardCharsets.ISO_8859_1) : map;
    }

    /** A number that is not negative. */
    long whole(String key, long otherwise) throws Damaged {
        return has(key) ? whole(text(key), "the " + key + " of a PAX header") : otherwise;
    }

    /** A number of which the lower half is enough to tell it from others: an owner's, which some write negative. */
    int id(String key, long otherwise) throws Damaged {
        return (int) (has(key) ? number(text(key), "the " + key + " of a PAX header") : otherwise);
    }

    static long whole(String text, String what) throws Damaged {
        long value = number(text, what);
        if (value < 0) {
            throw noNumber(text, what);
        }
        return value;
    }

    private static long number(String text, String what) throws Damaged {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw noNumber(text, what);
        }
    }

    private static Damaged noNumber(String text, String what) {
        return new Damaged(
                what + " is no size or number: " + Printable.of(text.substring(0, Math.min(40, text.length()))));
    }

    /** Sets the time of last change, which may have a fraction. */
    void mtime(TarHeader header) {
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

    /**
     * A fingerprint of the extended attributes, 0 where there are none: a sum, so that a member's own ones can take the place of
     * global ones without counting all of those again.
     */
    long xattrs() {
        long sum = attributes;
        if (global != null && global.attributes != 0) {
            sum += global.attributes;
            for (String key : records.keySet()) {
                sum -= fingerprint(key, global.records.get(key));
            }
        }
        return sum;
    }

    /** What an extended attribute adds to the fingerprint. */
    static long xattr(String name, byte[] value) {
        return fingerprint("SCHILY.xattr." + name, value);
    }

    private static long fingerprint(String key, byte @Nullable [] value) {
        if (value == null || value.length == 0 || !isAttribute(key)) {
            return 0;
        }
        return Hashing.xxh3_64().hashStream().putString(key).putByteArray(value).getAsLong();
    }

    private static boolean isAttribute(String key) {
        return key.startsWith("SCHILY.xattr.") || key.startsWith("LIBARCHIVE.xattr.");
    }
}
