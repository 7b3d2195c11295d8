package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Handler;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large layer from a storage that is slow with each connection. */
class WideIT {

    private static final int SIZE = 32 << 20;
    private static final byte[] NOISE = new byte[SIZE];

    static {
        Seed.fixed(7).nextBytes(NOISE);
    }

    private static final TestImage IMAGE =
            TestImage.of(new RawTar().file("noise", NOISE).file("a", "one"), new RawTar().file("a", "three"));
    private static final Digest LARGE = IMAGE.layers().getFirst();
    private static final byte[] BLOB = Objects.requireNonNull(IMAGE.blobs().get(LARGE));

    @TempDir
    Path home;

    /** Whether a part behind the first piece has been asked for. */
    private final AtomicBoolean isInParts = new AtomicBoolean();

    /** Whether a response was left before its end. */
    private final AtomicBoolean isLeft = new AtomicBoolean();

    /** Answers a request for a part. */
    private interface Part {
        boolean answer(OutputStream out, int from, int to) throws IOException, InterruptedException;
    }

    private Handler registry(Part part) {
        return (request, out) -> {
            if (!request.path().endsWith("/blobs/" + LARGE)) {
                return RawServer.serving(IMAGE).answer(request, out);
            }
            String range = request.header("range");
            return range.isEmpty() ? whole(out) : answer(range, part, out);
        };
    }

    private boolean whole(OutputStream out) throws IOException, InterruptedException {
        RawServer.head(out, 200, BLOB.length);
        return slowly(out, BLOB, 0, BLOB.length, 5);
    }

    private boolean answer(String range, Part part, OutputStream out) throws IOException, InterruptedException {
        String[] ends = range.replaceFirst("bytes=", "").split("-", 2);
        int from = Integer.parseInt(ends[0]);
        if (ends[1].isEmpty()) {
            return sent(out, BLOB, from, BLOB.length);
        }
        int to = Integer.parseInt(ends[1]) + 1;
        return from == 0 ? sent(out, BLOB, from, to) : part.answer(out, from, to);
    }

    /** Sends to an address that is good for one request, as signed addresses are for a time. */
    private static Handler signing(Handler registry) {
        var good = ConcurrentHashMap.<String>newKeySet();
        return (request, out) -> {
            if (request.path().startsWith("/storage/")) {
                return good.remove(request.path())
                        ? registry.answer(new Request("GET", "/blobs/" + LARGE, request.headers(), ""), out)
                        : RawServer.send(out, 403, "expired");
            }
            if (!request.path().endsWith("/blobs/" + LARGE)) {
                return registry.answer(request, out);
            }
            String address = "/storage/" + UUID.randomUUID();
            good.add(address);
            return RawServer.send(out, 307, "", "Location: " + address);
        };
    }

    private boolean sent(OutputStream out, byte[] bytes, int from, int to) throws IOException, InterruptedException {
        RawServer.head(out, 206, to - from, "Content-Range: bytes %d-%d/%d".formatted(from, to - 1, BLOB.length));
        return slowly(out, bytes, from, to);
    }

    /** The first piece comes at 0.6 MB/s until a part is asked for, so that the reader waits however busy the machine is. All else comes at 6 MB/s. */
    private boolean slowly(OutputStream out, byte[] bytes, int from, int to) throws IOException, InterruptedException {
        return slowly(out, bytes, from, to, from == 0 ? 50 : 5);
    }

    private boolean slowly(OutputStream out, byte[] bytes, int from, int to, int millis)
            throws IOException, InterruptedException {
        try {
            for (int at = from; at < to; at += 32 << 10) {
                out.write(bytes, at, Math.min(32 << 10, to - at));
                Thread.sleep(isInParts.get() ? 5 : millis);
            }
            out.flush();
            return true;
        } catch (IOException e) {
            isLeft.set(true);
            throw e;
        }
    }

    private RawServer start(Handler registry) {
        return RawServer.start((request, out) -> {
            String range = request.header("range");
            if (!range.isEmpty() && !range.startsWith("bytes=0-")) {
                isInParts.set(true);
            }
            return registry.answer(request, out);
        });
    }

    private List<Request> scanned(Part part) {
        return scanned(registry(part));
    }

    private List<Request> scanned(Handler registry, String... options) {
        try (var server = start(registry)) {
            var arguments = new ArrayList<>(List.of("scan", "--quiet", "--no-cache", "--format=json"));
            arguments.addAll(List.of(options));
            arguments.add(server.host() + "/team/app:1");
            var result = Tare.at(home).run(arguments.toArray(String[]::new));
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(SIZE + 8);
            assertThat(result.err()).isEmpty();
            return server.requests().stream()
                    .filter(request -> request.path().endsWith("/blobs/" + LARGE))
                    .toList();
        }
    }

