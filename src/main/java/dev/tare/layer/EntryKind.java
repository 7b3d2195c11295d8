package dev.tare.layer;

import java.util.Locale;

/** What a tar member is to a layer (OCI image-spec, layer.md, "File Types" and "Whiteouts"). */
public enum EntryKind {
    FILE,
    DIRECTORY,
    SYMLINK,
    HARDLINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    FIFO,
    /** {@code .wh.NAME}: the entry's path is that of NAME. */
    WHITEOUT,
    /** {@code .wh..wh..opq}: the entry's path is that of its directory. */
    OPAQUE,
    /** A regular file for the root itself: it ships bytes that no tree can show. */
    UNPLACEABLE,
    /**
     * A regular file below AUFS's {@code .wh..wh.plnk}, whose files are called pseudo links: content that hard links of the same layer lead
     * to, and no file of the tree by itself.
     */
    PSEUDO_LINK,
    /** A member that is no file of the image, such as a lazy-pull format's table of contents. */
    PASSED_OVER;

    private static final EntryKind[] ALL = values();

    public static EntryKind at(int ordinal) {
        return ALL[ordinal];
    }

    /** Returns true if it ships bytes. */
    boolean hasContent() {
        return this == FILE || this == UNPLACEABLE || this == PSEUDO_LINK;
    }

    /** As people call it: {@code character device}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
