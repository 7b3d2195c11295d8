package dev.tare.layer;

import com.dynatrace.hash4j.hashing.HashValue128;
import dev.tare.image.Bound;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.Warnings;
import dev.tare.layer.tar.Stargz;
import dev.tare.layer.tar.TarHeader;
import dev.tare.layer.tar.TarReader;
import dev.tare.secrets.SecretDetector;
import dev.tare.secrets.SecretKind;
import dev.tare.secrets.SecretKinds;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The columns of a {@link LayerIndex} under construction: one array per property of the members. */
final class Columns {

    final Paths paths;
    final Names targets;
    final CleanPath clean;
    private final Limits limits;
    private final Warnings notes;
    private final SecretDetector secret = new SecretDetector();
    private final ElfHeader elf = new ElfHeader();

    int size;
    byte[] kinds = new byte[64];
    int[] path = new int[64];
    short[] modes = new short[64];
    int[] uids = new int[64];
    int[] gids = new int[64];
    long[] mtimes = new long[64];

    /** Of files their size; of links, which have none, the number of what they point to. */
    long[] sizes = new long[64];

    /** An estimate, for which a float is exact enough. */
    float[] pulled = new float[64];

    // these stay empty as long as every member has 0
    int[] nanos = {};
    long[] xattrs = {};
    byte[] secrets = {};
    byte[] elfTypes = {};

    HashAlgorithm hashAlgorithm = HashAlgorithm.XXH3_128;

    long[] hashLow = new long[64];
    long[] hashHigh = new long[64];

    /** Computes hashes of another algorithm, where both are wanted. */
    private @Nullable Sha256Column sha256;

    // those hashes, when the columns are frozen; they stay empty where they are not computed
    private long[] sha256Low = {};
    private long[] sha256High = {};

    Columns(Limits limits, Warnings notes) {
        this(limits, notes, new Paths(), new Names());
    }

    private Columns(Limits limits, Warnings notes, Paths paths, Names targets) {
        this.paths = paths;
        this.targets = targets;
        this.limits = limits;
        this.notes = notes;
        this.clean = new CleanPath(limits);
    }

    /** Has the SHA-256 of contents computed as well. */
    void addSha256() {
        sha256 = new Sha256Column();
    }

    /** Adds the current member of the reader, and reads its content. */
    void add(TarHeader header, TarReader tar) throws IOException {
        int entry = add(header);
        if (EntryKind.at(kinds[entry]).hasContent()) {
            beginFile(header);
            endFile(entry, header, tar, tar.hashContent(this::take));
        }
    }

    /** The same for a file that is not sparse and whose content is read as a stream as well. */
    void add(TarHeader header, TarReader tar, TarReader.StreamTaker taker) throws IOException {
        int entry = add(header);
        if (EntryKind.at(kinds[entry]).hasContent()) {
            beginFile(header);
            endFile(entry, header, tar, tar.hashContent(this::take, taker));
        }
    }

    /** Adds a member of a table of contents. */
    int addListed(TarHeader header) throws IOException {
        int entry = add(header);
        if (EntryKind.at(kinds[entry]).hasContent()) {
            sizes[entry] = header.size;
        }
        return entry;
    }

    /** The number of the entry, of which all is known but its content. */
    private int add(TarHeader header) throws IOException {
        clean.split(header.path, header.pathLength);
        noteOddName(header);
        EntryKind kind = kind(header);
        int entry = append(kind);
        path[entry] = path(kind);
        checkSize();
        addMetadata(entry, header);
        switch (kind) {
            case SYMLINK -> sizes[entry] = targets.intern(header.link, 0, header.linkLength);
            case HARDLINK -> sizes[entry] = linkTarget(header);
            default -> {
                // a name, and content if it is a file
            }
        }
        return entry;
    }

    /** The path that an entry is about. */
    private int path(EntryKind kind) throws IOException {
        return switch (kind) {
            case WHITEOUT -> {
                clean.dropFromLast(CleanPath.WHITEOUT.length);
                yield clean.intern(paths);
            }
            case OPAQUE -> {
                clean.dropLast();
                yield clean.intern(paths);
            }
            case PASSED_OVER -> Paths.ROOT;
            case PSEUDO_LINK -> clean.internPseudoLink(paths);
            default -> clean.intern(paths);
        };
    }

