package dev.tare.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Digest;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A layer with a table of contents, made of a tar as the converters do.
 *
 * @param diffId of what the blob decompresses to
 * @param annotations of its descriptor
 */
public record LazyLayer(byte[] blob, Digest diffId, Map<String, String> annotations) {

    public static final String TOC_DIGEST = "containerd.io/snapshot/stargz/toc.digest";
    public static final String UNCOMPRESSED_SIZE = "io.containers.estargz.uncompressed-size";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BLOCK = 512;

    /** Where the table of an eStargz layer is. */
    public enum Table {
        /** The last member of the tar, as {@code ctr-remote} writes it. */
        IN_TAR,
        /** A tar of its own behind the end mark of the tar, as BuildKit writes it. */
        BEHIND_TAR
    }

    /**
     * Makes a zstd:chunked layer (containers/storage, {@code pkg/chunked}).
     *
     * @param tar with its end mark, and files whose names are UTF-8
     */
    public static LazyLayer zstdChunked(byte[] tar) {
        return zstdChunked(tar, _ -> {});
    }

    /** @param lie changes the entries of the table, but not the headers of the tar */
    public static LazyLayer zstdChunked(byte[] tar, Consumer<ArrayNode> lie) {
        try {
            return new ChunkedWriter(tar, lie).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes an eStargz layer (stargz-snapshotter, estargz.md).
     *
     * @param tar with its end mark, and files whose names are UTF-8
     */
    public static LazyLayer estargz(byte[] tar, int chunkBytes, Table table) {
        return estargz(tar, chunkBytes, table, _ -> {});
    }

    /** @param lie changes the entries of the table */
    public static LazyLayer estargz(byte[] tar, int chunkBytes, Table table, Consumer<ArrayNode> lie) {
        try {
            return new Writer(tar, chunkBytes, table, lie).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes an eStargz layer with any table, right or wrong.
     *
     * @param tar with its end mark; it is one compressed piece
     */
    public static LazyLayer estargz(byte[] tar, String json) {
        byte[] table = json.getBytes(StandardCharsets.UTF_8);
        byte[] index = new RawTar().file("stargz.index.json", table).end().bytes();
        var blob = new ByteArrayOutputStream();
        blob.writeBytes(Blobs.gzip(tar));
        int offset = blob.size();
        blob.writeBytes(Blobs.gzip(index));
        blob.writeBytes(Writer.footer(offset));
        var plain = new ByteArrayOutputStream();
        plain.writeBytes(tar);
        plain.writeBytes(index);
        return new LazyLayer(
                blob.toByteArray(),
                Digest.sha256(plain.toByteArray()),
                Map.of(TOC_DIGEST, Digest.sha256(table).toString(), UNCOMPRESSED_SIZE, String.valueOf(plain.size())));
    }

    /** Walks through a tar, header by header. */
    private abstract static class Walker {

        final byte[] tar;
        final ByteArrayOutputStream blob = new ByteArrayOutputStream();
        final ByteArrayOutputStream piece = new ByteArrayOutputStream();
        final ArrayNode entries = JSON.createArrayNode();
        private final Consumer<ArrayNode> lie;

        /** Where the next member begins, or the end mark. */
        private int at;

        Walker(byte[] tar, Consumer<ArrayNode> lie) {
            this.tar = tar;
            this.lie = lie;
        }

        /** Writes a content, and tells where it is. */
        abstract void content(ObjectNode json, byte[] content) throws IOException;

        final void members() throws IOException {
            try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
                for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    while (isExtended(tar[at + 156])) {
                        int extended = BLOCK + padded(Integer.parseInt(octal(at + 124), 8));
                        piece.write(tar, at, extended);
                        at += extended;
                    }
                    piece.write(tar, at, BLOCK);
                    at += BLOCK;
                    var json = json(entry);
                    int size = entry.isFile() && !entry.isLink() ? (int) entry.getSize() : 0;
                    if (size > 0) {
                        byte[] content = Arrays.copyOfRange(tar, at, at + size);
                        json.put("size", size)
                                .put("digest", Digest.sha256(content).toString());
                        content(json, content);
                        piece.write(new byte[padded(size) - size]);
                        at += padded(size);
                    }
                }
            }
            lie.accept(entries);
        }

        /** The end mark of the tar, and its padding. */
        final byte[] end() {
            return Arrays.copyOfRange(tar, at, tar.length);
        }

        private String octal(int at) {
            return new String(tar, at, 11, StandardCharsets.US_ASCII).strip();
        }

        private static boolean isExtended(byte type) {
            return "xgLK".indexOf(type) >= 0;
        }

        private static int padded(int size) {
            return size + (-size & (BLOCK - 1));
        }

        private ObjectNode json(TarArchiveEntry entry) {
            var json = entries.addObject().put("name", entry.getName()).put("type", type(entry));
            long seconds = entry.getLastModifiedTime().toMillis() / 1000;
            if (seconds != 0) {
                json.put("modtime", Instant.ofEpochSecond(seconds).toString());
            }
            if (!entry.getLinkName().isEmpty()) {
                json.put("linkName", entry.getLinkName());
            }
            json.put("mode", entry.getMode()).put("uid", entry.getLongUserId()).put("gid", entry.getLongGroupId());
            entry.getExtraPaxHeaders().forEach((key, value) -> {
                if (key.startsWith("SCHILY.xattr.")) {
                    json.withObject("/xattrs")
                            .put(key.substring("SCHILY.xattr.".length()), value.getBytes(StandardCharsets.UTF_8));
                }
            });
            return json;
        }

        private static String type(TarArchiveEntry entry) {
            if (entry.isDirectory()) {
                return "dir";
            }
            if (entry.isSymbolicLink()) {
                return "symlink";
            }
            return entry.isLink() ? "hardlink" : entry.isFIFO() ? "fifo" : "reg";
        }
    }

    private static final class Writer extends Walker {

        private final int chunkBytes;
        private final Table table;
        private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

        Writer(byte[] tar, int chunkBytes, Table table, Consumer<ArrayNode> lie) {
            super(tar, lie);
            this.chunkBytes = chunkBytes;
            this.table = table;
        }

        LazyLayer write() throws IOException {
            members();
            if (table == Table.BEHIND_TAR) {
                piece.write(end());
            }
            closePiece();
            long offset = blob.size();
            byte[] json = JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("version", 1).set("entries", entries));
            piece.write(new RawTar().file("stargz.index.json", json).end().bytes());
            closePiece();
            blob.write(footer(offset));
            byte[] content = plain.toByteArray();
            return new LazyLayer(
                    blob.toByteArray(),
                    Digest.sha256(content),
                    Map.of(
                            TOC_DIGEST,
                            Digest.sha256(json).toString(),
                            UNCOMPRESSED_SIZE,
                            String.valueOf(content.length)));
        }

        @Override
        void content(ObjectNode json, byte[] content) throws IOException {
            for (int from = 0; from < content.length; from += chunkBytes) {
                closePiece();
                var chunk = from == 0
                        ? json
                        : entries.addObject()
                                .put("name", json.path("name").asText())
                                .put("type", "chunk");
                chunk.put("offset", blob.size());
                if (from > 0) {
                    chunk.put("chunkOffset", from);
                }
                int length = Math.min(chunkBytes, content.length - from);
                if (content.length > chunkBytes) {
                    chunk.put("chunkSize", length);
                }
                piece.write(content, from, length);
            }
        }

        private void closePiece() throws IOException {
            if (piece.size() > 0) {
                plain.write(piece.toByteArray());
                blob.write(Blobs.gzip(piece.toByteArray()));
                piece.reset();
            }
        }

        /** An empty gzip member whose extra field says where the table begins. */
        private static byte[] footer(long offset) {
            var footer = new ByteArrayOutputStream();
            footer.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 26, 0, 'S', 'G', 22, 0});
            footer.writeBytes("%016xSTARGZ".formatted(offset).getBytes(StandardCharsets.US_ASCII));
            footer.writeBytes(new byte[] {1, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0});
            return footer.toByteArray();
        }
    }

    private static final class ChunkedWriter extends Walker {

        private final ByteArrayOutputStream split = new ByteArrayOutputStream();

        ChunkedWriter(byte[] tar, Consumer<ArrayNode> lie) {
            super(tar, lie);
        }

        LazyLayer write() throws IOException {
            members();
            piece.write(end());
            closePiece();
            byte[] tarSplit = Blobs.zstd(split.toByteArray());
            byte[] json = JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("version", 1)
                    .put("tarSplitDigest", Digest.sha256(tarSplit).toString())
                    .set("entries", entries));
            byte[] table = Blobs.zstd(json);
            int tableAt = skippable(table);
            int splitAt = skippable(tarSplit);
            return new LazyLayer(
                    blob.toByteArray(),
                    Digest.sha256(tar),
                    Map.of(
                            "io.github.containers.zstd-chunked.manifest-position",
                            "%d:%d:%d:1".formatted(tableAt, table.length, json.length),
                            "io.github.containers.zstd-chunked.manifest-checksum",
                            Digest.sha256(table).toString(),
                            "io.github.containers.zstd-chunked.tarsplit-position",
                            "%d:%d:%d".formatted(splitAt, tarSplit.length, split.size())));
        }

        @Override
        void content(ObjectNode json, byte[] content) throws IOException {
            closePiece();
            json.put("offset", blob.size());
            blob.write(Blobs.zstd(content));
            json.put("endOffset", blob.size());
            split(JSON.createObjectNode().put("type", 1).put("size", content.length));
        }

        private void closePiece() throws IOException {
            if (piece.size() > 0) {
                blob.write(Blobs.zstd(piece.toByteArray()));
                split(JSON.createObjectNode().put("type", 2).put("payload", piece.toByteArray()));
                piece.reset();
            }
        }

        private void split(ObjectNode entry) throws IOException {
            split.write(JSON.writeValueAsBytes(entry));
            split.write('\n');
        }

        /** Writes a skippable frame (RFC 8878, 3.1.2), and returns where its content begins. */
        private int skippable(byte[] content) throws IOException {
            var head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            blob.write(head.putInt(0x184D2A50).putInt(content.length).array());
            int at = blob.size();
            blob.write(content);
            return at;
        }
    }
}
