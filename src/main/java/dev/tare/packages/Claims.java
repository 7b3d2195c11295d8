package dev.tare.packages;

/** Takes what databases tell. Paths are those of databases: symbolic links on the way to the last name are to be followed. */
public interface Claims {

    /** A package has this file. */
    void file(InstalledPackage owner, byte[] path);

    /** A package has all files of a directory, but those in directories below it that belong to others. */
    void folder(InstalledPackage owner, byte[] path);

    /** Something could not be read. */
    void note(String note);
}
