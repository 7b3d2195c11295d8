package dev.tare.packages;

import java.util.Comparator;

/**
 * A package, in the order in which a file that several claim goes to the first of them.
 *
 * @param version empty where it is not known
 */
public record InstalledPackage(Database database, String name, String version) implements Comparable<InstalledPackage> {

    /** Stands for no package at all. */
    public static final InstalledPackage NONE = new InstalledPackage(Database.NONE, "", "");

    private static final Comparator<InstalledPackage> ORDER = Comparator.comparing(InstalledPackage::database)
            .thenComparing(InstalledPackage::name)
            .thenComparing(InstalledPackage::version);

    @Override
    public int compareTo(InstalledPackage other) {
        return ORDER.compare(this, other);
    }

    InstalledPackage withVersion(String known) {
        return new InstalledPackage(database, name, known);
    }
}
