package dev.tare.codec.nativelib;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A C library that becomes a part of the executable, if its static archive and header are found when that is built. */
public enum StaticLibrary {
    ISAL("isal", "isa-l/igzip_lib.h"),
    CRYPTO("crypto", "openssl/sha.h"),
    ZSTD("zstd", "zstd.h");

    private final String library;
    private final String header;
    private final boolean linked;

    /** Evaluated while the executable is built, so that calls of a library that is not linked are left out. */
    StaticLibrary(String library, String header) {
        this.library = library;
        this.header = header;
        this.linked = isBuilding() && !Boolean.getBoolean("tare.codecs.portable") && isThere();
    }

    /** Returns true if the executable is being built, in which nothing that is linked can be called yet. */
    public static boolean isBuilding() {
        return "buildtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
    }

    public boolean isLinked() {
        return linked;
    }

    /** The archive that is linked, if it is and has this function. */
    Optional<Path> defining(String function) {
        try {
            // an archive begins with the names of all that it defines
            boolean defined = linked
                    && Files.readString(archive().orElseThrow(), StandardCharsets.ISO_8859_1)
                            .contains("\0" + function + "\0");
            return defined ? archive() : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isThere() {
        return archive().isPresent()
                && Stream.of("/usr/include", "/usr/local/include", "/opt/homebrew/include")
                        .anyMatch(folder -> Files.exists(Path.of(folder, header)));
    }

    /** The builder's own folder comes first, as it does for the linker. */
    private Optional<Path> archive() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        return Stream.of(
                        System.getProperty("java.home") + "/lib/static/" + system + "-" + machine + "/glibc",
                        "/usr/lib/x86_64-linux-gnu",
                        "/usr/lib/aarch64-linux-gnu",
                        "/usr/lib64",
                        "/usr/local/lib",
                        "/opt/homebrew/lib")
                .filter(folder -> !folder.contains("linux-gnu") || folder.contains(multiarch(machine)))
                .map(folder -> Path.of(folder, "lib" + library + ".a"))
                .filter(Files::exists)
                .findFirst();
    }

    private static String multiarch(String machine) {
        return machine.equals("amd64") ? "x86_64" : machine;
    }

    List<String> headers() {
        return List.of("<" + header + ">");
    }

    List<String> libraries() {
        return List.of(library);
    }

    List<String> folders() {
        return archive().map(Path::getParent).map(Path::toString).stream().toList();
    }
}
