package dev.tare.scan;

/** How a layer is read. */
enum Way {
    /** All of it. */
    WHOLE,
    /** All of it, with hashes that can be compared with those of tables of contents. */
    HASHED,
    /** By its table of contents where that can be used, else as {@link #HASHED}. */
    LAZY
}
