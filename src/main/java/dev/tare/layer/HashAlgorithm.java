package dev.tare.layer;

/** How an index tells the contents of files apart. Of every hash it holds 128 bits. */
public enum HashAlgorithm {
    /** XXH3-128, which tare computes of every file that it reads. */
    XXH3_128("xxh3-128"),
    /** The first 128 bits of SHA-256, which tables of contents list for every file. */
    SHA_256("sha256-128"),
    /** No hashes: nothing is known of the content of a file but its size. */
    NONE("");

    private final String label;

    HashAlgorithm(String label) {
        this.label = label;
    }

    /** The name that stands in front of a hash: {@code xxh3-128}. Empty for {@link #NONE}. */
    public String label() {
        return label;
    }
}
