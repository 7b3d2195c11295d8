package dev.tare.layer;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;

/**
 * Checks an index that somebody may have made up. {@link Columns#read} makes sure that all numbers lead to something; here values must be those that
 * {@link LayerReader} gives, within the limits.
 */
final class IndexCheck {

    private static final int MAX_NOTES = 1_000;
    private static final int MAX_NOTE_CHARACTERS = 4_096;
    private static final int MAX_MODE = 07777;
    private static final int MAX_NANOS = 999_999_999;

    private final LayerIndex index;
    private final Limits limits;

    IndexCheck(LayerIndex index, Limits limits) {
        this.index = index;
        this.limits = limits;
    }

    /** @throws Damaged if no layer has such an index */
    void check() throws Damaged {
        boolean sound = index.size() <= limits.entries() && areSizesSound() && areNotesSound() && arePathsSound();
        for (int entry = 0; entry < index.size() && sound; entry++) {
            sound = isPlaceSound(entry) && isMetadataSound(entry) && isContentSound(entry);
        }
        if (!sound) {
            throw new Damaged("it holds what no layer has");
        }
    }

    private boolean areSizesSound() {
        long expanded = index.expandedBytes();
        boolean sound = index.compressedBytes() >= 0
                && index.uncompressedBytes() >= 0
                && index.uncompressedBytes() <= expanded
                && expanded <= limits.layerBytes();
        long left = expanded;
        for (int entry = 0; entry < index.size() && sound; entry++) {
            left -= index.fileSize(entry); // none is negative
            sound = left >= 0;
        }
        return sound;
    }

    /** Notes are printed as they are. */
    private boolean areNotesSound() {
        return index.notes().size() <= MAX_NOTES
                && index.notes().stream()
                        .allMatch(note -> note.length() <= MAX_NOTE_CHARACTERS
                                && Printable.of(note).equals(note));
    }

    /** Every name is one that a path can have, and no path is there twice. */
    private boolean arePathsSound() {
        var paths = index.paths();
        if (paths.size() - 1 > limits.entries()) {
            return false;
        }
        var again = new Paths();
        int[] depths = new int[paths.size()];
        int[] lengths = new int[paths.size()];
        for (int path = 1; path < paths.size(); path++) {
            byte[] name = paths.name(path);
            int parent = paths.parent(path);
            depths[path] = depths[parent] + 1;
            lengths[path] = lengths[parent] + 1 + Math.min(name.length, limits.nameBytes() + 1);
            if (!isName(name)
                    || depths[path] > limits.pathDepth()
                    || lengths[path] - 1 > limits.nameBytes()
                    || again.child(parent, name, 0, name.length) != path) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(byte[] name) {
        for (byte b : name) {
            if (b == '/') {
                return false;
            }
        }
        boolean dots = name.length <= 2 && name.length > 0 && name[0] == '.' && name[name.length - 1] == '.';
        return name.length > 0 && !dots;
    }

    /** Only some kinds can be the root. */
    private boolean isPlaceSound(int entry) {
        return index.path(entry) != Paths.ROOT
                || switch (index.kind(entry)) {
                    case DIRECTORY, OPAQUE, PASSED_OVER, UNPLACEABLE -> true;
                    default -> false;
                };
    }

    private boolean isMetadataSound(int entry) {
        return index.mode(entry) >= 0
                && index.mode(entry) <= MAX_MODE
                && index.mtimeNanos(entry) >= 0
                && index.mtimeNanos(entry) <= MAX_NANOS
                && index.symlinkTarget(entry).length <= limits.nameBytes();
    }

    private boolean isContentSound(int entry) {
        float pulled = index.columns().pulled[entry];
        boolean isFile = switch (index.kind(entry)) {
            case FILE, UNPLACEABLE, PSEUDO_LINK -> true;
            default -> false;
        };
        return Float.isFinite(pulled)
                && pulled >= 0
                && (isFile || index.secret(entry).isNone());
    }
}
