package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.kit.Await;
import dev.tare.kit.ClosedPort;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Handler;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that fails: what can be survived is, and what cannot ends soon, with a word that helps. */
class FaultsIT {

    private static final byte[] NOISE = new byte[300_000];

    static {
        Seed.fixed(7).nextBytes(NOISE);
    }

    private static final TestImage IMAGE =
            TestImage.of(new RawTar().file("noise", NOISE).file("a", "one"), new RawTar().file("a", "three"));
    private static final Digest FIRST = IMAGE.layers().getFirst();
    private static final byte[] BLOB = Objects.requireNonNull(IMAGE.blobs().get(FIRST));

    /** What is said of a request that is made again: of what, why, and when. */
    private static final String NOTICE =
            "tare: [^ ]+/team/app:1: (the image|layer [01] \\(sha256:[0-9a-f]{12}\\)|the blob sha256:[0-9a-f]{12}): "
                    + ".*http://[^ ]+ .*; attempt [2-4] of 4 in [0-9.]+ s";

    @TempDir
    Path home;

    private static boolean isFirstLayer(Request request) {
        return request.path().endsWith("/blobs/" + FIRST);
    }

    private static boolean isManifest(Request request) {
        return request.path().contains("/manifests/");
    }

    /** The image, but for what {@code fault} answers. */
    private interface Fault {
        /** @return null where the request is to be answered as it should be */
        @Nullable Boolean answer(Request request, OutputStream out, int count) throws IOException, InterruptedException;
    }

    private static Handler with(Fault fault) {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        return (request, out) -> {
            int count = counts.computeIfAbsent(request.path(), _ -> new AtomicInteger())
                    .incrementAndGet();
            Boolean answered = request.path().equals("/v2/") ? null : fault.answer(request, out, count);
            return answered == null ? RawServer.serving(IMAGE).answer(request, out) : answered;
        };
    }

    private Tare.Result scan(RawServer server, String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "scan";
        all[1] = "--format=json";
        System.arraycopy(options, 0, all, 2, options.length);
        all[all.length - 1] = server.host() + "/team/app:1";
        return Tare.at(home).run(all);
    }

    private Survived survived(Fault fault, String... options) {
        try (var server = RawServer.start(with(fault))) {
            var result = scan(server, options);
            assertThat(result.exitCode()).isZero();
            assertThat(result.image().at("/totals/wastedBytes").asInt()).isEqualTo(3);
            assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(NOISE.length + 8);
            assertThat(result.err().lines()).allMatch(line -> line.matches(NOTICE));
            return new Survived(
                    server.requests(),
                    result.err().replace(server.host(), "HOST").lines().toList());
        }
    }

    /** @param notices what was said on stderr */
    private record Survived(List<Request> requests, List<String> notices) {
        Stream<Request> to(Predicate<Request> what) {
            return requests.stream().filter(what);
        }
    }

    private Tare.Result fails(int code, String said, Fault fault, String... options) {
        try (var server = RawServer.start(with(fault))) {
            var result = scan(server, options);
            assertThat(result.exitCode()).as(result.err()).isEqualTo(code);
            assertThat(result.err())
                    .startsWith("tare: " + server.host() + "/team/app:1: ")
                    .contains(said)
                    .doesNotContain("Exception", "\tat ");
            assertThat(result.json().path("images")).isEmpty();
            return result;
        }
    }

    // -- what can be survived

    @Test
    void aCleanScanAsksForEveryBlobOnce() {
        var survived = survived((_, _, _) -> null);
        assertThat(survived.to(request -> request.path().contains("/blobs/")).map(Request::path))
                .hasSize(3)
                .doesNotHaveDuplicates();
        assertThat(survived.notices()).isEmpty();
    }

