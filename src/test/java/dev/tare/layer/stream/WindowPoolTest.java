package dev.tare.layer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Limits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The windows of several decoders, which all take no more than there is room for. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WindowPoolTest {

    private static final long MIB = 1 << 20;

    private final WindowPool pool = new WindowPool();

    private WindowLease lease() {
        return new WindowLease(pool, Compression.ZSTD, Limits.DEFAULT);
    }

    /** Something that waits in a thread of its own by now. */
    private static final class Waiting {
        private final FutureTask<Void> task;
        private final Thread thread;

        Waiting(Callable<Void> what) {
            task = new FutureTask<>(what);
            thread = Thread.ofPlatform().daemon().start(task);
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(task.isDone()).isFalse();
                Thread.onSpinWait();
            }
        }
    }

    private static Waiting waiting(WindowLease lease, long bytes) {
        return new Waiting(() -> {
            lease.request(bytes);
            return null;
        });
    }

    @Test
    void largeWindowsWaitForEachOther() throws Exception {
        var first = lease();
        var second = lease();
        first.request(400 * MIB);
        var waiting = waiting(second, 200 * MIB);
        first.close();
        waiting.task.get();
        second.close();
    }

    @Test
    void smallWindowsNeverWaitNorDoLargeOnesWhileThereIsRoom() throws IOException {
        var leases = new ArrayList<WindowLease>();
        for (int i = 0; i < 100; i++) {
            leases.add(lease());
            leases.getLast().request(8 * MIB);
        }
        for (int i = 0; i < 4; i++) {
            leases.get(i).request(128 * MIB);
        }
        for (var lease : leases) {
            lease.close();
        }
    }

    @Test
    void aWindowThatGrowsWaitsWithoutHoldingItsRoom() throws Exception {
        var first = lease();
        var second = lease();
        first.request(250 * MIB);
        second.request(250 * MIB);
        var growing = waiting(first, 512 * MIB);
        var also = waiting(second, 400 * MIB);
        growing.task.get();
        first.close();
        also.task.get();
        second.close();
    }

    @Test
    void anInterruptedWaitFailsAndHoldsNothing() throws Exception {
        var first = lease();
        var second = lease();
        first.request(512 * MIB);
        var waiting = waiting(second, 512 * MIB);
        waiting.thread.interrupt();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(waiting.task::get)
                .withCauseInstanceOf(InterruptedIOException.class);
        first.close();
        second.request(512 * MIB);
        second.close();
    }
}
