package dev.tare.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The table of kinds. */
public final class FileKinds {

    private static final String RESOURCE = "file-kinds.toml";

    private static final FileKinds TABLE = read();

    private static final int EXECUTABLE_BITS = 0111;

    private final List<FileKind> all = new ArrayList<>();
    private final Map<String, FileKind> folders = new HashMap<>();
    private final Map<String, FileKind> names = new HashMap<>();
    private final Map<String, FileKind> extensions = new HashMap<>();
    private FileKind executable = FileKind.OTHER;

    private FileKinds() {}

    private static FileKinds read() {
        try (var in = Objects.requireNonNull(FileKinds.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            var kinds = new FileKinds();
            for (JsonNode row : new TomlMapper().readTree(in.readAllBytes()).path("kind")) {
                kinds.add(row);
            }
            return kinds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(JsonNode row) {
        var kind = new FileKind(row.path("id").asText(), row.path("title").asText());
        all.add(kind);
        put(folders, row.path("folders"), kind);
        put(names, row.path("names"), kind);
        put(extensions, row.path("extensions"), kind);
        executable = row.path("executable").asBoolean() ? kind : executable;
    }

    private static void put(Map<String, FileKind> map, JsonNode keys, FileKind kind) {
        for (JsonNode key : keys) {
            if (map.put(key.asText(), kind) != null) {
                throw new IllegalArgumentException(key.asText() + " is of two kinds");
            }
        }
    }

    /** All kinds, without {@link FileKind#OTHER}. */
    public static List<FileKind> all() {
        return List.copyOf(TABLE.all);
    }

    /**
     * The kind of a regular file: by a folder that it is in, else by its last name, else by its extension, else by its mode.
     *
     * @param path whole, with its slash
     * @param extension of its last name in small letters, without its dot; empty where it has none
     */
    public static FileKind of(byte[] path, String extension, int mode) {
        return TABLE.kind(new String(path, StandardCharsets.ISO_8859_1), extension, mode);
    }

    private FileKind kind(String path, String extension, int mode) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            var kind = folders.get(path.substring(0, slash));
            if (kind != null) {
                return kind;
            }
        }
        var named = names.get(path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT));
        var otherwise = (mode & EXECUTABLE_BITS) != 0 ? executable : FileKind.OTHER;
        return named != null ? named : extensions.getOrDefault(extension, otherwise);
    }
}
