package dev.tare.layer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Bound;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PackedIndexTest {

    private static final byte[] LAYER =
            Blobs.gzip(new RawTar().directory("d").file("d/f", "x").bytes());
    private static final Descriptor DESCRIPTOR = Blobs.descriptor(LAYER);

    private static byte[] packed() throws IOException {
        return PackedIndex.pack(Blobs.index(LAYER), Limits.DEFAULT).orElseThrow();
    }

    private static void assertRefused(byte[] packed) {
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> PackedIndex.unpack(packed, DESCRIPTOR, Limits.DEFAULT));
    }

    @Test
    void anIndexIsUnpackedAsItWasPacked() throws IOException {
        var found = PackedIndex.unpack(packed(), DESCRIPTOR, Limits.DEFAULT);
        assertThat(Blobs.lines(found.orElseThrow())).isEqualTo(Blobs.lines(Blobs.index(LAYER)));
        assertThat(packed()).isEqualTo(packed());
    }

    @Test
    void anIndexReadWithinLaxerLimitsIsNotUsed() throws IOException {
        assertThat(PackedIndex.unpack(packed(), DESCRIPTOR, Limits.DEFAULT.with(Bound.ENTRIES, 100)))
                .isEmpty();
    }

    @Test
    void theIndexOfAnotherLayerIsRefused() throws IOException {
        var other = Blobs.gzip(new RawTar().file("g", "x").bytes());
        assertRefused(PackedIndex.pack(Blobs.index(other), Limits.DEFAULT).orElseThrow());
        var ofAnotherSize = Blobs.descriptor(DESCRIPTOR.digest(), DESCRIPTOR.size() + 1);
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> PackedIndex.unpack(packed(), ofAnotherSize, Limits.DEFAULT));
    }

    @Test
    void noChangeOfAnyByteGivesAnotherIndex() throws IOException {
        byte[] whole = packed();
        var lines = Blobs.lines(Blobs.index(LAYER));
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) 0x55;
            try {
                var found = PackedIndex.unpack(damaged, DESCRIPTOR, Limits.DEFAULT);
                assertThat(Blobs.lines(found.orElseThrow())).isEqualTo(lines); // a byte that gzip ignores
            } catch (Damaged e) {
                // as most are
            }
        }
    }

    @Test
    void whatIsCutOffOrTooLongIsRefused() throws IOException {
        byte[] whole = packed();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void whatClaimsToBeLargeIsRefusedBeforeMemoryIsTaken() throws IOException {
        for (int size : new int[] {-1, Integer.MAX_VALUE, PackedIndex.MAX_BYTES + 1, 1 << 20}) {
            byte[] damaged = packed();
            ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(damaged.length - Integer.BYTES, size);
            assertRefused(damaged);
        }
    }

    @Test
    void gzipOfSomethingElseIsRefused() {
        assertRefused(Blobs.gzip(new byte[0]));
        assertRefused(Blobs.gzip(new byte[100_000]));
        assertRefused(new byte[100]);
    }
}
