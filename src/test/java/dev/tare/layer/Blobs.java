package dev.tare.layer;

import com.github.luben.zstd.Zstd;
import dev.tare.image.Digest;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.stream.Compression;
import dev.tare.layer.stream.Pools;
import dev.tare.layer.tar.Expansion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Layers as blobs, and their indexes as text that a test can compare. */
public final class Blobs {

    private Blobs() {}

    public static LayerIndex index(RawTar tar) throws IOException {
        return index(tar.bytes());
    }

    public static LayerIndex index(byte[] blob) throws IOException {
        return index(blob, Limits.DEFAULT);
    }

    public static LayerIndex index(byte[] blob, Limits limits) throws IOException {
        return new LayerReader(limits).read(new ByteArrayInputStream(blob), descriptor(blob), true, bytes -> {});
    }

    /** Reads a blob, and computes the SHA-256 of its contents too. */
    public static LayerIndex indexWithSha256(byte[] blob) throws IOException {
        return new LayerReader(
                        Limits.DEFAULT, new Expansion(Limits.DEFAULT), new Pools(), LayerReader.Hashes.XXH3_AND_SHA256)
                .read(new ByteArrayInputStream(blob), descriptor(blob), true, bytes -> {});
    }

    /** Reads a blob that comes in pieces of {@code piece} bytes at most. */
    public static LayerIndex index(byte[] blob, int piece) throws IOException {
        var slow = new ByteArrayInputStream(blob) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }
        };
        return new LayerReader(Limits.DEFAULT).read(slow, descriptor(blob), true, bytes -> {});
    }

    /**
     * The same index as if its hashes were of another algorithm, as one that is read from a table of contents may have them. Equal contents
     * have equal hashes still.
     */
    public static LayerIndex withHashes(HashAlgorithm algorithm, LayerIndex index) {
        var columns = index.columns();
        columns.hashAlgorithm = algorithm;
        return new LayerIndex(
                columns,
                new LayerIndex.Blob(index.digest(), index.compression(), index.compressedBytes()),
                new LayerIndex.Tar(index.diffId(), index.uncompressedBytes(), index.expandedBytes()),
                index.notes());
    }

    public static Descriptor descriptor(byte[] blob) {
        return descriptor(Digest.sha256(blob), blob.length);
    }

    public static Descriptor descriptor(Digest digest, long size) {
        return new Descriptor(
                "application/vnd.oci.image.layer.v1.tar", digest, size, List.of(), Map.of(), Optional.empty());
    }

    public static byte[] gzip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }

    public static byte[] xz(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        var options = new LZMA2Options();
        try {
            options.setDictSize(LZMA2Options.DICT_SIZE_MIN);
            try (var xz = new XZOutputStream(bytes, options)) {
                xz.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] bzip2(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var bzip2 = new BZip2CompressorOutputStream(bytes, BZip2CompressorOutputStream.MIN_BLOCKSIZE)) {
            bzip2.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] compressed(Compression compression, byte[] content) {
        return switch (compression) {
            case NONE -> content;
            case GZIP -> gzip(content);
            case ZSTD -> zstd(content);
            case XZ -> xz(content);
            case BZIP2 -> bzip2(content);
        };
    }

    public static byte[] join(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All members of a layer, a line each: {@code FILE /a/b 5}, {@code SYMLINK /l -> a}, {@code WHITEOUT /gone}. */
    public static List<String> lines(LayerIndex index) {
        var lines = new ArrayList<String>();
        for (int entry = 0; entry < index.size(); entry++) {
            lines.add(line(index, entry));
        }
        return lines;
    }

    private static String line(LayerIndex index, int entry) {
        String line = index.kind(entry) + " " + path(index, index.path(entry));
        return switch (index.kind(entry)) {
            case FILE, UNPLACEABLE, PSEUDO_LINK -> line + " " + index.fileSize(entry);
            case SYMLINK -> line + " -> " + Printable.of(index.symlinkTarget(entry));
            case HARDLINK -> line + " = " + path(index, index.linkTarget(entry));
            default -> line;
        };
    }

    private static String path(LayerIndex index, int path) {
        return Printable.of(index.paths().bytes(path));
    }
}
