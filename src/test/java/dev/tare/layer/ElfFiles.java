package dev.tare.layer;

/** ELF files of 1000 bytes: a header, and nothing that it tells of. */
public final class ElfFiles {

    private static final int BYTES = 1000;

    private ElfFiles() {}

    /** A core dump of x86-64. */
    public static byte[] core() {
        return littleEndian(4, 62);
    }

    /** An object file of x86-64. */
    public static byte[] object() {
        return littleEndian(1, 62);
    }

    /** An object file for eBPF. */
    public static byte[] bpf() {
        return littleEndian(1, 247);
    }

    /** A core dump of s390x. */
    public static byte[] bigEndianCore() {
        byte[] content = file(2);
        content[17] = 4;
        content[19] = 22;
        return content;
    }

    static byte[] littleEndian(int type, int machine) {
        byte[] content = file(1);
        content[16] = (byte) type;
        content[18] = (byte) machine;
        return content;
    }

    private static byte[] file(int order) {
        byte[] content = new byte[BYTES];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) order, 1}, 0, content, 0, 7);
        return content;
    }
}
