package dev.tare.packages;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The database of rpm: {@code rpmdb.sqlite}, of which the table {@code Packages} has a header for each package. Older databases, of Berkeley DB and of ndb,
 * are not read.
 */
final class Rpm implements DatabaseReader {

    private static final List<String> HOMES = List.of("/var/lib/rpm", "/usr/lib/sysimage/rpm");

    /** Names of databases in the three formats that rpm has had. */
    private static final List<String> DATABASES = List.of("rpmdb.sqlite", "Packages", "Packages.db");

    /** Maximum size of a database. That of 1,500 packages has some 100 MB. */
    private static final int MAX_BYTES = 256 << 20;

    private final Claims claims;

    Rpm(Claims claims) {
        this.claims = claims;
    }

    @Override
    public List<String> folders() {
        return HOMES;
    }

    @Override
    public Optional<Reading> file(PathName path, long size) {
        if (!HOMES.contains(path.folder())) {
            return Optional.empty();
        }
        if (size == 0) {
            if (DATABASES.contains(path.name())) {
                claims.note("%s is empty: files of its packages may be among those of no package".formatted(path));
            }
            return Optional.empty();
        }
        return switch (path.name()) {
            case "rpmdb.sqlite" -> database(path, size);
            case "rpmdb.sqlite-wal" -> notRead(path, "holds changes that are not in the database yet");
            case "Packages" -> notRead(path, "is a database of Berkeley DB");
            case "Packages.db" -> notRead(path, "is a database of ndb");
            default -> Optional.empty();
        };
    }

    private Optional<Reading> notRead(PathName path, String why) {
        claims.note("%s %s, which is not read: files of its packages may be among those of no package"
                .formatted(path, why));
        return Optional.empty();
    }

    private Optional<Reading> database(PathName path, long size) {
        if (size > MAX_BYTES) {
            return notRead(path, "has more than %,d bytes".formatted(MAX_BYTES));
        }
        return Optional.of(() -> new Whole(size) {
            @Override
            void whole(byte[] bytes) {
                try {
                    read(bytes);
                } catch (IOException e) {
                    claims.note("%s is not read in full (%s): files of its packages may be among those of no package"
                            .formatted(path, e.getMessage()));
                }
            }
        });
    }

    private void read(byte[] bytes) throws IOException {
        boolean[] isFound = {false};
        new Sqlite(bytes).rows("Packages", columns -> {
            isFound[0] = true;
            var header = new RpmHeader(columns.blob(1));
            var owner = header.owner();
            header.files().forEach(file -> claims.file(owner, file));
        });
        if (!isFound[0]) {
            throw new IOException("it lists no packages");
        }
    }
}