    private void checkSize() throws IOException {
        if (Math.max(size, paths.size() - 1) > limits.entries()) {
            throw Limits.exceeded(
                    "a layer of more than %,d files and directories".formatted(limits.entries()),
                    limits.entries(),
                    Bound.ENTRIES);
        }
        if (paths.isFull() || targets.isFull()) {
            throw new BeyondLimit("the names in a layer take more memory than can be given to them", "");
        }
    }

    private void addMetadata(int entry, TarHeader header) {
        modes[entry] = (short) header.mode;
        uids[entry] = header.uid;
        gids[entry] = header.gid;
        mtimes[entry] = header.mtime;
        if (header.mtimeNanos != 0 || nanos.length > 0) {
            nanos = nanos.length == 0 ? new int[kinds.length] : nanos;
            nanos[entry] = header.mtimeNanos;
        }
        if (header.xattrs != 0 || xattrs.length > 0) {
            xattrs = xattrs.length == 0 ? new long[kinds.length] : xattrs;
            xattrs[entry] = header.xattrs;
        }
    }

    private void beginFile(TarHeader header) throws IOException {
        secret.begin(clean, header.size);
        elf.begin();
    }

    private void endFile(int entry, TarHeader header, TarReader tar, HashValue128 hash) {
        endContent(entry);
        sizes[entry] = header.size;
        pulled[entry] = tar.pulled();
        hashLow[entry] = hash.getLeastSignificantBits();
        hashHigh[entry] = hash.getMostSignificantBits();
        if (sha256 != null) {
            sha256.end(entry);
        }
    }

    /** Notes what the content is that was taken. */
    private void endContent(int entry) {
        var type = elf.end();
        if (type != ElfType.NONE) {
            elfTypes = elfTypes.length == 0 ? new byte[kinds.length] : elfTypes;
            elfTypes[entry] = (byte) type.ordinal();
        }
        SecretKind found = secret.end();
        if (!found.isNone()) {
            secrets = secrets.length == 0 ? new byte[kinds.length] : secrets;
            secrets[entry] = (byte) found.number();
        }
    }

    private void take(byte[] content, int offset, int run) {
        secret.take(content, offset, run);
        elf.take(content, offset, run);
        if (sha256 != null) {
            sha256.take(content, offset, run);
        }
    }

    /** Begins with a file that was added without its content, and returns true if its name asks for the content. */
    boolean beginContent(int entry) throws IOException {
        byte[] whole = paths.bytes(path[entry]);
        clean.split(whole, whole.length);
        secret.begin(clean, sizes[entry]);
        elf.begin();
        return secret.isNamed() || ElfHeader.isNamed(whole);
    }

    /** Notes what a file is by its name and its content; an empty one where that was not read. */
    void endContent(int entry, byte[] content) {
        if (content.length > 0) {
            secret.take(content, 0, content.length);
            elf.take(content, 0, content.length);
        }
        endContent(entry);
    }

    /** Returns true if the SHA-256 of contents are computed. */
    boolean hasSha256() {
        return sha256 != null;
    }

    /** Returns true if the content of a file has this SHA-256, or if that was not computed. */
    boolean hasSha256(int entry, byte[] expected) {
        return sha256 == null || sha256.is(entry, expected);
    }

    /** Columns without entries in which names have the numbers that they have here. */
    Columns withSameNames(Warnings ownNotes) {
        return new Columns(limits, ownNotes, paths, targets);
    }

    /** The same columns with the hashes of SHA-256, where they are known. To be called when they are frozen. */
    Columns withSha256() {
        if (sha256High.length < size) {
            return this;
        }
        var other = copy();
        other.hashAlgorithm = HashAlgorithm.SHA_256;
        other.hashLow = sha256Low;
        other.hashHigh = sha256High;
        return other;
    }

    /** The same columns, with columns of their own for the kinds of credentials and of ELF files. To be called when they are frozen. */
    Columns withRoomForKinds() {
        var other = copy();
        other.secrets = secrets.clone();
        other.elfTypes = elfTypes.clone();
        return other;
    }

