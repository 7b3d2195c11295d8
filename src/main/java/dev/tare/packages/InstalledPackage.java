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

    private static final int MAX_CHARACTERS = 256;

    private static final Comparator<InstalledPackage> ORDER = Comparator.comparing(InstalledPackage::database)
            .thenComparing(InstalledPackage::name)
            .thenComparing(InstalledPackage::version);

    /** Text of an image: what is longer than any real name is cut. */
    public InstalledPackage {
        name = cut(name);
        version = cut(version);
    }

    @Override
    public int compareTo(InstalledPackage other) {
        return ORDER.compare(this, other);
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS);
    }

    InstalledPackage withVersion(String known) {
        return new InstalledPackage(database, name, known);
    }
}
