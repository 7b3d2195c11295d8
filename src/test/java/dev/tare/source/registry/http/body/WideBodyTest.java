package dev.tare.source.registry.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.kit.Await;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final List<Long> pieces = new CopyOnWriteArrayList<>();
    private final List<Long> rests = new CopyOnWriteArrayList<>();
    private final List<Response> responses = new CopyOnWriteArrayList<>();
    private final Three pace = new Three();

    /** Notes whether it was read to its end. */
    private static final class Response extends FilterInputStream {

        private volatile boolean isRead;

        Response(long from, long length) {
            super(new ByteArrayInputStream(BLOB, (int) from, (int) length));
        }

        @Override
        public int read() throws IOException {
            int got = super.read();
            isRead |= got < 0;
            return got;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = super.read(target, offset, length);
            isRead |= got < 0;
            return got;
        }
    }

    private InputStream connection(long from, long length) {
        var response = new Response(from, length);
        responses.add(response);
        return response;
    }

    /** How a server answers a request for bytes. */
    private interface Server {
        Optional<InputStream> open(long from, long length) throws ImageFault;
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

    private WideBody body(Server server) {
        return body(server, pace);
    }

    private WideBody body(Server server, Pace pace) {
        var requests = new WideBody.Requests() {
            @Override
            public Optional<InputStream> part(long from, long length) throws ImageFault {
                parts.add(from);
                return server.open(from, length);
            }

            @Override
            public Optional<InputStream> piece(long from, long length) throws ImageFault {
                pieces.add(from);
                return server.open(from, length);
            }

            @Override
            public InputStream rest(long from) {
                rests.add(from);
                return connection(from, SIZE - from);
            }
        };
        return new WideBody(connection(0, WideBody.PIECE_BYTES), SIZE, requests, memory, pace);
    }

    private void assertAllRead(Server server) throws IOException {
        try (var body = body(server)) {
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
        assertThat(parts).hasSize(12).doesNotHaveDuplicates(); // behind the first piece
        assertThat(pieces).isEmpty();
        assertThat(rests).isEmpty();
        assertThat(responses).allMatch(response -> response.isRead);
    }

    @Test
    void comesPieceByPieceWhereNoPartsAreWanted() throws IOException {
        try (var body = body((from, length) -> Optional.of(connection(from, length)), new Pace())) {
            assertThat(body.readAllBytes()).isEqualTo(BLOB);
        }
        assertThat(parts).isEmpty();
        assertThat(pieces).containsExactly(16L << 20, 32L << 20, 48L << 20);
        assertThat(rests).isEmpty();
        assertThat(responses).hasSize(4).allMatch(response -> response.isRead);
    }

    @Test
    void goesOnWithTheRestWhereAPieceIsRefused() throws IOException {
        Server server = (from, length) -> from < 32 << 20 ? Optional.of(connection(from, length)) : Optional.empty();
        try (var body = body(server, new Pace())) {
            assertThat(body.readAllBytes()).isEqualTo(BLOB);
        }
        assertThat(pieces).containsExactly(16L << 20, 32L << 20);
        assertThat(rests).containsExactly(32L << 20);
    }

    @Test
    void goesOnWithTheRestWhereAPieceEndsEarly() throws IOException {
        try (var body = body((from, _) -> Optional.of(connection(from, 1000)), new Pace())) {
            assertThat(body.readAllBytes()).isEqualTo(BLOB);
        }
        assertThat(pieces).containsExactly(16L << 20);
        assertThat(rests).containsExactly((16L << 20) + 1000);
    }

    @Test
    void closesThePieceThatIsAskedForAhead() throws Exception {
        var closed = new AtomicBoolean();
        var piece = new FilterInputStream(connection(16 << 20, 1000)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (var body = body((_, _) -> Optional.of(piece), new Pace())) {
            body.skipNBytes(15 << 20);
            Await.until("the next piece is asked for", () -> !pieces.isEmpty());
        }
        Await.until("it is closed", closed::get);
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
            var other = body((_, _) -> Optional.empty(), new Pace());
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
