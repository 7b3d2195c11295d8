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

    private static final InstalledPackage NAMELESS = new InstalledPackage(Database.APK, "", "");

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
                ? Optional.of(() -> new Installed(path))
                : Optional.empty();
    }

    private final class Installed extends LineSplitter {
        private final PathName file;
        private InstalledPackage owner = NAMELESS;
        private byte[] directory = {};
        private boolean isInPackage;
        private long packages;
        private long badLines;
        private long namelessFiles;

        Installed(PathName file) {
            this.file = file;
        }

        @Override
        void line(byte[] line) {
            if (line.length == 0) {
                owner = NAMELESS;
                directory = new byte[0];
                isInPackage = false;
                return;
            }
            packages += isInPackage ? 0 : 1;
            isInPackage = true;
            if (line.length < 2 || line[1] != ':' || !isLetter(line[0])) {
                badLines++;
                return;
            }
            switch (line[0]) {
                case 'P' -> owner = new InstalledPackage(Database.APK, text(line), owner.version());
                case 'V' -> owner = owner.withVersion(text(line));
                case 'F' -> directory = value(line);
                case 'R' -> file(value(line));
                default -> {
                    // checksums, owners, dependencies
                }
            }
        }

        private void file(byte[] name) {
            if (owner.name().isEmpty()) {
                namelessFiles++;
            } else if (directory.length + name.length < BoundedClaims.MAX_PATH_BYTES) {
                claims.file(owner, path(name));
            }
        }

        @Override
        void end() {
            if (packages == 0) {
                claims.note("%s lists no packages: files of packages may be among those of no package".formatted(file));
            }
            if (badLines > 0) {
                claims.note(
                        "%s is damaged (%,d lines are no fields): files of its packages may be among those of no package"
                                .formatted(file, badLines));
            }
            if (namelessFiles > 0) {
                claims.note("%s has packages without a name: their files, %,d, are among those of no package"
                        .formatted(file, namelessFiles));
            }
            if (isInPackage) {
                claims.note("%s ends within a package: files of its packages may be among those of no package"
                        .formatted(file));
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

    private static boolean isLetter(byte c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static String text(byte[] line) {
        return new String(line, 2, line.length - 2, StandardCharsets.UTF_8);
    }

    private static byte[] value(byte[] line) {
        return Arrays.copyOfRange(line, 2, line.length);
    }
}
