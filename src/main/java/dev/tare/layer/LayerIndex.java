package dev.tare.layer;

import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.Warnings;
import dev.tare.layer.stream.Compression;
import dev.tare.secrets.SecretKind;
import dev.tare.secrets.SecretKinds;
import java.util.List;

/**
 * All that is kept of a layer: its members in the order of the tar, a column of an array for each of their properties,
 * so that a million of them take some 90 MB, names included. Immutable, and the same for every image that has the layer.
 */
public final class LayerIndex {

    private static final byte FILE = (byte) EntryKind.FILE.ordinal();
    private static final byte UNPLACEABLE = (byte) EntryKind.UNPLACEABLE.ordinal();
    private static final byte PSEUDO_LINK = (byte) EntryKind.PSEUDO_LINK.ordinal();

    private final Columns columns;
    private final Blob blob;
    private final Tar tar;
    private final List<String> notes;

    /** The blob as stored. */
    record Blob(Digest digest, Compression compression, long bytes) {}

    /**
     * The uncompressed layer.
     *
     * @param digest its diff ID
     * @param expandedBytes its size with the holes of sparse files
     */
    record Tar(Digest digest, long bytes, long expandedBytes) {}

    LayerIndex(Columns columns, Blob blob, Tar tar, List<String> notes) {
        this.columns = columns;
        this.blob = blob;
        this.tar = tar;
        this.notes = List.copyOf(notes);
    }

    Columns columns() {
        return columns;
    }

    /** The same index with the SHA-256 of contents in place of other hashes, where that is known; else this one. */
    public LayerIndex withSha256() {
        var other = columns.withSha256();
        return other == columns ? this : new LayerIndex(other, blob, tar, notes);
    }

    /** The same index, in whose columns what is found out of contents can be noted. */
    LayerIndex withRoomForKinds() {
        return new LayerIndex(columns.withRoomForKinds(), blob, tar, notes);
    }

    /** The same index for a config that claims this diff ID, where only the config tells it. */
    public LayerIndex claimedAs(Digest diffId) {
        return new LayerIndex(columns, blob, new Tar(diffId, tar.bytes(), tar.expandedBytes()), notes);
    }

    /** How many members the layer has. Entries are numbered from 0 in the order of the tar. */
    public int size() {
        return columns.size;
    }

    /** The names of this layer; the numbers that {@link #path} and {@link #linkTarget} give are its paths. */
    public Paths paths() {
        return columns.paths;
    }

    public EntryKind kind(int entry) {
        return EntryKind.at(columns.kinds[entry]);
    }

    /** The path of an entry, cleaned and below the root; of a whiteout, the path that it takes away. */
    public int path(int entry) {
        return columns.path[entry];
    }

    /** The path that a hard link points to, or {@link Paths#NONE} for anything else. */
    public int linkTarget(int entry) {
        return kind(entry) == EntryKind.HARDLINK ? (int) columns.sizes[entry] : Paths.NONE;
    }

    /** Where a symbolic link points to, as it stands in the tar; empty for anything else. */
    public byte[] symlinkTarget(int entry) {
        return kind(entry) == EntryKind.SYMLINK ? columns.targets.bytes((int) columns.sizes[entry]) : new byte[0];
    }

    /** The length of a file in bytes, that of a sparse one with its holes; 0 for anything else. */
    public long fileSize(int entry) {
        byte kind = columns.kinds[entry]; // asked for so often that a switch over the enum shows
        return kind == FILE || kind == UNPLACEABLE || kind == PSEUDO_LINK ? columns.sizes[entry] : 0;
    }

    /** The compressed bytes that a file came from, its header and its content: an estimate. */
    public long pulledBytes(int entry) {
        return Math.round((double) columns.pulled[entry]);
    }

    /** Permission bits, with set-uid, set-gid and sticky. */
    public int mode(int entry) {
        return columns.modes[entry];
    }

    public int uid(int entry) {
        return columns.uids[entry];
    }

    public int gid(int entry) {
        return columns.gids[entry];
    }

    /** Time of last change in seconds since 1970, rounded down. */
    public long mtime(int entry) {
        return columns.mtimes[entry];
    }

    public int mtimeNanos(int entry) {
        return columns.nanos.length == 0 ? 0 : columns.nanos[entry];
    }

    /** A fingerprint of the extended attributes; 0 where there are none. */
    public long xattrs(int entry) {
        return columns.xattrs.length == 0 ? 0 : columns.xattrs[entry];
    }

    /** Which credential a file is, by its path and its first bytes; {@link SecretKind#NONE} for nearly all. */
    public SecretKind secret(int entry) {
        return columns.secrets.length == 0 ? SecretKind.NONE : SecretKinds.at(columns.secrets[entry] & 0xff);
    }

    /** Returns true if any file may be a credential. */
    public boolean hasSecrets() {
        return columns.secrets.length > 0;
    }

    /** What an ELF file is, by its header; {@link ElfType#NONE} for nearly all files. */
    public ElfType elfType(int entry) {
        return columns.elfTypes.length == 0 ? ElfType.NONE : ElfType.at(columns.elfTypes[entry]);
    }

    /** What the hashes of the contents are. Hashes of two algorithms cannot be compared. */
    public HashAlgorithm hashAlgorithm() {
        return columns.hashAlgorithm;
    }

    /** The lower half of the hash of a file's content. */
    public long hashLow(int entry) {
        return columns.hashLow[entry];
    }

    /** The upper half of the hash of a file's content. */
    public long hashHigh(int entry) {
        return columns.hashHigh[entry];
    }

    /** Stands for a layer whose bytes could not be had: it has no entries. */
    public static LayerIndex unread(Digest digest, Digest diffId, Compression compression, long compressedBytes) {
        var notes = new Warnings();
        var columns = new Columns(Limits.DEFAULT, notes);
        columns.freeze();
        return new LayerIndex(
                columns, new Blob(digest, compression, compressedBytes), new Tar(diffId, 0, 0), List.of());
    }

    /** The digest of the blob as stored. */
    public Digest digest() {
        return blob.digest();
    }

    /** The digest of the uncompressed layer, whatever the config says it should be. */
    public Digest diffId() {
        return tar.digest();
    }

    public Compression compression() {
        return blob.compression();
    }

    public long compressedBytes() {
        return blob.bytes();
    }

    public long uncompressedBytes() {
        return tar.bytes();
    }

    /** The same with the holes of sparse files: how much there was to read. */
    public long expandedBytes() {
        return tar.expandedBytes();
    }

    /** What is odd about the layer, a line each. */
    public List<String> notes() {
        return notes;
    }
}