    @Test
    void aBlobThatBreaksOffIsResumedWhereItStopped() {
        int half = BLOB.length / 2;
        var survived = survived((request, out, count) -> {
            if (!isFirstLayer(request)) {
                return null;
            }
            if (count == 1) {
                return cut(out, half);
            }
            return rest(request, out);
        });
        assertThat(survived.to(FaultsIT::isFirstLayer).map(request -> request.header("range")))
                .hasSize(2)
                .last()
                // what was under way when the connection broke may be lost, but no more
                .satisfies(range -> assertThat(Integer.parseInt(range.replaceAll("[^0-9]", "")))
                        .isBetween(1, half));
    }

    /** The beginning of the first layer, behind which the connection ends. */
    private static boolean cut(OutputStream out, int length) throws IOException {
        RawServer.head(out, 200, BLOB.length);
        out.write(BLOB, 0, length);
        out.flush();
        return false;
    }

    /** The part of the first layer that was asked for. */
    private static boolean rest(Request request, OutputStream out) throws IOException {
        int from = Integer.parseInt(request.header("range").replaceAll("bytes=([0-9]+)-", "$1"));
        RawServer.head(
                out,
                206,
                BLOB.length - from,
                "Content-Range: bytes %d-%d/%d".formatted(from, BLOB.length - 1, BLOB.length));
        out.write(BLOB, from, BLOB.length - from);
        return true;
    }

    @Test
    void aPartMayBeShorterThanWasAskedFor() {
        int third = BLOB.length / 3;
        survived((request, out, count) -> {
            if (!isFirstLayer(request)) {
                return null;
            }
            if (count == 1) {
                return cut(out, third);
            }
            int from = Integer.parseInt(request.header("range").replaceAll("bytes=([0-9]+)-", "$1"));
            int length = Math.min(third, BLOB.length - from);
            RawServer.head(
                    out, 206, length, "Content-Range: bytes %d-%d/%d".formatted(from, from + length - 1, BLOB.length));
            out.write(BLOB, from, length);
            return true;
        });
    }

    @Test
    void whereTheServerDoesNoRangesTheBlobIsReadFromItsStart() {
        survived((request, out, count) -> {
            if (!isFirstLayer(request) || count > 2) {
                return null;
            }
            return cut(out, BLOB.length / 3 * count);
        });
    }

    @Test
    void whatIsBusyIsAskedAgain() {
        var survived = survived(
                (request, out, count) -> count <= 2 ? RawServer.send(out, count == 1 ? 503 : 500, "busy") : null);
        for (String what : List.of("the image", "layer 0 (" + FIRST.brief() + ")", "layer 1 (")) {
            assertThat(survived.notices())
                    .filteredOn(line -> line.startsWith("tare: HOST/team/app:1: " + what))
                    .hasSize(2)
                    .satisfiesExactly(
                            first -> assertThat(first).contains(": http://HOST answered 503; attempt 2 of 4 in 0."),
                            second -> assertThat(second).contains(": http://HOST answered 500; attempt 3 of 4 in 0."));
        }
    }

    @Test
    void whoWantsItQuietIsToldNothing() {
        for (String quiet : List.of("-q", "--quiet")) {
            assertThat(survived((_, out, count) -> count == 1 ? RawServer.send(out, 503, "busy") : null, quiet)
                            .notices())
                    .isEmpty();
        }
    }

    @Test
    void retryAfterIsHonoured() {
        long start = System.nanoTime();
        var survived = survived((request, out, count) ->
                (isManifest(request) && count == 1) ? RawServer.send(out, 429, "{}", "Retry-After: 2") : null);
        assertThat(System.nanoTime() - start).isGreaterThan(2_000_000_000L);
        assertThat(survived.to(FaultsIT::isManifest)).hasSize(2);
        assertThat(survived.notices())
                .containsExactly("tare: HOST/team/app:1: the image: http://HOST answered 429,"
                        + " and asks to come back in 2 seconds; attempt 2 of 4 in 2.0 s");
    }

    @Test
    void aConnectionThatIsDroppedWithoutAnAnswerIsMadeAgain() {
        survived((request, out, count) -> count == 1 ? false : null);
    }

