package dev.tare.layer;

/** What an ELF file is, as far as leftovers ask: by the file type and the machine in its header (elf(5)). */
public enum ElfType {
    /** No ELF file, or one of another type. */
    NONE,
    /** A core dump: {@code ET_CORE}. */
    CORE,
    /** A program for the kernel: {@code EM_BPF}. */
    BPF;

    private static final ElfType[] ALL = values();

    static ElfType at(int ordinal) {
        return ALL[ordinal];
    }

    static boolean has(int ordinal) {
        return ordinal >= 0 && ordinal < ALL.length;
    }
}
