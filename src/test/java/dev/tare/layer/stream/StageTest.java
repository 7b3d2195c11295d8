package dev.tare.layer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.kit.Await;
import dev.tare.kit.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StageTest {

    private static final int SIZE = 100;

    private static Stage.Producer of(byte[] content, Random random) {
        int[] at = {0};
        return chunk -> {
            int run = Math.min(content.length - at[0], 1 + random.nextInt(chunk.room()));
            System.arraycopy(content, at[0], chunk.bytes, chunk.to, run);
            chunk.to += run;
            at[0] += run;
        };
    }

    private static byte[] read(Stage stage) throws IOException {
        var all = new ByteArrayOutputStream();
        for (Chunk chunk = stage.next(); chunk != null; chunk = stage.next()) {
            all.write(chunk.bytes, chunk.from, chunk.length());
        }
        assertThat(stage.next()).isNull();
        return all.toByteArray();
    }

    @Test
    void aheadAndInLineGiveTheSame() throws IOException {
        var random = Seed.random(3);
        for (int i = 0; i < 200; i++) {
            byte[] content = new byte[random.nextInt(5_000)];
            random.nextBytes(content);
            try (var inLine = Stage.inLine(of(content, random), SIZE);
                    var ahead = Stage.ahead("test", of(content, random), SIZE, false);
                    var behind = Stage.ahead("test", of(content, random), SIZE, true)) {
                assertThat(read(inLine)).isEqualTo(content);
                assertThat(read(ahead)).isEqualTo(content);
                assertThat(read(behind)).isEqualTo(content);
            }
        }
    }

    @Test
    void aFaultFollowsTheChunksBeforeItAndIsRepeated() throws IOException {
        var left = new AtomicInteger(3);
        Stage.Producer producer = chunk -> {
            if (left.getAndDecrement() == 0) {
                throw new IOException("broken");
            }
            chunk.to++;
        };
        try (var stage = Stage.ahead("test", producer, SIZE, false)) {
            for (int i = 0; i < 3; i++) {
                assertThat(stage.next()).isNotNull();
            }
            assertThatThrownBy(stage::next).isInstanceOf(IOException.class).hasMessage("broken");
            assertThatThrownBy(stage::next).hasMessage("broken");
        }
    }

    @Test
    void anErrorOfTheProducerReachesTheConsumer() {
        Stage.Producer producer = _ -> {
            throw new OutOfMemoryError("test");
        };
        try (var stage = Stage.ahead("test", producer, SIZE, false)) {
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(stage::next);
        }
    }

    @Test
    void theProducerWaitsWhileTheQueueIsFull() throws Exception {
        var made = new AtomicInteger();
        var maker = new CompletableFuture<Thread>();
        Stage.Producer producer = chunk -> {
            maker.complete(Thread.currentThread());
            made.incrementAndGet();
            chunk.to++;
        };
        try (var stage = Stage.ahead("test", producer, SIZE, false)) {
            assertThat(stage.next()).isNotNull();
            Await.blocked(maker.join());
            assertThat(made).hasValueLessThanOrEqualTo(5);
        }
        assertThat(maker.join().isAlive()).isFalse();
    }

    @Test
    void closingEndsAWait() {
        var forever = new CountDownLatch(1);
        Stage.Producer producer = _ -> {
            try {
                forever.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        };
        Stage.ahead("test", producer, SIZE, true).close(); // or the test runs out of time
    }

    @Test
    void anInterruptedConsumerIsTold() throws IOException {
        var never = new CountDownLatch(1);
        Stage.Producer producer = _ -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        };
        try (var stage = Stage.ahead("test", producer, SIZE, true)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(stage::next);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
