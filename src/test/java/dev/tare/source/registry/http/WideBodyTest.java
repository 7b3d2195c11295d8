package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.kit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A blob of 64 MiB in memory. */
@Timeout(60)
class WideBodyTest {

    private static final int SIZE = 64 << 20;
    private static final byte[] BLOB = new byte[SIZE];

    static {
        new Random(1).nextBytes(BLOB);
    }

    private final PartMemory memory = new PartMemory();
    private final List<Long> parts = new CopyOnWriteArrayList<>();
    private final List<Long> rests = new CopyOnWriteArrayList<>();
    private final Three pace = new Three();

    private static InputStream connection(long from, long length) {
        return new ByteArrayInputStream(BLOB, (int) from, (int) length);
    }

    /** Wants three parts from the first byte on. */
    private static final class Three extends Pace {

        private int again;

        @Override
        int parts() {
            return 3;
        }

        @Override
        void again() {
            again++;
        }
    }

    private WideBody body(WideBody.PartOpener opener) {
        return new WideBody(
                connection(0, SIZE),
                SIZE,
                (from, length) -> {
                    parts.add(from);
                    return opener.open(from, length);
                },
                from -> {
                    rests.add(from);
                    return connection(from, SIZE - from);
                },
                memory,
                pace);
    }

    private void assertAllRead(WideBody.PartOpener opener) throws IOException {
        try (var body = body(opener)) {
            assertThat(body.readAllBytes()).isEqualTo(BLOB);
        }
        assertMemoryIsFree();
    }

    /** Parts give their memory back a moment after their last byte was read. */
    private void assertMemoryIsFree() {
        for (int i = 0; i < 12; i++) {
            Await.until("memory is given back", () -> memory.take() != null);
        }
        assertThat(memory.take()).isNull();
    }

    @Test
    void asksForEachPartOnce() throws IOException {
        assertAllRead((from, length) -> Optional.of(connection(from, length)));
        assertThat(parts).hasSizeBetween(15, 16).doesNotHaveDuplicates();
        assertThat(rests).isEmpty();
    }

    @Test
    void goesOnAsBeforeWhereTheServerSendsNoParts() throws IOException {
        assertAllRead((_, _) -> Optional.empty());
        assertThat(parts).hasSize(3); // before the first answer came
        assertThat(rests).hasSize(1);
    }

    @Test
    void goesOnAtTheByteWhereAPartBrokeOff() throws IOException {
        long broken = 20 << 20;
        assertAllRead((from, length) -> Optional.of(connection(from, from > broken ? 1_000_001 : length)));
        assertThat(rests).hasSize(1);
        assertThat(parts).contains(rests.getFirst() - 1_000_001);
    }

    @Test
    void goesOnOverOneConnectionWhenTheServerIsBusy() throws IOException {
        assertAllRead((from, length) -> {
            if (parts.size() > 3) {
                throw new Unreadable("busy", "");
            }
            return Optional.of(connection(from, length));
        });
    }

    @Test
    void looksForMoreOfTheNetworkOnceForEachOtherBlobThatEnds() throws IOException {
        try (var body = body((from, length) -> Optional.of(connection(from, length)))) {
            assertThat(body.read(new byte[1000])).isPositive();
            assertThat(pace.again).isZero();
            var other = new WideBody(connection(0, 0), SIZE, (_, _) -> Optional.empty(), _ -> connection(0, 0), memory);
            other.close();
            other.close();
            for (int i = 0; i < 3; i++) {
                assertThat(body.read(new byte[1000])).isPositive();
            }
            assertThat(pace.again).isEqualTo(1);
        }
    }

    @Test
    void givesItsMemoryBackWhenItIsClosedBeforeTheEnd() throws Exception {
        try (var body = body((from, length) -> Optional.of(connection(from, length)))) {
            while (parts.size() < 6) {
                assertThat(body.read(new byte[64 << 10], 0, 64 << 10)).isPositive();
            }
        }
        assertMemoryIsFree();
    }
}
