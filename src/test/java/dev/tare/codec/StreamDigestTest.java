package dev.tare.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

/** Beside what {@link CodecTest} tries by chance. */
class StreamDigestTest {

    private static final byte[] BYTES = new byte[1_000];

    private final DigestPool pool = new DigestPool();

    @Test
    void theSecondThreadDigestsBothParts() {
        var first = new Counting();
        var second = new Counting();
        var one = pool.stream(first);
        var other = pool.stream(second);
        var part = one.update(BYTES, 0, 1_000);
        assertThat(first.count).isZero();
        other.update(BYTES, 0, 300);
        assertThat(first.count).isEqualTo(300);
        assertThat(second.count).isEqualTo(300);
        part.settle();
        assertThat(first.count).isEqualTo(1_000);
        other.digest();
    }

    @Test
    void partsOfAStreamWaitInTheirOrder() {
        var counting = new Counting();
        var stream = pool.stream(counting);
        var first = stream.update(BYTES, 0, 10);
        var second = stream.update(BYTES, 0, 20);
        stream.update(BYTES, 0, 0);
        assertThat(counting.count).isZero();
        first.settle();
        assertThat(counting.count).isEqualTo(10);
        second.settle();
        assertThat(counting.count).isEqualTo(30);
        stream.digest();
    }

    @Test
    void streamsOfOtherPoolsAreLeftAlone() {
        var counting = new Counting();
        pool.stream(counting).update(BYTES, 0, 10);
        new DigestPool().stream(new Counting()).update(BYTES, 0, 10);
        assertThat(counting.count).isZero();
    }

    /** It is not the fault of the stream beside, but nobody knows how far that one came. */
    @Test
    void aFailedStreamHasNoDigest() {
        var bad = pool.stream(new Counting() {
            @Override
            protected void engineUpdate(byte[] input, int offset, int length) {
                throw new OutOfMemoryError("as in a test");
            }
        });
        var good = pool.stream(new Counting());
        bad.update(BYTES, 0, 10);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> good.update(BYTES, 0, 10));
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(good::digest);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(bad::digest);
    }

    private static class Counting extends MessageDigest {
        private long count;

        Counting() {
            super("none");
        }

        @Override
        protected void engineUpdate(byte input) {
            count++;
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            count += length;
        }

        @Override
        protected byte[] engineDigest() {
            return new byte[0];
        }

        @Override
        protected void engineReset() {
            count = 0;
        }
    }
}
