package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tare.source.SourceListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside what whole scans show: {@link FaultsIT}. */
@Timeout(30)
class StallWatchTest {

    private static final Retries RETRIES = new Retries(0, Duration.ofMinutes(5), new SourceListener() {});

    /** Bytes come late, just when patience was over: that is no reason to wait for the next ones for ever. */
    @Test
    void patienceThatRanOutOnceRunsOutAgain() throws IOException {
        try (var watch = new StallWatch(Duration.ofMillis(200));
                var body = watch.watch(new Late(), "a registry", RETRIES)) {
            assertThat(body.read()).isEqualTo(1);
            assertThat(Thread.interrupted()).isFalse();
            assertThatIOException().isThrownBy(body::read).withMessageContaining("silent");
        }
    }

    /** Whoever reads ends because the body is closed, so an interrupt can only be a cancellation, and whoever was to be cancelled sees it. */
    @Test
    void anInterruptDuringAStallIsNotSwallowed() throws IOException {
        var blocked = new Blocked();
        try (var watch = new StallWatch(Duration.ofMillis(200));
                var body = watch.watch(blocked, "a registry", RETRIES)) {
            Thread.currentThread().interrupt();
            assertThatIOException().isThrownBy(body::read).withMessageContaining("silent");
            assertThat(Thread.interrupted()).isTrue();
            assertThatIOException().isThrownBy(body::read).withMessageContaining("silent");
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void norIsOneDuringAnotherWait() {
        var blocked = new Blocked();
        try (var watch = new StallWatch(Duration.ofMillis(200))) {
            Thread.currentThread().interrupt();
            assertThatIOException()
                    .isThrownBy(() -> watch.within(blocked, RETRIES, blocked::read))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Gives nothing until it is closed, whoever interrupts. */
    private static final class Blocked extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            boolean interrupted = false;
            while (true) {
                try {
                    closed.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** The first byte after half a second, though it is closed meanwhile; the second never. */
    private static final class Late extends InputStream {
        private final Blocked rest = new Blocked();
        private boolean sent;

        @Override
        public int read() throws IOException {
            if (sent) {
                return rest.read();
            }
            sent = true;
            long end = System.nanoTime() + 500_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return 1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) read();
            return 1;
        }

        @Override
        public void close() {
            rest.close();
        }
    }
}
