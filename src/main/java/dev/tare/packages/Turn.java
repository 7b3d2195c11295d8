package dev.tare.packages;

/** When a file of a database is to be read. */
public enum Turn {
    /** Before those that are read later, whose meaning it changes. */
    FIRST,
    AT_ANY_TIME,
    LATER
}