    @Test
    void aStallEndsAndTheBlobIsResumed() {
        survived(
                (request, out, count) -> {
                    if (!isFirstLayer(request) || count > 1) {
                        return null;
                    }
                    RawServer.head(out, 200, BLOB.length);
                    out.write(BLOB, 0, 1000);
                    out.flush();
                    Await.forever();
                    return false;
                },
                "--stall-timeout=1");
    }

    @Test
    void lengthsMayBeMissing() {
        survived((request, out, _) -> {
            if (isFirstLayer(request)) {
                RawServer.head(out, 200, -1, "Transfer-Encoding: chunked");
                for (int from = 0; from < BLOB.length; from += 70_000) {
                    int length = Math.min(70_000, BLOB.length - from);
                    out.write("%x\r\n".formatted(length).getBytes(StandardCharsets.US_ASCII));
                    out.write(BLOB, from, length);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return true;
            }
            if (isManifest(request)) {
                RawServer.head(out, 200, -1, "Connection: close", "Content-Type: " + IMAGE.mediaType());
                out.write(IMAGE.manifest());
                return false;
            }
            return null;
        });
    }

    @Test
    void mediaTypesMayBeMissingOrUnknown() {
        for (String type :
                List.of("X: y", "Content-Type: text/plain; charset=utf-8", "Content-Type: application/json")) {
            survived(
                    (request, out, _) -> isManifest(request) ? RawServer.send(out, 200, IMAGE.manifest(), type) : null);
        }
    }

    @Test
    void whatTheRegistryRemarksIsAWarning() {
        try (var server = RawServer.start(with((request, out, _) -> isManifest(request)
                ? RawServer.send(
                        out,
                        200,
                        IMAGE.manifest(),
                        "Content-Type: " + IMAGE.mediaType(),
                        "Docker-Content-Digest: sha256:" + "0".repeat(64),
                        "Warning: 299 - \"this registry closes \\\"soon\\\"\"")
                : null))) {
            var result = scan(server);
            assertThat(result.exitCode()).isZero();
            assertThat(result.image().path("warnings").valueStream().map(w -> w.asText()))
                    .anyMatch(warning -> warning.contains("digest"))
                    .contains("the registry says: this registry closes \"soon\"");
        }
    }

    @Test
    void aBlobThatBreaksOffBehindARedirectIsResumedThere() {
        try (var storage = RawServer.start((request, out) -> {
            if (!isFirstLayer(request) || !request.header("range").isEmpty()) {
                return isFirstLayer(request)
                        ? rest(request, out)
                        : RawServer.serving(IMAGE).answer(request, out);
            }
            return cut(out, BLOB.length / 2);
        })) {
            survived((request, out, _) -> request.path().contains("/blobs/")
                    ? RawServer.send(out, 307, "", "Location: http://" + storage.host() + request.path())
                    : null);
            assertThat(storage.requests().stream()
                            .filter(FaultsIT::isFirstLayer)
                            .map(r -> r.header("range")))
                    .hasSize(2)
                    .last()
                    .asString()
                    .matches("bytes=[1-9][0-9]*-");
        }
    }

    @Test
    void redirectsCostNoConnection() {
        try (var storage = RawServer.start(RawServer.serving(IMAGE));
                var registry = RawServer.start((request, out) -> request.path().contains("/blobs/")
                        ? RawServer.send(out, 307, "moved", "Location: http://" + storage.host() + request.path())
                        : RawServer.serving(IMAGE).answer(request, out))) {
            assertThat(scan(registry, "--connections=1").exitCode()).isZero();
            assertThat(registry.requests()).hasSizeGreaterThan(4);
            assertThat(registry.connections()).isOne();
            assertThat(storage.requests()).hasSize(3);
            assertThat(storage.connections()).isOne();
        }
    }

    @Test
    void tenRedirectsAreFollowed() {
        try (var registry = RawServer.start((request, out) -> {
            int query = request.path().indexOf('?');
            int hop = query < 0 ? 0 : Integer.parseInt(request.path().substring(query + 1));
            return (isManifest(request) && hop < 10)
                    ? RawServer.send(out, 307, "", "Location: ?" + (hop + 1))
                    : RawServer.serving(IMAGE).answer(request, out);
        })) {
            assertThat(scan(registry).exitCode()).isZero();
        }
    }

    @Test
    void theBodyOfARedirectIsNotReadToItsEnd() {
        var sent = new AtomicLong();
        try (var storage = RawServer.start(RawServer.serving(IMAGE));
                var registry = RawServer.start((request, out) -> {
                    if (!request.path().contains("/blobs/")) {
                        return RawServer.serving(IMAGE).answer(request, out);
                    }
                    RawServer.head(
                            out,
                            307,
                            1,
                            "Location: http://" + storage.host() + request.path(),
                            "Transfer-Encoding: chunked");
                    byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                    while (sent.addAndGet(chunk.length) < 1L << 30) {
                        out.write(chunk);
                    }
                    return false;
                })) {
            assertThat(scan(registry, "--jobs=1").exitCode()).isZero();
            assertThat(sent.get()).isLessThan(100 << 20);
        }
    }

    @Test
    void aServerThatRefusesConnectionsIsTriedAgain() {
        var storage = new ConcurrentLinkedQueue<RawServer>();
        try (var port = new ClosedPort()) {
            survived((request, out, count) -> {
                if (!isFirstLayer(request)) {
                    return null;
                }
                if (count == 2) {
                    storage.add(port.open(RawServer.serving(IMAGE)));
                }
                return RawServer.send(out, 307, "", "Location: http://" + port.host() + request.path());
            });
        } finally {
            storage.forEach(RawServer::close);
        }
        assertThat(storage).isNotEmpty();
    }

    @Test
    void aManifestThatBreaksOffIsAskedForAgain() {
        var survived = survived((request, out, count) -> {
            if (!isManifest(request) || count > 1) {
                return null;
            }
            RawServer.head(out, 200, IMAGE.manifest().length, "Content-Type: " + IMAGE.mediaType());
            out.write(IMAGE.manifest(), 0, 50);
            return false;
        });
        assertThat(survived.to(FaultsIT::isManifest)).hasSize(2);
    }

    @Test
    void aBlobOfNoKnownLengthThatEndsEarlyIsResumed() {
        var survived = survived((request, out, count) -> {
            if (!isFirstLayer(request)) {
                return null;
            }
            if (count > 1) {
                return rest(request, out);
            }
            RawServer.head(out, 200, -1, "Connection: close");
            out.write(BLOB, 0, BLOB.length / 2);
            return false;
        });
        assertThat(survived.to(FaultsIT::isFirstLayer)).hasSize(2);
    }

    // -- what cannot

    @Test
    void aBlobThatAlwaysBreaksOff() {
        var result = fails(3, "broke off", (request, out, _) -> {
            if (!isFirstLayer(request)) {
                return null;
            }
            return cut(out, 1000);
        });
        // how many bytes is a matter of luck: what was under way when the connection broke may be lost
        assertThat(result.err()).contains("layer 0 (" + FIRST.brief() + ", RUN step 0)");
    }

    @Test
    void aBlobThatIsShorterThanTheManifestSays() {
        assertThat(fails(
                                4,
                                "ends after",
                                (request, out, _) -> isFirstLayer(request)
                                        ? RawServer.send(out, 200, java.util.Arrays.copyOf(BLOB, 1000))
                                        : null)
                        .err())
                .contains("layer 0");
    }

    @Test
    void aBlobThatIsLonger() {
        fails(
                4,
                "longer than",
                (request, out, _) -> isFirstLayer(request)
                        ? RawServer.send(out, 200, java.util.Arrays.copyOf(BLOB, BLOB.length + 1))
                        : null);
    }

    @Test
    void aBlobOfAnotherDigest() {
        byte[] changed = BLOB.clone();
        changed[BLOB.length / 2] ^= 1;
        fails(
                4,
                FIRST.toString(),
                (request, out, _) -> isFirstLayer(request) ? RawServer.send(out, 200, changed) : null);
    }

    @Test
    void anImageThatIsNotThere() {
        assertThat(fails(
                                3,
                                "was not found",
                                (_, out, _) -> RawServer.send(
                                        out,
                                        404,
                                        "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no such\"}]}"))
                        .err())
                .contains("404", "MANIFEST_UNKNOWN: no such");
    }

    @Test
    void aLayerThatIsNotThere() {
        assertThat(fails(
                                3,
                                "was not found",
                                (request, out, _) -> isFirstLayer(request) ? RawServer.send(out, 404, "") : null)
                        .err())
                .contains("layer 0");
    }

    @Test
    void aServerThatIsBroken() {
        fails(3, "answered 500", (_, out, _) -> RawServer.send(out, 500, "oops"), "--retries=1");
    }

    @Test
    void aServerThatWantsToBeLeftAloneForLong() {
        fails(3, "come back in 3600 seconds", (_, out, _) -> RawServer.send(out, 429, "", "Retry-After: 3600"));
    }

    @Test
    void aWebPage() {
        fails(
                3,
                "web page",
                (_, out, _) -> RawServer.send(out, 200, "<html>sign in</html>", "Content-Type: text/html"));
    }

    @Test
    void aManifestThatIsNone() {
        fails(
                4,
                "no valid JSON",
                (request, out, _) -> isManifest(request) ? RawServer.send(out, 200, "{\"a\":") : null);
        fails(
                4,
                "neither",
                (request, out, _) -> isManifest(request) ? RawServer.send(out, 200, "{\"schemaVersion\":2}") : null);
    }

    @Test
    void aManifestOfTheOldSchema() {
        fails(
                3,
                "schema 1",
                (request, out, _) ->
                        isManifest(request) ? RawServer.send(out, 200, "{\"schemaVersion\":1,\"fsLayers\":[]}") : null);
    }

    private static boolean endless(OutputStream out, int status) throws IOException {
        return endless(out, status, 1L << 40, " ".repeat(1 << 16));
    }

    private static boolean endlessChunks(OutputStream out) throws IOException {
        return endless(out, 200, -1, "10000\r\n" + " ".repeat(1 << 16) + "\r\n", "Transfer-Encoding: chunked");
    }

    private static boolean endless(OutputStream out, int status, long length, String piece, String... headers)
            throws IOException {
        RawServer.head(out, status, length, headers);
        byte[] spaces = piece.getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(spaces);
        }
    }