    private static List<String> ranges(List<Request> requests) {
        return requests.stream()
                .map(request -> request.header("range"))
                .filter(range -> !range.isEmpty())
                .toList();
    }

    @Test
    void comesInPartsOfWhichEachIsAskedForOnce() {
        var ranges = ranges(scanned((out, from, to) -> sent(out, BLOB, from, to)));
        assertThat(ranges).hasSizeGreaterThan(3).doesNotHaveDuplicates();
        assertThat(isLeft).isFalse();
    }

    @Test
    void aServerThatSendsNoPartsIsAskedOnce() {
        var requests = scanned((request, out) -> request.path().endsWith("/blobs/" + LARGE)
                ? whole(out)
                : RawServer.serving(IMAGE).answer(request, out));
        assertThat(requests).hasSize(1);
        assertThat(isLeft).isFalse();
    }

    @Test
    void isAskedForOnceWhereRequestsAreFew() {
        var requests = scanned(registry((out, from, to) -> sent(out, BLOB, from, to)), "--max-rate=1000/s");
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().header("range")).isEmpty();
    }

    @Test
    void aServerThatIsBusyWhenItIsAskedForTheFirstPieceIsAskedForTheWhole() {
        Handler registry = registry((out, _, _) -> RawServer.send(out, 416, ""));
        var requests = scanned((request, out) -> request.header("range").isEmpty()
                ? registry.answer(request, out)
                : RawServer.send(out, 429, "busy", "Retry-After: 1"));
        assertThat(requests).hasSize(2);
        assertThat(requests.getLast().header("range")).isEmpty();
    }

    @Test
    void aServerThatBeginsWithOtherBytesIsAskedForTheWhole() {
        Handler registry = registry((out, _, _) -> RawServer.send(out, 416, ""));
        var requests = scanned((request, out) -> request.header("range").isEmpty()
                ? registry.answer(request, out)
                : RawServer.send(out, 206, "other", "Content-Range: bytes 5-9/%d".formatted(BLOB.length)));
        assertThat(requests).hasSize(2);
        assertThat(requests.getLast().header("range")).isEmpty();
    }

    @Test
    void aServerThatIsBusyIsAskedOverOneConnectionAgain() {
        var ranges = ranges(scanned((out, _, _) -> RawServer.send(out, 429, "busy", "Retry-After: 1")));
        assertThat(ranges).hasSizeBetween(3, 6); // a part that has not been asked for yet waits, as the host does
        assertThat(ranges.getLast()).endsWith("-");
    }

    @Test
    void aServerThatSendsAllInPlaceOfAPartIsNotAskedForAnother() {
        var ranges = ranges(scanned((out, _, _) -> whole(out)));
        assertThat(ranges).hasSize(6);
    }

    @Test
    void aPartThatBreaksOffIsAskedForFromThere() {
        var ranges = ranges(scanned((out, from, to) -> {
            RawServer.head(out, 206, to - from, "Content-Range: bytes %d-%d/%d".formatted(from, to - 1, BLOB.length));
            slowly(out, BLOB, from, to - 1_000_000);
            return false;
        }));
        assertThat(ranges.getLast()).endsWith("-");
    }

    @Test
    void aPartThatIsShorterThanAskedForIsNoFault() {
        var ranges = ranges(scanned((out, from, to) -> sent(out, BLOB, from, to - 1_000_000)));
        assertThat(ranges).hasSizeGreaterThan(3);
    }

    @Test
    void aServerThatHasNoPartOfTheBlobIsAskedForTheWhole() {
        var requests = scanned(registry((out, _, _) -> RawServer.send(out, 416, "")));
        assertThat(ranges(requests).getLast()).endsWith("-");
    }

    @Test
    void aServerThatRefusesAllRangesIsAskedForTheWhole() {
        Handler registry = registry((out, _, _) -> RawServer.send(out, 416, ""));
        var requests = scanned((request, out) ->
                request.header("range").isEmpty() ? registry.answer(request, out) : RawServer.send(out, 416, ""));
        assertThat(requests.getLast().header("range")).isEmpty();
    }

    @Test
    void eachPartIsSentToAnAddressOfItsOwn() {
        var ranges = ranges(scanned(signing(registry((out, from, to) -> sent(out, BLOB, from, to)))));
        assertThat(ranges).hasSizeGreaterThan(3).doesNotHaveDuplicates();
    }

    @Test
    void otherBytesInAPartAreFound() {
        byte[] other = Arrays.copyOf(BLOB, BLOB.length);
        for (int i = SIZE / 4; i < SIZE; i += 1000) {
            other[i]++;
        }
        try (var server = start(registry((out, from, to) -> sent(out, other, from, to)))) {
            var result = Tare.at(home).run("scan", "--no-cache", server.host() + "/team/app:1");
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.err()).contains("layer 0", "digest");
        }
    }
}
