package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside what whole scans show: {@code FaultsIT}. */
@Timeout(30)
class DeadlinesTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final Deadlines deadlines = new Deadlines();
    private final CountDownLatch closed = new CountDownLatch(1);

    @AfterEach
    void close() {
        deadlines.close();
    }

    /** Waits for the resource to be closed, whoever interrupts. */
    private void awaitClosed() {
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
    }

    @Test
    void anOverdueOperationFailsBecauseItsResourceIsClosed() {
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> deadlines.within(SHORT, closed::countDown, () -> {
                    awaitClosed();
                    throw new IOException("closed");
                }));
    }

    @Test
    void aResultThatComesTooLateDoesNotCount() {
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> deadlines.within(SHORT, closed::countDown, () -> {
                    awaitClosed();
                    return "late";
                }));
    }

    @Test
    void anInterruptDuringTheOperationIsNotSwallowed() {
        Thread.currentThread().interrupt();
        assertThatIOException()
                .isThrownBy(() -> deadlines.within(SHORT, closed::countDown, () -> {
                    awaitClosed();
                    throw new IOException("closed");
                }));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theFaultOfAnOperationInTimeIsItsOwn() {
        var fault = new IOException("no such");
        assertThatIOException()
                .isThrownBy(() -> deadlines.within(Duration.ofHours(1), closed::countDown, () -> {
                    throw fault;
                }))
                .isSameAs(fault);
        assertThat(closed.getCount()).isOne();
    }
}
