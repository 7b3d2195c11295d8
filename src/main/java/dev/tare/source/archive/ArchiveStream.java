package dev.tare.source.archive;

import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.LayerReader;
import dev.tare.layer.tar.ArchiveReader;
import dev.tare.source.Members;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A tar that passes by once. Which members are layers is known only at its end, where {@code docker save} puts the manifest: so whatever
 * may be a manifest or a config is kept, and all else is read as a layer right away. Whether that fails only matters if the image
 * has that layer.
 */
final class ArchiveStream implements Members {

    /** Members up to this size are kept in memory: each may be a manifest or a config. */
    private static final int MAX_KEPT_MEMBER_BYTES = 256 << 10;

    /** Maximum bytes of all small members that are kept, and of all members that begin like JSON. */
    private static final long MAX_KEPT_BYTES = 64 << 20;

    /** Maximum bytes that are read behind the end of the archive, so that its writer can finish. */
    private static final long MAX_TRAILING_BYTES = 16 << 20;

    /** A member that was read when it came by. */
    private sealed interface Read {
        long size();

        record Kept(byte[] bytes) implements Read {
            @Override
            public long size() {
                return bytes.length;
            }
        }

        record Layer(LayerIndex index, long size) implements Read {}

        record Failed(ImageFault fault, long size) implements Read {}
    }

    private final String name;
    private final Limits limits;
    private final LayerReader reader;
    private final MemberNames<Read> members = new MemberNames<>();
    private long keptSmall;
    private long keptJson;

    private ArchiveStream(String name, Limits limits) {
        this.name = name;
        this.limits = limits;
        this.reader = new LayerReader(limits);
    }

    /**
     * Reads the whole archive.
     *
     * @param name what the user called it
     */
    static ArchiveStream read(String name, InputStream stream, Limits limits) throws IOException {
        var read = new ArchiveStream(name, limits);
        read.index(stream);
        return read;
    }

    private void index(InputStream stream) throws IOException {
        var archive = ArchiveReader.of(stream, limits);
        for (var member = archive.next(); member != null; member = archive.next()) {
            members.put(member, file -> read(archive.open(file), file));
        }
        long left = MAX_TRAILING_BYTES;
        byte[] scratch = new byte[1 << 16];
        for (int got = 0; got >= 0 && left > 0; left -= got) {
            got = stream.read(scratch);
        }
    }

    private Read read(InputStream content, ArchiveReader.File file) throws IOException {
        long size = file.size();
        byte[] first = content.readNBytes((int) Math.min(size, MAX_KEPT_MEMBER_BYTES));
        // a manifest or a config may be large, and a layer small; neither must crowd the other out
        boolean json = isJson(first) && size <= Math.max(limits.manifestBytes(), limits.configBytes());
        if (json && keptJson + size <= MAX_KEPT_BYTES) {
            keptJson += size;
            byte[] whole = Arrays.copyOf(first, (int) size);
            content.readNBytes(whole, first.length, whole.length - first.length);
            return new Read.Kept(whole);
        }
        if (size <= MAX_KEPT_MEMBER_BYTES && keptSmall + size <= MAX_KEPT_BYTES) {
            keptSmall += size;
            return new Read.Kept(first);
        }
        var whole = new SequenceInputStream(new ByteArrayInputStream(first), content);
        try {
            return new Read.Layer(layer(whole, file.name(), size), size);
        } catch (ImageFault fault) {
            return new Read.Failed(fault, size);
        }
    }

    private static boolean isJson(byte[] first) {
        for (byte b : first) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    private LayerIndex layer(InputStream content, String member, long size) throws IOException {
        return reader.read(content, size, Members.blobDigest(member), false, _ -> {});
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size(String member) {
        var read = members.find(member);
        return read == null ? -1 : read.size();
    }

    @Override
    public InputStream open(String member) throws IOException {
        if (members.find(member) instanceof Read.Kept(byte[] bytes)) {
            return new ByteArrayInputStream(bytes);
        }
        throw new IOException("the member " + member + " has passed by");
    }

    @Override
    public Optional<InputStream> openRange(String member, long from, long length) throws IOException {
        return members.find(member) instanceof Read.Kept
                ? Members.super.openRange(member, from, length)
                : Optional.empty();
    }

    @Override
    public Optional<LayerIndex> index(String member) throws ImageFault {
        return switch (members.find(member)) {
            case Read.Layer layer -> Optional.of(layer.index());
            case Read.Failed failed -> throw failed.fault();
            case Read.Kept _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    @Override
    public void close() {}
}
