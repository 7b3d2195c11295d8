package dev.tare.layer.store;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.IndexFile;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A folder with a file for each layer and each config, in a folder of its own for each {@linkplain IndexFile#VERSION version} of the files: programs of
 * several versions may use one cache, and none reads or replaces what another wrote. A file is written beside its place and moved there, so
 * that none is ever seen in part. One that is proven to be damaged is deleted, and the layer is fetched again. The time of change of a file
 * tells when it was last used. Where all files together take more than the folder may have, the least recently used go, of whatever version.
 */
public final class LayerCache implements LayerStore {

    // how names of files end
    private static final String LAYER_FILE = "idx";
    private static final String CONFIG_FILE = "config";

    private static final Pattern NAME =
            Pattern.compile("(sha256|sha512)-([0-9a-f]+)\\.(%s|%s)".formatted(LAYER_FILE, CONFIG_FILE));

    /** Folders of versions; tare 0.1 had none and kept its files in the cache's own. */
    private static final Pattern VERSION = Pattern.compile("index-[0-9]+-[0-9a-f]{8}(-of-[0-9a-f]{16})?");

    private static final String UNFINISHED = ".new";

    /** Maximum size of a config that is kept, in bytes. Those of real images have less than 50 kB. */
    private static final int MAX_CONFIG_BYTES = 1 << 20;

    private final Path folder;
    private final Path current;
    private final Origin origin;
    private final long size;
    private final AtomicLong unpruned;

    /** @param size maximum size of all files together, in bytes */
    public LayerCache(Path folder, long size) {
        this(folder, IndexFile.VERSION, Origin.CACHE, size);
    }

    private LayerCache(Path folder, String version, Origin origin, long size) {
        this.folder = folder;
        this.current = folder.resolve(version);
        this.origin = origin;
        this.size = size;
        this.unpruned = new AtomicLong(size); // so that the first one that is kept looks after the rest
    }

    /**
     * A cache in the same folder and of the same size, for what comes from a shared cache. It has a folder of its own: whoever does not use that shared
     * cache does not trust what is in it.
     *
     * @param name of the shared cache
     */
    public LayerCache ofShared(String name) {
        String hash = Digest.sha256(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
        return new LayerCache(folder, IndexFile.VERSION + "-of-" + hash, Origin.SHARED_CACHE, size);
    }

    /**
     * A layer or a config that is kept.
     *
     * @param current whether this version of tare wrote it, or one that writes the same
     */
    public record Entry(Path file, Kind kind, Digest digest, long bytes, Instant lastUsed, boolean current) {}

    /** What is kept. */
    public enum Kind {
        LAYER,
        CONFIG
    }

    /** The result of {@link #prune}: what was deleted, and what is left. */
    public record Pruned(int removed, long removedBytes, int left, long leftBytes) {}

    /**
     * Makes the folder, which tells of files in private images, and so is nobody else's to read.
     *
     * @throws IOException if it cannot be written to
     */
    public void open() throws IOException {
        if (!Files.isDirectory(current)) {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] ownerOnly = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createDirectories(current, ownerOnly);
        }
        if (!Files.isWritable(current)) {
            throw new IOException("it cannot be written to");
        }
    }

    @Override
    public Map<Digest, Found> find(List<Descriptor> layers, Limits limits) {
        return layers.parallelStream()
                .flatMap(layer -> find(layer, limits).stream())
                .collect(Collectors.toMap(LayerIndex::digest, index -> new Found(index, origin), (one, _) -> one));
    }

    Optional<LayerIndex> find(Descriptor layer, Limits limits) {
        Path file = file(layer.digest());
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var kept = IndexFile.read(channel);
            if (!kept.index().digest().equals(layer.digest())) {
                throw new Damaged("it is of another layer");
            }
            if (!kept.isWithin(limits)) {
                return Optional.empty();
            }
            touch(file);
            return Optional.of(kept.index());
        } catch (Damaged e) {
            drop(file);
            return Optional.empty();
        } catch (IOException e) {
            // it is not there, or cannot be read now: too many files are open, this thread was interrupted
            return Optional.empty();
        }
    }

    @Override
    public boolean has(Descriptor layer) {
        return Files.exists(file(layer.digest()));
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // a read-only folder is still usable for lookups
        }
    }

    @Override
    public void keep(LayerIndex index, Limits limits) {
        keep(file(index.digest()), channel -> IndexFile.write(index, limits, channel));
    }

    @Override
    public Optional<byte[]> config(Descriptor config) {
        Path file = configFile(config.digest());
        try {
            if (Files.size(file) != config.size()) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            if (!config.digest().ofSameKind(bytes).equals(config.digest())) {
                drop(file);
                return Optional.empty();
            }
            touch(file);
            return Optional.of(bytes);
        } catch (IOException e) {
            return Optional.empty(); // it is not there, or cannot be read now
        }
    }

    @Override
    public void keepConfig(Digest digest, byte[] bytes) {
        if (bytes.length <= MAX_CONFIG_BYTES) {
            keep(configFile(digest), channel -> {
                for (var left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                    channel.write(left);
                }
            });
        }
    }

    private interface Writing {
        void to(FileChannel channel) throws IOException;
    }

    private void keep(Path file, Writing writing) {
        Path unfinished = null;
        try {
            unfinished = Files.createTempFile(current, "", UNFINISHED);
            try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                writing.to(channel);
            }
            long bytes = Files.size(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (unpruned.addAndGet(bytes) > size / 64) { // an image may have many layers
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

    /** All entries of all versions, the most recently used first. */
    public List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        for (Path version : versions()) {
            for (Path file : files(version)) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    entry(file, name, isCurrent(version)).ifPresent(entries::add);
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::lastUsed).reversed());
        return entries;
    }

    /** The folder itself, and those of the versions in it. */
    private List<Path> versions() throws IOException {
        var versions = new ArrayList<Path>();
        versions.add(folder);
        for (Path file : files(folder)) {
            if (VERSION.matcher(file.getFileName().toString()).matches()
                    && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                versions.add(file);
            }
        }
        return versions;
    }

    /** The files of a folder; none if there is no such folder. */
    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** An entry; empty for a file that another process has deleted meanwhile. */
    private static Optional<Entry> entry(Path file, Matcher name, boolean current) {
        try {
            return Optional.of(new Entry(
                    file,
                    name.group(3).equals(CONFIG_FILE) ? Kind.CONFIG : Kind.LAYER,
                    Digest.parse(name.group(1) + ":" + name.group(2)),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant(),
                    current));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isCurrent(Path version) {
        return version.getFileName().toString().startsWith(IndexFile.VERSION);
    }

    /**
     * Takes away what was not used since {@code since}, and of the rest the least recently used until it is no more than {@code most}
     * bytes, of whatever version; and what another process began an hour ago and never finished.
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
        var hourAgo = FileTime.from(Instant.now().minusSeconds(3600));
        for (Path version : versions()) {
            for (Path file : files(version)) {
                if (file.getFileName().toString().endsWith(UNFINISHED) && isOlder(file, hourAgo)) {
                    drop(file);
                }
            }
            if (!version.equals(folder) && !isCurrent(version)) {
                drop(version); // if it is empty
            }
        }
    }

    private static boolean isOlder(Path file, FileTime time) {
        try {
            return Files.getLastModifiedTime(file).compareTo(time) < 0;
        } catch (IOException e) {
            return false; // it was finished meanwhile
        }
    }

    /** Deletes a file or an empty folder. */
    private static void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // then it stays, and is replaced the next time
        }
    }

    private Path file(Digest digest) {
        return file(digest, LAYER_FILE);
    }

    private Path configFile(Digest digest) {
        return file(digest, CONFIG_FILE);
    }

    private Path file(Digest digest, String extension) {
        return current.resolve("%s-%s.%s".formatted(digest.algorithm(), digest.hex(), extension));
    }
}
