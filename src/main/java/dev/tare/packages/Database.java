package dev.tare.packages;

import java.util.Locale;

/**
 * The databases that are read. A file that several of them claim belongs to the first: what an operating system installed is its own, even if it is a
 * package of Python as well.
 */
public enum Database {
    DPKG,
    APK,
    RPM,
    PYTHON,
    NPM,
    JAR,
    /** Of what is in no package. */
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
