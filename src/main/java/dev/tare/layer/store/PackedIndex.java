package dev.tare.layer.store;

import dev.tare.codec.Codecs;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.IndexFile;
import dev.tare.layer.LayerIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** An {@link IndexFile} in gzip, for places that are far away and that others write to as well. */
public final class PackedIndex {

    /** Maximum size of a packed index, in bytes. A layer of a million files has some 20 MB. */
    public static final int MAX_PACKED_BYTES = 64 << 20;

    /** Maximum size of an index when it is unpacked, in bytes. */
    public static final int MAX_BYTES = 256 << 20;

    /** Maximum ratio of deflate (RFC 1951): a match of 258 bytes takes two bits. */
    private static final int MAX_RATIO = 1_032;

    private PackedIndex() {}

    /**
     * Packs an index. Equal indexes come out equal.
     *
     * @param limits within which the layer was read
     * @return empty if it is too large
     */
    public static Optional<byte[]> pack(LayerIndex index, Limits limits) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed, 64 << 10)) {
            IndexFile.write(index, limits, Channels.newChannel(gzip));
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        byte[] bytes = packed.toByteArray();
        return bytes.length <= MAX_PACKED_BYTES && size(bytes) <= MAX_BYTES ? Optional.of(bytes) : Optional.empty();
    }

    /**
     * The size of an index that these bytes claim to be: the last field of gzip (RFC 1952, 2.3.1, "ISIZE").
     *
     * @throws IllegalArgumentException if there are too few bytes
     */
    public static long size(byte[] packed) {
        if (packed.length < Integer.BYTES) {
            throw new IllegalArgumentException("no gzip");
        }
        int size = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).getInt(packed.length - Integer.BYTES);
        return Integer.toUnsignedLong(size);
    }

    /**
     * Unpacks the index of a layer, which somebody may have made up.
     *
     * @return empty if the layer was read within limits that are laxer than these
     * @throws Damaged if it is no index of this layer
     */
    public static Optional<LayerIndex> unpack(byte[] packed, Descriptor layer, Limits limits) throws Damaged {
        if (packed.length < Integer.BYTES || size(packed) > Math.min(MAX_BYTES, (long) MAX_RATIO * packed.length)) {
            throw new Damaged("its size cannot be that of an index");
        }
        try (var gzip = Codecs.gzip(new ByteArrayInputStream(packed))) {
            var kept = IndexFile.readForeign(Channels.newChannel(gzip), size(packed), limits);
            if (gzip.read() >= 0) {
                throw new Damaged("it is longer than it says");
            }
            var index = kept.index();
            if (!index.digest().equals(layer.digest()) || index.compressedBytes() != layer.size()) {
                throw new Damaged("it is of another layer");
            }
            return kept.isWithin(limits) ? Optional.of(index) : Optional.empty();
        } catch (Damaged e) {
            throw e;
        } catch (IOException e) {
            throw new Damaged("it is no valid gzip", e);
        }
    }
}
