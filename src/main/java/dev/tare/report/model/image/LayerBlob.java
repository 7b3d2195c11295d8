package dev.tare.report.model.image;

/**
 * A layer as it is stored.
 *
 * @param mediaType what the manifest claims it to be
 * @param compression {@code none}, {@code gzip}, {@code zstd}, {@code xz} or {@code bzip2}; of a layer that was not scanned, what its media type claims
 * @param source where its bytes came from: {@code network}, {@code file}, {@code cache}, {@code shared-cache} or {@code toc}
 * @param isScanned false for a foreign layer that nobody holds, whose files count nowhere
 */
public record LayerBlob(String mediaType, String compression, StoredBytes stored, String source, boolean isScanned) {

    /** The source of a layer of which the table of contents was read, and not the layer. */
    private static final String TABLE = "toc";

    /** Returns true if its table of contents was read, and of its files only some. */
    public boolean isByTable() {
        return isByTable(source);
    }

    /** Returns true if this is the source of a layer of which the table of contents was read. */
    public static boolean isByTable(String source) {
        return source.equals(TABLE);
    }

    public boolean isCompressed() {
        return !compression.equals("none");
    }
}
