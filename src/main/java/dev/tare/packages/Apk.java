package dev.tare.packages;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The database of apk (apk-package(5), "installed"): for each package lines with a letter and a colon, of which {@code F:} names a directory and {@code R:} a
 * file in it, and an empty line.
 */
final class Apk implements DatabaseReader {

    private static final List<String> HOMES = List.of("/lib/apk/db", "/usr/lib/apk/db");

    private final Claims claims;

    Apk(Claims claims) {
        this.claims = claims;
    }

    @Override
    public List<String> folders() {
        return HOMES;
    }

    @Override
    public Optional<Reading> file(PathName path, long size) {
        return HOMES.contains(path.folder()) && path.name().equals("installed")
                ? Optional.of(Installed::new)
                : Optional.empty();
    }

    private final class Installed extends Lines {
        private InstalledPackage owner = new InstalledPackage(Database.APK, "", "");
        private byte[] directory = {};

        @Override
        void line(byte[] line) {
            if (line.length < 2 || line[1] != ':') {
                owner = new InstalledPackage(Database.APK, "", "");
                directory = new byte[0];
                return;
            }
            switch (line[0]) {
                case 'P' -> owner = new InstalledPackage(Database.APK, text(line), owner.version());
                case 'V' -> owner = owner.withVersion(text(line));
                case 'F' -> directory = value(line);
                case 'R' -> {
                    if (directory.length + line.length <= BoundedClaims.MAX_PATH_BYTES) {
                        claims.file(owner, path(value(line)));
                    }
                }
                default -> {
                    // checksums, owners, dependencies
                }
            }
        }

        private byte[] path(byte[] name) {
            var path = new ByteArrayOutputStream(directory.length + name.length + 2);
            path.write('/');
            path.writeBytes(directory);
            path.write('/');
            path.writeBytes(name);
            return path.toByteArray();
        }
    }

    private static String text(byte[] line) {
        return new String(line, 2, line.length - 2, StandardCharsets.UTF_8);
    }

    private static byte[] value(byte[] line) {
        return Arrays.copyOfRange(line, 2, line.length);
    }
}
