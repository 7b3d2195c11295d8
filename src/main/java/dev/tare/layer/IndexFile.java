package dev.tare.layer;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.layer.stream.Compression;
import dev.tare.secrets.SecretKinds;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form in which a {@link LayerIndex} is kept: its columns one after the other, little-endian, each with its length in front, and a
 * hash of it all at the end. It tells the limits within which the layer was read: where others are stricter, it has to be read again.
 */
public final class IndexFile {

    /** Number of the form and of what the values in it mean. To be raised when either changes; {@code IndexGoldenTest} tells. */
    static final int FORMAT = 5;

    /**
     * Name of the form, of what its values mean, and of the table that credentials are told by: {@code index-5-0123abcd}. Only an index
     * of the same version can be read.
     */
    public static final String VERSION = "index-%d-%s".formatted(FORMAT, fingerprint());

    private static final long MAGIC = 0x0a58444945524154L; // "TAREIDX\n"

    private static final int BUFFER_BYTES = 256 << 10;

    private IndexFile() {}

    /** A hash of the tables that numbers in the columns refer to. Computed while the executable is built, where no C library can be called. */
    private static String fingerprint() {
        String vocabulary = Stream.of(
                        EntryKind.values(), Compression.values(), HashAlgorithm.values(), ElfType.values())
                .flatMap(Stream::of)
                .map(Enum::name)
                .collect(Collectors.joining(" "));
        byte[] bytes = (vocabulary + "\n" + SecretKinds.fingerprint()).getBytes(StandardCharsets.UTF_8);
        return "%08x".formatted((int) Hashing.xxh3_64().hashBytesToLong(bytes));
    }

    /** An index, and the limits within which its layer was read. */
    public record Kept(LayerIndex index, Limits limits) {

        /** Returns true if the layer is known to be within these limits too. */
        public boolean isWithin(Limits others) {
            return Bound.OF_LAYER.stream().allMatch(bound -> limits.get(bound) <= others.get(bound));
        }
    }

    public static void write(LayerIndex index, Limits limits, WritableByteChannel channel) throws IOException {
        try (var out = new Writer(channel)) {
            out.number(MAGIC);
            out.text(VERSION);
            for (Bound bound : Bound.OF_LAYER) {
                out.number(limits.get(bound));
            }
            out.text(index.digest().toString());
            out.text(index.diffId().toString());
            out.number(index.compression().ordinal());
            out.number(index.compressedBytes());
            out.number(index.uncompressedBytes());
            out.number(index.expandedBytes());
            out.number(index.notes().size());
            for (String note : index.notes()) {
                out.text(note);
            }
            index.columns().write(out);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws Damaged if the bytes have been changed, or are of another version
     * @throws IOException if the file cannot be read; the bytes may be intact
     */
    public static Kept read(SeekableByteChannel channel) throws IOException {
        return read(channel, channel.size());
    }

    /**
     * Reads what {@link #write} wrote somewhere else: whoever could write there may have made it up. What is read is checked against all that the
     * analysis relies on, so that it can be wrong, but only as the index of another layer would be.
     *
     * @param size of the file in bytes
     * @param limits that the index must keep to
     * @throws Damaged if it is no index of this version, or one that no layer has
     */
    public static Kept readForeign(ReadableByteChannel channel, long size, Limits limits) throws IOException {
        var kept = read(channel, size);
        new IndexCheck(kept.index(), limits).check();
        return kept;
    }

    private static Kept read(ReadableByteChannel channel, long size) throws IOException {
        var in = new Reader(channel, size);
        if (in.number() != MAGIC || !in.text().equals(VERSION)) {
            throw new Damaged("it is of another version");
        }
        var limits = Limits.DEFAULT;
        for (Bound bound : Bound.OF_LAYER) {
            limits = limits.with(bound, Math.max(0, in.number())); // the hash at the end tells of damage
        }
        String digest = in.text();
        String diffId = in.text();
        var compression = in.oneOf(Compression.values());
        long compressedBytes = in.number();
        long uncompressedBytes = in.number();
        long expandedBytes = in.number();
        int count = in.length(1);
        var notes = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            notes.add(in.text());
        }
        var columns = Columns.read(in);
        in.finish();
        try {
            var index = new LayerIndex(
                    columns,
                    new LayerIndex.Blob(Digest.parse(digest), compression, compressedBytes),
                    new LayerIndex.Tar(Digest.parse(diffId), uncompressedBytes, expandedBytes),
                    notes);
            return new Kept(index, limits);
        } catch (IllegalArgumentException e) {
            throw new Damaged("it holds what no layer has");
        }
    }

    /** Writes columns. */
    static final class Writer implements Closeable {
        private final WritableByteChannel channel;
        private final byte[] bytes = new byte[BUFFER_BYTES];
        private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        private final HashStream64 hash = Hashing.xxh3_64().hashStream();

        Writer(WritableByteChannel channel) {
            this.channel = channel;
        }

        private ByteBuffer room(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                flush();
            }
            return buffer;
        }

        private void flush() throws IOException {
            hash.putBytes(bytes, 0, buffer.position());
            drain();
        }

        private void drain() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }

        void number(long value) throws IOException {
            room(Long.BYTES).putLong(value);
        }

        void text(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes(bytes, bytes.length);
        }

