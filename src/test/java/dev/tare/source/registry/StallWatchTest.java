package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside what whole scans show: {@link FaultsIT}. */
@Timeout(30)
class StallWatchTest {

    /** Bytes come late, just when patience was over: that is no reason to wait for the next ones for ever. */
    @Test
    void patienceThatRanOutOnceRunsOutAgain() throws IOException {
        try (var watch = new StallWatch(Duration.ofMillis(200), new Retries(0, Duration.ofMinutes(5)));
                var body = watch.watch(new Late(), "a registry")) {
            assertThat(body.read()).isEqualTo(1);
            assertThat(Thread.interrupted()).isFalse();
            assertThatIOException().isThrownBy(body::read).withMessageContaining("silent");
        }
    }

    /** The first byte after half a second, whoever interrupts; the second never. */
    private static final class Late extends InputStream {
        private boolean sent;

        @Override
        public int read() throws IOException {
            if (sent) {
                try {
                    Thread.sleep(20_000);
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
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
    }
}
