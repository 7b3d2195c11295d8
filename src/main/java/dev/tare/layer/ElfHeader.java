package dev.tare.layer;

import java.nio.charset.StandardCharsets;

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

    private final byte[] head = new byte[BYTES];
    private int length;

    /**
     * Returns true if leftovers may ask for the type of a file of this path: core dumps, and object files, which may be programs for the kernel. A test holds
     * the names against the table of leftovers.
     */
    static boolean isNamed(byte[] path) {
        String whole = new String(path, StandardCharsets.ISO_8859_1);
        String name = whole.substring(whole.lastIndexOf('/') + 1);
        String core = name.startsWith("vg") ? name.substring(2) : name;
        return name.equals("core")
                || core.startsWith("core.")
                || core.startsWith("core-")
                || name.endsWith(".core")
                || name.endsWith(".o")
                || name.equals(".deps")
                || (whole.endsWith(".a") && whole.contains("/obj.target/"));
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