    @Test
    void aManifestWithoutEnd() {
        fails(5, "--max-manifest-bytes", (request, out, _) -> isManifest(request) ? endless(out, 200) : null);
        fails(5, "--max-manifest-bytes", (request, out, _) -> isManifest(request) ? endlessChunks(out) : null);
    }

    @Test
    void aBlobWithoutEnd() {
        fails(4, "longer than", (request, out, _) -> isFirstLayer(request) ? endless(out, 200) : null);
        fails(4, "longer than", (request, out, _) -> isFirstLayer(request) ? endlessChunks(out) : null);
    }

    @Test
    void anErrorWithoutEnd() {
        fails(3, "answered 403", (_, out, _) -> endless(out, 403));
        fails(3, "answered 500", (_, out, _) -> endless(out, 500), "--retries=1");
    }

    @Test
    void aServerThatFallsSilent() {
        fails(
                3,
                "--stall-timeout",
                (request, out, _) -> {
                    if (isFirstLayer(request)) {
                        RawServer.head(out, 200, BLOB.length);
                        out.write(BLOB, 0, 1000);
                        out.flush();
                        Await.forever();
                    }
                    return null;
                },
                "--stall-timeout=3",
                "--retries=0");
        fails(
                3,
                "did not answer within 3 seconds",
                (_, _, _) -> {
                    Await.forever();
                    return false;
                },
                "--stall-timeout=3",
                "--retries=0");
    }

