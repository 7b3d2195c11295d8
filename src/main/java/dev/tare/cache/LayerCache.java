package dev.tare.cache;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.layer.IndexFile;
import dev.tare.layer.LayerIndex;
import dev.tare.scan.LayerStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A folder with a file for each layer. A file is written beside its place and moved there, so that none is ever seen in part; one that is
 * damaged or of another version is dropped and the layer fetched anew. Its time of change tells when it was last of use: beyond the size
 * that the folder may have, the least recently used go.
 */
public final class LayerCache implements LayerStore {

    private static final Pattern NAME = Pattern.compile("(sha256|sha512)-([0-9a-f]+)\\.idx");
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final long size;
    private final AtomicLong unpruned;

    /** @param size what the files may take together, in bytes */
    public LayerCache(Path folder, long size) {
        this.folder = folder;
        this.size = size;
        this.unpruned = new AtomicLong(size); // so that the first one that is kept looks after the rest
    }

    /** A layer that is kept. */
    public record Entry(Path file, Digest digest, long bytes, Instant lastUsed) {}

    /** What {@link #prune} took away, and what it left. */
    public record Pruned(int removed, long removedBytes, int left, long leftBytes) {}

    /**
     * Makes the folder, which tells of files in private images, and so is nobody else's to read.
     *
     * @throws IOException if it cannot be written to
     */
    public void open() throws IOException {
        if (!Files.isDirectory(folder)) {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] ownerOnly = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createDirectories(folder, ownerOnly);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException("it cannot be written to");
        }
    }

    @Override
    public Optional<LayerIndex> find(Descriptor layer, Limits limits) {
        Path file = file(layer.digest());
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var kept = IndexFile.read(channel);
            if (!kept.index().digest().equals(layer.digest())) {
                throw new IOException("it is of another layer");
            }
            if (!kept.isWithin(limits)) {
                return Optional.empty();
            }
            touch(file);
            return Optional.of(kept.index());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            drop(file);
            return Optional.empty();
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // a folder that may only be read is of use all the same
        }
    }

    @Override
    public void keep(LayerIndex index, Limits limits) {
        Path unfinished = null;
        try {
            unfinished = Files.createTempFile(folder, "", UNFINISHED);
            try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                IndexFile.write(index, limits, channel);
            }
            Files.move(
                    unfinished,
                    file(index.digest()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            if (unpruned.addAndGet(Files.size(file(index.digest()))) > size / 64) { // an image may have many layers
                unpruned.set(0);
                prune(size, Instant.MIN);
            }
        } catch (IOException e) {
            // what cannot be kept is fetched anew the next time
            if (unfinished != null) {
                drop(unfinished);
            }
        }
    }

    /** All that is kept, the last used first. */
    public List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    entry(file, name.group(1) + ":" + name.group(2)).ifPresent(entries::add);
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::lastUsed).reversed());
        return entries;
    }

    /** Another process may have taken it away meanwhile. */
    private static Optional<Entry> entry(Path file, String digest) {
        try {
            return Optional.of(new Entry(
                    file,
                    Digest.parse(digest),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes away what was not used since {@code since}, and of the rest the least recently used until it is no more than {@code most}
     * bytes; and what another process began an hour ago and never finished.
     */
    public Pruned prune(long most, Instant since) throws IOException {
        int removed = 0;
        long removedBytes = 0;
        int left = 0;
        long leftBytes = 0;
        for (Entry entry : entries()) {
            boolean stays = removed == 0
                    && leftBytes + entry.bytes() <= most
                    && !entry.lastUsed().isBefore(since);
            if (stays) {
                left++;
                leftBytes += entry.bytes();
            } else {
                drop(entry.file());
                removed++;
                removedBytes += entry.bytes();
            }
        }
        dropUnfinished();
        return new Pruned(removed, removedBytes, left, leftBytes);
    }

    private void dropUnfinished() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var hourAgo = FileTime.from(Instant.now().minusSeconds(3600));
        try (var files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(hourAgo) < 0) {
                    drop(file);
                }
            }
        } catch (NoSuchFileException e) {
            // it was finished meanwhile
        }
    }

    private static void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // then it stays, and is replaced the next time
        }
    }

    private Path file(Digest digest) {
        return folder.resolve(digest.algorithm() + "-" + digest.hex() + ".idx");
    }
}
