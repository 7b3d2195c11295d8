package dev.tare.layer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.kit.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadAheadTest {

    /** Bytes without end, or a fault. */
    private static final class Source extends InputStream {

        private final boolean isBroken;
        private final CompletableFuture<Thread> reader = new CompletableFuture<>();

        Source(boolean isBroken) {
            this.isBroken = isBroken;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            reader.complete(Thread.currentThread());
            if (isBroken) {
                throw new IOException("broken");
            }
            return length;
        }

        @Override
        public int read() throws IOException {
            return read(new byte[1], 0, 1);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Seed.random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void givesAllBytesInTheirOrder() throws IOException {
        for (int length : new int[] {0, 1, 1_000, 64 << 10, 1_000_000}) {
            byte[] bytes = bytes(length);
            try (var ahead = new ReadAhead(new ByteArrayInputStream(bytes))) {
                assertThat(ahead.readAllBytes()).isEqualTo(bytes);
                assertThat(ahead.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void singleBytesAndRunsMayBeMixed() throws IOException {
        byte[] bytes = bytes(200_000);
        try (var ahead = new ReadAhead(new ByteArrayInputStream(bytes))) {
            int first = ahead.read();
            byte[] rest = ahead.readAllBytes();

            assertThat(first).isEqualTo(bytes[0] & 0xff);
            assertThat(rest).hasSize(bytes.length - 1);
            assertThat(IntStream.range(0, rest.length).allMatch(i -> rest[i] == bytes[i + 1]))
                    .isTrue();
        }
    }

    @Test
    void aFaultReachesTheReader() throws IOException {
        var in = new SequenceInputStream(new ByteArrayInputStream(bytes(300_000)), new Source(true));
        try (var ahead = new ReadAhead(in)) {
            assertThatThrownBy(ahead::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken");
        }
    }

    @Test
    void theThreadEndsThoughNotAllIsRead() throws IOException {
        var endless = new Source(false);
        try (var ahead = new ReadAhead(endless)) {
            assertThat(ahead.read()).isZero();
        }
        assertThat(endless.reader.join().isAlive()).isFalse();
    }
}