    private Columns copy() {
        var other = new Columns(limits, notes, paths, targets);
        other.size = size;
        other.kinds = kinds;
        other.path = path;
        other.modes = modes;
        other.uids = uids;
        other.gids = gids;
        other.mtimes = mtimes;
        other.sizes = sizes;
        other.pulled = pulled;
        other.nanos = nanos;
        other.xattrs = xattrs;
        other.secrets = secrets;
        other.elfTypes = elfTypes;
        other.hashAlgorithm = hashAlgorithm;
        other.hashLow = hashLow;
        other.hashHigh = hashHigh;
        other.sha256Low = sha256Low;
        other.sha256High = sha256High;
        return other;
    }

    private int linkTarget(TarHeader header) throws IOException {
        clean.split(header.link, header.linkLength);
        if (clean.climbed() || clean.absolute()) {
            notes.add(
                    "a hard link's target is not a plain path, and is taken below the root",
                    () -> Printable.of(header.link, header.linkLength));
        }
        return clean.isPseudoLink() ? clean.internPseudoLink(paths) : clean.intern(paths);
    }

    private void noteOddName(TarHeader header) {
        if (clean.climbed()) {
            notes.add(
                    "a path climbs with '..', and is taken below the root",
                    () -> Printable.of(header.path, header.pathLength));
        } else if (clean.absolute()) {
            notes.add("a path is absolute", () -> Printable.of(header.path, header.pathLength));
        } else if (clean.hasNul()) {
            notes.add("a path has a NUL in it", () -> Printable.of(header.path, header.pathLength));
        }
    }

    private EntryKind kind(TarHeader header) {
        if (clean.isAufs()) {
            return clean.isPseudoLink() && header.type == '0' ? EntryKind.PSEUDO_LINK : EntryKind.PASSED_OVER;
        }
        if (clean.isOpaque()) {
            return EntryKind.OPAQUE;
        }
        if (clean.isWhiteout()) {
            if (clean.whiteoutIsInvalid()) {
                notes.add(
                        "a whiteout names nothing that could be removed",
                        () -> Printable.of(header.path, header.pathLength));
                return EntryKind.PASSED_OVER;
            }
            return EntryKind.WHITEOUT;
        }
        boolean root = clean.depth() == 0;
        if (root && header.type != '5') {
            notes.add(
                    "an entry that is no directory stands for the root",
                    () -> Printable.of(header.path, header.pathLength));
            return header.type == '0' ? EntryKind.UNPLACEABLE : EntryKind.PASSED_OVER;
        }
        return switch (header.type) {
            case '0' -> EntryKind.FILE;
            case '1' -> EntryKind.HARDLINK;
            case '2' -> EntryKind.SYMLINK;
            case '3' -> EntryKind.CHARACTER_DEVICE;
            case '4' -> EntryKind.BLOCK_DEVICE;
            case '5' -> EntryKind.DIRECTORY;
            case '6' -> EntryKind.FIFO;
            default -> throw new IllegalStateException("the tar reader passes over type " + header.type);
        };
    }

    private int append(EntryKind kind) {
        if (size == kinds.length) {
            resize(Growth.to(size + 1));
        }
        kinds[size] = (byte) kind.ordinal();
        return size++;
    }