    @Test
    void aServerThatDrips() {
        fails(
                3,
                "--timeout",
                (request, out, _) -> {
                    if (isFirstLayer(request)) {
                        RawServer.head(out, 200, BLOB.length);
                        for (byte b : BLOB) {
                            out.write(b);
                            out.flush();
                            Thread.sleep(50);
                        }
                    }
                    return null;
                },
                "--timeout=3");
    }

    @Test
    void aTokenServerThatDrips() {
        failsByToken(() -> Thread.sleep(50), "--timeout", "--timeout=3", "--stall-timeout=60");
    }

    @Test
    void aTokenServerThatFallsSilent() {
        failsByToken(Await::forever, "--stall-timeout", "--timeout=60", "--stall-timeout=2");
    }

    private interface Pause {
        void pause() throws InterruptedException;
    }

    /** The token server pauses behind each byte of its answer. */
    private void failsByToken(Pause pause, String said, String... options) {
        Fault fault = (request, out, _) -> {
            if (request.path().startsWith("/token")) {
                RawServer.head(out, 200, 1_000_000);
                while (true) {
                    out.write(' ');
                    out.flush();
                    pause.pause();
                }
            }
            return RawServer.send(
                    out,
                    401,
                    "{}",
                    "WWW-Authenticate: Bearer realm=\"http://%s/token\"".formatted(request.header("host")));
        };
        fails(3, said, fault, options);
    }

