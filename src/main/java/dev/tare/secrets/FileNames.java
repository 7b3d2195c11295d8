package dev.tare.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tare.glob.Glob;
import dev.tare.secrets.KindTable.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kinds of credential that a file may be by its path. Most files are none, so the literal part of a pattern is looked up first: the last
 * name, its extension, its beginning, or the name of the folder.
 */
final class FileNames {

    /** Maximum length of a name that is looked up. No pattern matches a longer one. */
    private static final int MAX_NAME_BYTES = 255;

    private static final int SLOTS = 1 << 9;

    private static final Place[] NOWHERE = {};

    /**
     * A pattern of a kind.
     *
     * @param key the literal part by which it is looked up, in small letters
     * @param pattern the whole pattern; empty if the key decides
     */
    private record Place(byte[] key, Optional<Glob> pattern, Row row) {}

    /** Places by the hash of their key. */
    private static final class Index {

        private final Place[][] places = new Place[SLOTS][];

        Index() {
            Arrays.fill(places, NOWHERE);
        }

        void add(int hash, Place place) {
            int slot = hash & (SLOTS - 1);
            places[slot] = Arrays.copyOf(places[slot], places[slot].length + 1);
            places[slot][places[slot].length - 1] = place;
        }

        Place[] at(int hash) {
            return places[hash & (SLOTS - 1)];
        }
    }

    private final Index names = new Index();
    private final Index endings = new Index();
    private final Index beginnings = new Index();
    private final Index folders = new Index();
    private final Index harmless = new Index();

    /** @param harmlessEndings extensions of files that are never credentials */
    FileNames(List<Row> rows, List<String> harmlessEndings) {
        for (Row row : rows) {
            row.files().forEach(pattern -> add(pattern, row));
        }
        for (String ending : harmlessEndings) {
            byte[] key = ending.getBytes(ISO_8859_1);
            harmless.add(hash(key, 0, key.length), new Place(key, Optional.empty(), rows.getFirst()));
        }
    }

    private void add(String pattern, Row row) {
        int slash = pattern.lastIndexOf('/');
        String name = pattern.substring(slash + 1);
        int wildcard = name.indexOf('*');
        var rest = Optional.of(Glob.of(slash < 0 ? pattern : "**/" + pattern));
        var nothing = Optional.<Glob>empty();
        if (wildcard < 0) {
            add(names, name, slash < 0 ? nothing : rest, row);
        } else if (wildcard > 0) {
            boolean whole = slash < 0 && wildcard == name.length() - 1;
            byte[] key = name.substring(0, wildcard).getBytes(ISO_8859_1);
            beginnings.add(key[0], new Place(key, whole ? nothing : rest, row));
        } else if (slash > 0) {
            add(folders, pattern.substring(pattern.lastIndexOf('/', slash - 1) + 1, slash), rest, row);
        } else {
            int dot = name.lastIndexOf('.');
            add(endings, name.substring(dot + 1), dot == 1 ? nothing : rest, row);
        }
    }

    private static void add(Index index, String key, Optional<Glob> rest, Row row) {
        byte[] bytes = key.getBytes(ISO_8859_1);
        index.add(hash(bytes, 0, bytes.length), new Place(bytes, rest, row));
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + small(text[i]);
        }
        return hash;
    }

    private static byte small(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
    }

    /** Returns the kinds that a file may be by its path, the worst first. Most files may be none. */
    List<Row> candidates(PathNames path) {
        int last = path.depth() - 1;
        if (last < 0 || path.end(last) - path.begin(last) > MAX_NAME_BYTES) {
            return List.of();
        }
        byte[] bytes = path.bytes();
        int from = path.begin(last);
        int to = path.end(last);
        int hash = 0;
        int ending = to;
        int hashOfEnding = 0;
        for (int i = from; i < to; i++) {
            byte letter = small(bytes[i]);
            hash = hash * 31 + letter;
            hashOfEnding = letter == '.' ? 0 : hashOfEnding * 31 + letter;
            ending = letter == '.' ? i + 1 : ending;
        }
        if (ending < to && has(harmless.at(hashOfEnding), bytes, ending, to)) {
            return List.of();
        }
        var found = collect(List.of(), names.at(hash), path, from, to);
        if (ending < to) {
            found = collect(found, endings.at(hashOfEnding), path, ending, to);
        }
        found = collectBeginnings(found, path, from, to);
        if (last > 0) {
            int folder = path.begin(last - 1);
            int end = path.end(last - 1);
            found = collect(found, folders.at(hash(bytes, folder, end)), path, folder, end);
        }
        if (found.size() > 1) {
            found.sort(Comparator.comparingInt(row -> row.kind().rank()));
        }
        return found;
    }

    private static boolean has(Place[] places, byte[] bytes, int from, int to) {
        for (Place place : places) {
            if (is(place.key(), bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(byte[] key, byte[] bytes, int from, int to) {
        return key.length == to - from && begins(key, bytes, from);
    }

    private static boolean begins(byte[] key, byte[] bytes, int from) {
        for (int i = 0; i < key.length; i++) {
            if (small(bytes[from + i]) != key[i]) {
                return false;
            }
        }
        return true;
    }

    private static List<Row> collect(List<Row> found, Place[] places, PathNames path, int from, int to) {
        var all = found;
        for (Place place : places) {
            if (is(place.key(), path.bytes(), from, to)) {
                all = collect(all, place, path);
            }
        }
        return all;
    }

    private List<Row> collectBeginnings(List<Row> found, PathNames path, int from, int to) {
        var all = found;
        for (Place place : beginnings.at(from < to ? small(path.bytes()[from]) : 0)) {
            if (place.key().length <= to - from && begins(place.key(), path.bytes(), from)) {
                all = collect(all, place, path);
            }
        }
        return all;
    }

    private static List<Row> collect(List<Row> found, Place place, PathNames path) {
        if (place.pattern().isPresent() && !place.pattern().get().matches(text(path))) {
            return found;
        }
        var all = found.isEmpty() ? new ArrayList<Row>() : found;
        if (!all.contains(place.row())) {
            all.add(place.row());
        }
        return all;
    }

    /** The absolute path in small letters. */
    private static String text(PathNames path) {
        var text = new StringBuilder();
        for (int name = 0; name < path.depth(); name++) {
            text.append('/');
            for (int i = path.begin(name); i < path.end(name); i++) {
                text.append((char) (small(path.bytes()[i]) & 0xff));
            }
        }
        return text.toString();
    }
}