    private void resize(int capacity) {
        kinds = Arrays.copyOf(kinds, capacity);
        path = Arrays.copyOf(path, capacity);
        modes = Arrays.copyOf(modes, capacity);
        uids = Arrays.copyOf(uids, capacity);
        gids = Arrays.copyOf(gids, capacity);
        mtimes = Arrays.copyOf(mtimes, capacity);
        nanos = nanos.length == 0 ? nanos : Arrays.copyOf(nanos, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        pulled = Arrays.copyOf(pulled, capacity);
        xattrs = xattrs.length == 0 ? xattrs : Arrays.copyOf(xattrs, capacity);
        secrets = secrets.length == 0 ? secrets : Arrays.copyOf(secrets, capacity);
        elfTypes = elfTypes.length == 0 ? elfTypes : Arrays.copyOf(elfTypes, capacity);
        hashLow = Arrays.copyOf(hashLow, capacity);
        hashHigh = Arrays.copyOf(hashHigh, capacity);
    }

    /** Passes over what lazy-pull formats keep in the root of an eStargz layer (accounting.md, rule 8). */
    void passOverStargz() {
        for (int entry = 0; entry < size; entry++) {
            if (kinds[entry] == EntryKind.FILE.ordinal()
                    && paths.parent(path[entry]) == Paths.ROOT
                    && Stargz.isBookkeeping(paths.name(path[entry]))) {
                kinds[entry] = (byte) EntryKind.PASSED_OVER.ordinal();
                sizes[entry] = 0;
            }
        }
    }

    void freeze() {
        paths.freeze();
        targets.freeze();
        resize(size);
        if (sha256 != null) {
            sha256Low = sha256.low(size);
            sha256High = sha256.high(size);
            sha256 = null;
        }
    }

    /** Writes all columns. They must be frozen. */
    void write(IndexFile.Writer out) throws IOException {
        paths.write(out);
        targets.write(out);
        out.bytes(kinds, size);
        out.ints(path, size);
        out.shorts(modes);
        out.ints(uids, size);
        out.ints(gids, size);
        out.longs(mtimes);
        out.longs(sizes);
        out.floats(pulled);
        out.ints(nanos, nanos.length);
        out.longs(xattrs);
        out.bytes(secrets, secrets.length);
        out.bytes(elfTypes, elfTypes.length);
        out.number(hashAlgorithm.ordinal());
        out.longs(hashLow);
        out.longs(hashHigh);
        out.longs(sha256Low);
        out.longs(sha256High);
    }

    /** Reads columns, frozen. Columns that no layer can have are refused. */
    static Columns read(IndexFile.Reader in) throws IOException {
        var paths = Paths.read(in);
        var targets = Names.read(in);
        var columns = new Columns(Limits.DEFAULT, new Warnings(), paths, targets);
        columns.kinds = in.bytes();
        columns.size = columns.kinds.length;
        columns.path = in.ints();
        columns.modes = in.shorts();
        columns.uids = in.ints();
        columns.gids = in.ints();
        columns.mtimes = in.longs();
        columns.sizes = in.longs();
        columns.pulled = in.floats();
        columns.nanos = in.ints();
        columns.xattrs = in.longs();
        columns.secrets = in.bytes();
        columns.elfTypes = in.bytes();
        columns.hashAlgorithm = in.oneOf(HashAlgorithm.values());
        columns.hashLow = in.longs();
        columns.hashHigh = in.longs();
        columns.sha256Low = in.longs();
        columns.sha256High = in.longs();
        if (!columns.isSound()) {
            throw new Damaged("it holds what no layer has");
        }
        return columns;
    }

    private boolean isSound() {
        boolean sound = path.length == size
                && modes.length == size
                && uids.length == size
                && gids.length == size
                && mtimes.length == size
                && sizes.length == size
                && pulled.length == size
                && (nanos.length == 0 || nanos.length == size)
                && (xattrs.length == 0 || xattrs.length == size)
                && (secrets.length == 0 || secrets.length == size)
                && (elfTypes.length == 0 || elfTypes.length == size)
                && hashLow.length == size
                && hashHigh.length == size
                && (sha256Low.length == 0 || sha256Low.length == size)
                && sha256High.length == sha256Low.length;
        for (int i = 0; i < size && sound; i++) {
            sound = kinds[i] >= 0
                    && kinds[i] < EntryKind.values().length
                    && paths.has(path[i])
                    && switch (EntryKind.at(kinds[i])) {
                        case HARDLINK -> paths.has(sizes[i]);
                        case SYMLINK -> targets.has(sizes[i]);
                        default -> sizes[i] >= 0;
                    };
        }
        for (int i = 0; i < secrets.length && sound; i++) {
            sound = SecretKinds.has(secrets[i] & 0xff);
        }
        for (int i = 0; i < elfTypes.length && sound; i++) {
            sound = ElfType.has(elfTypes[i]);
        }
        return sound;
    }
}
