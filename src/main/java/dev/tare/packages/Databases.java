package dev.tare.packages;

import java.util.List;
import java.util.Optional;

/** All databases of an image. To be used by one thread. */
public final class Databases {

    private final List<DatabaseReader> readers;

    /** @param taker takes what the files tell */
    public Databases(Claims taker) {
        var claims = new BoundedClaims(taker);
        this.readers = List.of(
                new Dpkg(claims),
                new Apk(claims),
                new Rpm(claims),
                new Python(claims),
                new Npm(claims),
                new Jar(claims));
    }

    /** Directories in which databases are, wherever symbolic links lead to from there. */
    public List<String> folders() {
        return readers.stream().flatMap(reader -> reader.folders().stream()).toList();
    }

    /**
     * Says whether a regular file is of a database.
     *
     * @param path whole; in one of the {@link #folders} by the name of the folder
     * @param size in bytes
     * @return how it is read; empty where its bytes are not wanted
     */
    public Optional<Reading> file(byte[] path, long size) {
        var name = PathName.of(path);
        return readers.stream()
                .flatMap(reader -> reader.file(name, size).stream())
                .findFirst();
    }

    /** When such a file is to be read. */
    public Turn turn(byte[] path) {
        var name = PathName.of(path);
        return readers.stream()
                .map(reader -> reader.turn(name))
                .filter(turn -> turn != Turn.AT_ANY_TIME)
                .findFirst()
                .orElse(Turn.AT_ANY_TIME);
    }

    /** All files were read: notes what is damaged or missing. */
    public void end() {
        readers.forEach(DatabaseReader::end);
    }

    /** A package with all that is known of it when all files were read. */
    public InstalledPackage completed(InstalledPackage one) {
        var complete = one;
        for (var reader : readers) {
            complete = reader.completed(complete);
        }
        return complete;
    }
}