        void bytes(byte[] column, int length) throws IOException {
            number(length);
            for (int at = 0; at < length; ) {
                int run = Math.min(length - at, room(1).remaining());
                buffer.put(column, at, run);
                at += run;
            }
        }

        void shorts(short[] column) throws IOException {
            number(column.length);
            for (short value : column) {
                room(Short.BYTES).putShort(value);
            }
        }

        void ints(int[] column, int length) throws IOException {
            number(length);
            for (int at = 0; at < length; ) {
                int run = Math.min(length - at, room(Integer.BYTES).remaining() / Integer.BYTES);
                buffer.asIntBuffer().put(column, at, run);
                buffer.position(buffer.position() + run * Integer.BYTES);
                at += run;
            }
        }

        void longs(long[] column) throws IOException {
            number(column.length);
            for (int at = 0; at < column.length; ) {
                int run = Math.min(column.length - at, room(Long.BYTES).remaining() / Long.BYTES);
                buffer.asLongBuffer().put(column, at, run);
                buffer.position(buffer.position() + run * Long.BYTES);
                at += run;
            }
        }

        void floats(float[] column) throws IOException {
            number(column.length);
            for (float value : column) {
                room(Float.BYTES).putFloat(value);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
            buffer.putLong(hash.getAsLong());
            drain();
        }
    }

    /** Reads columns. None can be larger than the rest of the file. */
    static final class Reader {
        private final ReadableByteChannel channel;
        private final byte[] bytes;
        private final ByteBuffer buffer;
        private final HashStream64 hash = Hashing.xxh3_64().hashStream();
        private long left;

        /** @param size of the file in bytes */
        Reader(ReadableByteChannel channel, long size) {
            this.channel = channel;
            this.left = size - Long.BYTES;
            this.bytes = new byte[Math.clamp(size, 64, BUFFER_BYTES)];
            this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).flip();
        }

        /** The buffer with so many bytes in it, of what the hash is of. */
        private ByteBuffer have(int bytes) throws IOException {
            if (bytes > left) {
                throw new Damaged("it is cut off");
            }
            fill(bytes);
            return buffer;
        }

        private void fill(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                buffer.compact();
                while (buffer.position() < bytes) {
                    if (channel.read(buffer) < 0) {
                        throw new Damaged("it is cut off");
                    }
                }
                buffer.flip();
            }
        }

        /** Notes that so many bytes have been taken out of the buffer. */
        private void taken(int count) {
            hash.putBytes(bytes, buffer.position() - count, count);
            left -= count;
        }

        long number() throws IOException {
            long value = have(Long.BYTES).getLong();
            taken(Long.BYTES);
            return value;
        }

        /** The value of this number. */
        <T> T oneOf(T[] values) throws IOException {
            long number = number();
            if (number < 0 || number >= values.length) {
                throw new Damaged("it holds what no layer has");
            }
            return values[(int) number];
        }

        /** The length of a column whose elements have so many bytes. */
        int length(int width) throws IOException {
            long length = number();
            if (length < 0 || length > left / width) {
                throw new Damaged("it holds a column that is longer than the file");
            }
            return (int) length;
        }

        String text() throws IOException {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        byte[] bytes() throws IOException {
            byte[] column = new byte[length(1)];
            for (int at = 0; at < column.length; ) {
                int run = Math.min(column.length - at, have(1).remaining());
                run = (int) Math.min(run, left);
                buffer.get(column, at, run);
                taken(run);
                at += run;
            }
            return column;
        }

        short[] shorts() throws IOException {
            short[] column = new short[length(Short.BYTES)];
            for (int at = 0; at < column.length; ) {
                int run = run(column.length - at, Short.BYTES);
                buffer.asShortBuffer().get(column, at, run);
                pass(run * Short.BYTES);
                at += run;
            }
            return column;
        }

        int[] ints() throws IOException {
            int[] column = new int[length(Integer.BYTES)];
            for (int at = 0; at < column.length; ) {
                int run = run(column.length - at, Integer.BYTES);
                buffer.asIntBuffer().get(column, at, run);
                pass(run * Integer.BYTES);
                at += run;
            }
            return column;
        }

        long[] longs() throws IOException {
            long[] column = new long[length(Long.BYTES)];
            for (int at = 0; at < column.length; ) {
                int run = run(column.length - at, Long.BYTES);
                buffer.asLongBuffer().get(column, at, run);
                pass(run * Long.BYTES);
                at += run;
            }
            return column;
        }

        float[] floats() throws IOException {
            float[] column = new float[length(Float.BYTES)];
            for (int at = 0; at < column.length; ) {
                int run = run(column.length - at, Float.BYTES);
                buffer.asFloatBuffer().get(column, at, run);
                pass(run * Float.BYTES);
                at += run;
            }
            return column;
        }

        private int run(int wanted, int width) throws IOException {
            return Math.min(wanted, (int) Math.min(have(width).remaining(), left) / width);
        }

        private void pass(int bytes) {
            buffer.position(buffer.position() + bytes);
            taken(bytes);
        }

        /** Verifies all that was read by the hash at the end. */
        void finish() throws IOException {
            fill(Long.BYTES);
            if (left != 0 || buffer.getLong() != hash.getAsLong()) {
                throw new Damaged("its bytes do not have the hash that stands behind them");
            }
        }
    }
}
