package dev.tare.packages;

import java.util.List;
import java.util.Optional;

/** Reads the files of one kind of database. */
interface DatabaseReader {

    /** Directories in which the database is looked for by whole paths. */
    default List<String> folders() {
        return List.of();
    }

    /**
     * Says whether a file is of the database.
     *
     * @param size in bytes
     * @return how it is read; empty where the file is not of the database, or its path tells enough
     */
    Optional<Reading> file(PathName path, long size);

    /** When a file of the database is to be read. */
    default Turn turn(PathName path) {
        return Turn.AT_ANY_TIME;
    }

    /** All files of the database were read. */
    default void end() {}

    /** A package with all that is known of it when all files were read. */
    default InstalledPackage completed(InstalledPackage one) {
        return one;
    }
}