    @Test
    void whatIsNoHttp() {
        for (String answer : List.of(
                "HTTP/\u001b[31m9 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\u001b[31m\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0000\u0001\u0002")) {
            var result = fails(
                    3,
                    "",
                    (_, out, _) -> {
                        out.write(answer.getBytes(StandardCharsets.UTF_8));
                        return false;
                    },
                    "--retries=0");
            assertThat(result.err()).doesNotContain("\u001b", "a bug");
        }
        fails(
                3,
                "layer 0",
                (request, out, _) -> {
                    if (!isFirstLayer(request)) {
                        return null;
                    }
                    RawServer.head(out, 200, -1, "Transfer-Encoding: chunked");
                    out.write("banana\r\n".getBytes(StandardCharsets.US_ASCII));
                    return false;
                },
                "--retries=0");
    }

    @Test
    void whatARegistrySaysDoesNoHarmToATerminal() {
        var result = fails(
                3,
                "\\xc2\\x9b31m",
                (_, out, _) -> RawServer.send(
                        out, 404, "{\"errors\":[{\"code\":\"X\",\"message\":\"a\\u001b[31m\\u009b31m\\u202e\"}]}"));
        assertThat(result.err()).doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @Test
    void redirectsThatLeadNowhere() {
        record Case(String location, String said) {}
        for (var it : List.of(
                new Case("Location: /v2/team/app/manifests/1", "in circles"),
                new Case("Location: file:///etc/passwd", "an invalid URL: it is neither http nor https"),
                new Case("Location: http://user:secret@localhost/", "an invalid URL: it has a user or password in it"),
                new Case("Location: http://localhost:99999/", "an invalid URL: its host or port is not valid"),
                new Case("X: y", "an invalid URL: there is none"))) {
            fails(
                    3,
                    it.said(),
                    (request, out, _) -> isManifest(request) ? RawServer.send(out, 307, "", it.location()) : null);
            if (it.said().equals("in circles")) {
                continue;
            }
            assertThat(fails(
                                    3,
                                    it.said(),
                                    (request, out, _) ->
                                            isFirstLayer(request) ? RawServer.send(out, 307, "", it.location()) : null)
                            .err())
                    .contains("layer 0")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aBlobThatIsSentRoundInCircles() {
        assertThat(fails(
                                3,
                                "in circles",
                                (request, out, _) -> isFirstLayer(request)
                                        ? RawServer.send(out, 302, "", "Location: " + request.path())
                                        : null)
                        .err())
                .contains("layer 0");
    }

    @Test
    void aResumedBlobOfOtherBytes() {
        fails(
                3,
                "sent others",
                (request, out, _) -> {
                    if (!isFirstLayer(request)) {
                        return null;
                    }
                    if (!request.header("range").isEmpty()) {
                        return RawServer.send(
                                out, 206, BLOB, "Content-Range: bytes 0-%1$d/%1$d".formatted(BLOB.length));
                    }
                    return cut(out, 1000);
                },
                "--retries=1");
        byte[] others = BLOB.clone();
        others[BLOB.length - 100] ^= 1;
        fails(4, "layer 0", (request, out, _) -> {
            if (!isFirstLayer(request)) {
                return null;
            }
            if (!request.header("range").isEmpty()) {
                return RawServer.send(out, 200, others);
            }
            return cut(out, 1000);
        });
    }

    @Test
    void aConfigOfOtherBytes() {
        fails(4, "the config", (request, out, _) -> {
            boolean config = request.path().contains("/blobs/")
                    && IMAGE.layers().stream().noneMatch(layer -> request.path().endsWith(layer.toString()));
            return config ? RawServer.send(out, 200, "{}") : null;
        });
    }

    @Test
    void whatAManifestSaysDoesNoHarmToATerminal() {
        String escape = "\\u001b]0;title\\u0007\\u202e";
        String artifact = """
                {"schemaVersion": 2, "artifactType": "application/x%1$s", "layers": [],
                 "config": {"mediaType": "application/y%1$s", "digest": "%2$s", "size": 2}}
                """.formatted(escape, FIRST);
        assertThat(fails(3, "artifact", (_, out, _) -> RawServer.send(out, 200, artifact))
                        .err())
                .doesNotContain("\u001b", "\u0007", "\u202e");
    }

    // -- layers that are elsewhere

    private Tare.Result scanForeign(String url, String... options) {
        byte[] tar = new RawTar().file("foreign", "12345").bytes();
        byte[] blob = dev.tare.layer.Blobs.gzip(tar);
        var image = TestImage.of(new RawTar().file("a", "b"));
        var layer = image.layerNamed(
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Digest.sha256(blob), blob.length);
        image.config(config -> config.withObject("/rootfs")
                .withArray("/diff_ids")
                .add(Digest.sha256(tar).toString()));
        try (var server = RawServer.start((request, out) -> request.path().equals("/elsewhere")
                ? RawServer.send(out, 200, blob)
                : RawServer.serving(image).answer(request, out))) {
            layer.putArray("urls").add(url.replace("SELF", server.host()));
            return scan(server, options);
        }
    }

    @Test
    void aForeignLayerIsReportedAsNotScanned() {
        var result = scanForeign("http://SELF/elsewhere");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("layer 1 was not scanned", "--foreign-layers");
        assertThat(result.image().at("/layers/1/scanned").asBoolean()).isFalse();
        assertThat(result.image().at("/layers/0/scanned").asBoolean()).isTrue();
        assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(1);
        assertThat(result.image().path("warnings").toString()).contains("foreign");
    }

    @Test
    void aForeignLayerIsFetchedWhenAskedFor() {
        var result = scanForeign("http://SELF/elsewhere", "--foreign-layers");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.image().at("/totals/shippedBytes").asInt()).isEqualTo(6);
    }

    @Test
    void aForeignLayerOnAPrivateAddressIsRefused() {
        try (var internal = RawServer.start((_, out) -> RawServer.send(out, 200, "secret"))) {
            for (String host : List.of(internal.host(), internal.host().replace("127.0.0.1", "localhost"))) {
                var result = scanForeign("http://" + host + "/x", "--foreign-layers");
                assertThat(result.exitCode()).isEqualTo(3);
                assertThat(result.err()).contains("layer 1", "private network");
            }
            assertThat(internal.requests()).isEmpty();
        }
    }
}
