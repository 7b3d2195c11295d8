package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.image.spec.Descriptor;
import dev.tare.kit.Await;
import dev.tare.source.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which layers are asked for before they are read. The registry is one that answers when the test says so. */
@Timeout(60)
class FetchAheadTest {

    private static final int SMALL = 4 << 20;
    private static final int LARGE = SMALL + 1;

    private final Storage storage = new Storage();
    private final FetchAhead fetches = new FetchAhead(16);
    private final List<FetchAhead.Fetch> all = new ArrayList<>();

    /** Notes what it is asked for. Each blob has five bytes, whatever its descriptor says. */
    private static final class Storage implements Source {
        final List<Descriptor> asked = new CopyOnWriteArrayList<>();
        final Set<Descriptor> closed = ConcurrentHashMap.newKeySet();
        final CountDownLatch answers = new CountDownLatch(1);

        @Override
        public InputStream blob(Descriptor descriptor) {
            asked.add(descriptor);
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("given up", e);
            }
            return new ByteArrayInputStream(new byte[5]) {
                @Override
                public void close() {
                    closed.add(descriptor);
                }
            };
        }

        @Override
        public String name() {
            return "app";
        }

        @Override
        public Fetched manifest() {
            throw new IllegalStateException();
        }

        @Override
        public Fetched manifest(Descriptor descriptor) {
            throw new IllegalStateException();
        }

        @Override
        public Optional<InputStream> openRange(Descriptor descriptor, long from, long length) {
            return Optional.empty();
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void close() {
            answers.countDown();
        }
    }

    private static Descriptor layer(int number, long size) {
        var digest = Digest.sha256(("layer " + number).getBytes(StandardCharsets.UTF_8));
        return new Descriptor(
                "application/vnd.oci.image.layer.v1.tar+gzip", digest, size, List.of(), Map.of(), Optional.empty());
    }

    private void fetch(int count, int size) {
        IntStream.range(0, count).forEach(i -> all.add(fetches.fetch(storage, layer(i, size), 0, i)));
    }

    private void askedFor(int... layers) {
        var expected = IntStream.of(layers).mapToObj(i -> layer(i, 0).digest()).toList();
        Await.until(expected.size() + " layers are asked for", () -> storage.asked.size() >= expected.size());
        assertThat(storage.asked).extracting(Descriptor::digest).containsExactlyInAnyOrderElementsOf(expected);
    }

    @AfterEach
    void end() {
        storage.close();
        all.forEach(FetchAhead.Fetch::close);
    }

    @Test
    void smallLayersAreFetchedBeforeAnyIsRead() throws IOException {
        fetch(5, 1000);
        askedFor(0, 1, 2, 3, 4);
        storage.close();
        for (var fetch : all) {
            assertThat(fetch.open(storage).readAllBytes()).hasSize(5);
        }
        assertThat(storage.asked).hasSize(5);
        assertThat(storage.closed).hasSize(5);
    }

    @Test
    void asManyAreFetchedAsTheirMemoryMayBe() {
        fetch(10, SMALL);
        askedFor(0, 1, 2, 3, 4, 5, 6, 7);
        all.get(3).close();
        askedFor(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void theNextLargeLayersAreOpenedAndNotMore() throws IOException {
        fetch(5, LARGE);
        askedFor(0, 1);
        storage.close();
        try (var first = all.getFirst().open(storage)) {
            askedFor(0, 1, 2);
            assertThat(first.readAllBytes()).hasSize(5);
            assertThat(storage.closed).isEmpty();
        }
    }

    @Test
    void aLayerThatWasNotAskedForIsByItsReader() throws IOException {
        fetch(4, LARGE);
        askedFor(0, 1);
        storage.close();
        try (var last = all.getLast().open(storage)) {
            assertThat(last.readAllBytes()).hasSize(5);
            askedFor(0, 1, 3);
        }
    }

    @Test
    void aLargeLayerThatNobodyReadIsClosed() {
        fetch(1, LARGE);
        storage.close();
        Await.until("it is asked for", () -> storage.asked.size() == 1);
        all.getFirst().close();
        Await.until("it is closed", () -> storage.closed.size() == 1);
    }

    @Test
    void whatIsNotWantedAnyMoreIsGivenUpAndTheNextAskedFor() {
        fetch(12, SMALL);
        askedFor(0, 1, 2, 3, 4, 5, 6, 7);
        all.subList(0, 8).forEach(FetchAhead.Fetch::close);
        askedFor(IntStream.range(0, 12).toArray());
    }
}
