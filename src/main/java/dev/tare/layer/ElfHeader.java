package dev.tare.layer;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Reads the start of an ELF header, for the type of a file (elf(5), "ELF header"). One object reads many files, one after another. */
final class ElfHeader {

    /** {@code e_ident}, {@code e_type} and {@code e_machine}, which are at the same place in 32 and 64 bits. */
    private static final int BYTES = 20;

    private static final int TYPE_AT = 16;
    private static final int MACHINE_AT = 18;

    /** {@code EI_DATA} in {@code e_ident}: the byte order. */
    private static final int ORDER_AT = 5;

    private static final int BIG_ENDIAN = 2;
    private static final int ET_CORE = 4;
    private static final int EM_BPF = 247;

    /**
     * Endings of files that programs read and that no crash leaves: {@code core.py} and {@code core.min.js} are in most images. With a table of contents each
     * file that may be a core dump costs a request.
     */
    private static final Set<String> READ_BY_PROGRAMS = Set.of(
            ("c cc cfg class conf cpp css cxx el elc go h hh hpp htm html ini java js json jsx kt less lua m map md"
                            + " mjs php pl pm properties pxd py pyc pyi pyx rb rs rst scss sh so sql svg tcl toml ts tsx txt vim xml yaml yml")
                    .split(" "));

    private final byte[] head = new byte[BYTES];
    private int length;

    /**
     * Returns true if leftovers may ask for the type of a file of this path: core dumps, and object files, which may be programs for the kernel. A test holds
     * the names against the table of leftovers.
     */
    static boolean isNamed(byte[] path) {
        String whole = new String(path, StandardCharsets.ISO_8859_1);
        String name = whole.substring(whole.lastIndexOf('/') + 1);
        return isCore(name)
                || name.endsWith(".o")
                || name.equals(".deps")
                || (whole.endsWith(".a") && whole.contains("/obj.target/"));
    }

    private static boolean isCore(String name) {
        String core = name.startsWith("vg") ? name.substring(2) : name;
        boolean begins = core.startsWith("core.") || core.startsWith("core-");
        return name.equals("core")
                || name.endsWith(".core")
                || (begins && !READ_BY_PROGRAMS.contains(name.substring(name.lastIndexOf('.') + 1)));
    }

    /** Begins another file. */
    void begin() {
        length = 0;
    }

    /** Takes the next bytes of the file. */
    void take(byte[] content, int offset, int run) {
        if (length < BYTES) {
            int more = Math.min(run, BYTES - length);
            System.arraycopy(content, offset, head, length, more);
            length += more;
        }
    }

    /** The type of the file whose bytes were taken. */
    ElfType end() {
        if (length < BYTES || head[0] != 0x7f || head[1] != 'E' || head[2] != 'L' || head[3] != 'F') {
            return ElfType.NONE;
        }
        if (number(TYPE_AT) == ET_CORE) {
            return ElfType.CORE;
        }
        return number(MACHINE_AT) == EM_BPF ? ElfType.BPF : ElfType.NONE;
    }

    private int number(int at) {
        int high = head[ORDER_AT] == BIG_ENDIAN ? at : at + 1;
        return (head[high] & 0xff) << Byte.SIZE | (head[2 * at + 1 - high] & 0xff);
    }
}
