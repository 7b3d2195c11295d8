package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.kit.Await;
import dev.tare.kit.ClosedPort;
import dev.tare.kit.RawServer;
import dev.tare.source.SourceListener;
import dev.tare.source.registry.rate.Rate;
import dev.tare.source.registry.rate.Throttles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single requests. What they carry through a scan, by proxies and by TLS, is for the tests of whole scans. */
@Timeout(60)
class TransportTest {

    private static final SourceListener SILENT = new SourceListener() {};

    private static final Retries RETRIES = new Retries(0, Duration.ofMinutes(5), SILENT);

    /** Longer than any test takes. */
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(5);

    private static final int CONNECTIONS = 16;

    private final Deadlines deadlines = new Deadlines();
    private final Transport transport = transport(STALL_TIMEOUT);

    private Transport transport(Duration stallTimeout) {
        var clients = new HttpClients(
                (_, _, _, _, _) -> {
                    throw new AssertionError("no TLS here");
                },
                deadlines,
                CONNECTIONS,
                Duration.ofSeconds(5),
                stallTimeout);
        return new Transport(clients, new Proxies(Map.of()), deadlines, new Throttles(Rate.UNLIMITED), stallTimeout);
    }

    @AfterEach
    void close() {
        transport.close();
        deadlines.close();
    }

    private Answer ask(Address address, Map<String, String> headers, Retries retries) throws Unreadable {
        return ask(transport, address, headers, retries);
    }

    private static Answer ask(Transport transport, Address address, Map<String, String> headers, Retries retries)
            throws Unreadable {
        try {
            return transport.get(new Get(Resource.of("the image"), address, headers, _ -> {}), retries);
        } catch (NoAnswer e) {
            throw e.fault();
        }
    }

    private Answer post(Address address, String form) throws Unreadable {
        try {
            return transport.post(address, form, RETRIES);
        } catch (NoAnswer e) {
            throw e.fault();
        }
    }

    private static Address of(RawServer server, String path) {
        return Address.of("http://" + server.host() + path);
    }

    private String get(RawServer server, String path) throws IOException {
        try (var answer = ask(of(server, path), Map.of(), RETRIES)) {
            return answer.status() + " " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void lengthsThatAreEqualAreOne() throws IOException {
        try (var server = RawServer.start((request, out) -> {
            String second = request.path().equals("/equal") ? "3" : "2";
            RawServer.head(out, 200, 3, "content-length: " + second);
            out.write("yes".getBytes(StandardCharsets.US_ASCII));
            return true;
        })) {
            assertThat(get(server, "/equal")).isEqualTo("200 yes");
            assertThat(get(server, "/equal")).isEqualTo("200 yes");
            assertThat(server.connections()).isOne();
            assertThatIOException().isThrownBy(() -> get(server, "/other"));
        }
    }

    @Test
    void sendsWhatItIsToldAndNoMore() throws IOException {
        try (var server = RawServer.start((_, out) -> RawServer.send(out, 200, "yes", "X-A: 1", "x-a: 2"));
                var answer = ask(of(server, "/v2/a%20b?q=%2F"), Map.of("Range", "bytes=1-"), RETRIES)) {
            var request = server.requests().getFirst();
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/v2/a%20b?q=%2F");
            assertThat(request.headers())
                    .containsOnly(
                            Map.entry("host", server.host()),
                            Map.entry("user-agent", "tare"),
                            Map.entry("connection", "keep-alive"),
                            Map.entry("range", "bytes=1-"));
            assertThat(answer.headers("X-a")).containsExactly("1", "2");
        }
    }

    @Test
    void aConnectionWhoseBodyWasReadIsUsedAgain() throws IOException {
        try (var server = RawServer.start((request, out) -> RawServer.send(out, 200, request.path()))) {
            assertThat(get(server, "/1")).isEqualTo("200 /1");
            assertThat(get(server, "/2")).isEqualTo("200 /2");
            assertThat(server.connections()).isOne();
        }
    }

    /** A form with a token that is good only once must not be sent again because a connection was kept for too long. */
    @Test
    void aFormIsSentOverANewConnection() throws IOException {
        try (var server = RawServer.start((request, out) -> RawServer.send(out, 200, request.body()))) {
            get(server, "/1");
            try (var answer = post(of(server, "/2?x=y"), "a=b%2Fc&d=e")) {
                assertThat(answer.body().readAllBytes()).asString().isEqualTo("a=b%2Fc&d=e");
            }
            var request = server.requests().get(1);
            assertThat(request.method() + " " + request.path()).isEqualTo("POST /2?x=y");
            assertThat(request.headers())
                    .containsOnly(
                            Map.entry("host", server.host()),
                            Map.entry("user-agent", "tare"),
                            Map.entry("connection", "keep-alive"),
                            Map.entry("accept", "application/json"),
                            Map.entry("content-type", "application/x-www-form-urlencoded"),
                            Map.entry("content-length", "11"));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionWithARestIsNot() throws IOException {
        try (var server = RawServer.start((request, out) -> RawServer.send(out, 200, request.path()))) {
            try (var answer = ask(of(server, "/unread"), Map.of(), RETRIES)) {
                assertThat(answer.body().read()).isEqualTo('/');
            }
            assertThat(get(server, "/2")).isEqualTo("200 /2");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void norIsOneThatTheServerWantsClosed() throws IOException {
        try (var server =
                RawServer.start((request, out) -> RawServer.send(out, 200, request.path(), "Connection: close"))) {
            assertThat(get(server, "/1")).isEqualTo("200 /1");
            assertThat(get(server, "/2")).isEqualTo("200 /2");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whereTheServerClosedAKeptConnectionANewOneIsMade() throws Exception {
        try (var server = RawServer.start((request, out) -> {
            RawServer.send(out, 200, request.path());
            return false; // closed, without having said so
        })) {
            assertThat(get(server, "/1")).isEqualTo("200 /1");
            server.awaitEnded(1);
            assertThat(get(server, "/2")).isEqualTo("200 /2");
        }
    }

    @Test
    void answersOnTheWayArePassedOver() throws IOException {
        try (var server = RawServer.start((_, out) -> {
            out.write("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return RawServer.send(out, 200, "done");
        })) {
            assertThat(get(server, "/")).isEqualTo("200 done");
        }
    }

    @Test
    void butNotForEver() {
        try (var server = RawServer.start((_, out) -> {
            for (int i = 0; i < 1_000_000; i++) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            return false;
        })) {
            assertThatIOException().isThrownBy(() -> get(server, "/")).withMessageContaining("100");
        }
    }

    @Test
    void headersWithoutEndAreCutShort() {
        try (var line = RawServer.start((_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write(new byte[8 << 10]);
                    }
                });
                var lines = RawServer.start((_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                })) {
            assertThatIOException().isThrownBy(() -> get(line, "/")).withMessageContaining("longer headers");
            assertThatIOException().isThrownBy(() -> get(lines, "/")).withMessageContaining("more or longer headers");
        }
    }

    /** A library quotes what it does not like, and a server may send back what it was sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n%s\r\n\r\n",
                "%s\r\n\r\n",
                "HTTP/1.1 %s OK\r\n\r\n",
                "HTTP/%s 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx%s\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n%s\r\n\r\n"
            })
    void whatIsNoHttpIsNotQuoted(String raw) {
        try (var server = RawServer.start((request, out) -> {
            out.write(raw.formatted(request.header("authorization")).getBytes(StandardCharsets.US_ASCII));
            return false;
        })) {
            assertThatThrownBy(() -> {
                        try (var answer =
                                ask(of(server, "/"), Map.of("Authorization", "Basic am9lOmh1bnRlcjI="), RETRIES)) {
                            answer.body().readAllBytes();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .satisfies(e -> {
                        var stack = new StringWriter();
                        e.printStackTrace(new PrintWriter(stack));
                        assertThat(stack.toString()).doesNotContain("am9lOmh1bnRlcjI", "Basic");
                    });
        }
    }

    @Test
    void whatComesUnaskedIsNoAnswer() throws Exception {
        var read = new CountDownLatch(1);
        var sent = new CountDownLatch(1);
        try (var server = RawServer.start((request, out) -> {
            RawServer.send(out, 200, request.path());
            if (request.path().equals("/1")) {
                read.await();
                RawServer.send(out, 403, "another's");
                sent.countDown();
            }
            return true;
        })) {
            assertThat(get(server, "/1")).isEqualTo("200 /1");
            read.countDown();
            sent.await();
            assertThat(get(server, "/2")).isEqualTo("200 /2");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void norIsWhatCameAlongLongBefore() throws Exception {
        try (var server = RawServer.start((request, out) -> {
            RawServer.head(out, 200, 2);
            out.write((request.path() + "HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return true;
        })) {
            assertThat(get(server, "/1")).isEqualTo("200 /1");
            Thread.sleep(1_200);
            assertThat(get(server, "/2")).isEqualTo("200 /2");
        }
    }

    @Test
    void whereItIsNotClearWhereTheBodyEndsTheConnectionIsNotUsedAgain() throws IOException {
        try (var server = RawServer.start((_, out) -> {
            RawServer.head(out, 200, 5, "Transfer-Encoding: chunked");
            out.write("1\r\nx\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        })) {
            assertThat(get(server, "/1")).isEqualTo("200 x");
            assertThat(get(server, "/2")).isEqualTo("200 x");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aBodyThatFailedIsNotReadOnAndItsConnectionNotUsedAgain() throws IOException {
        try (var server = RawServer.start((request, out) -> {
                    if (request.path().equals("/2")) {
                        return RawServer.send(out, 200, "two");
                    }
                    RawServer.head(out, 200, -1, "Transfer-Encoding: chunked");
                    out.write(("0\r\n" + "X: y\r\n".repeat(300) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    return true;
                });
                var answer = ask(of(server, "/1"), Map.of(), RETRIES)) {
            assertThatIOException().isThrownBy(() -> answer.body().read());
            assertThatIOException().isThrownBy(() -> answer.body().read());
            assertThat(get(server, "/2")).isEqualTo("200 two");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void onlyAFewConnectionsWaitToBeUsedAgain() throws IOException {
        var servers = new ArrayList<RawServer>();
        try {
            for (int i = 0; i < 70; i++) {
                var server = RawServer.start((_, out) -> RawServer.send(out, 200, "yes"));
                servers.add(server);
                get(server, "/");
            }
            get(servers.getLast(), "/");
            assertThat(servers.getLast().connections()).isOne();
            get(servers.getFirst(), "/");
            assertThat(servers.getFirst().connections()).isEqualTo(2);
        } finally {
            servers.forEach(RawServer::close);
        }
    }

    /** The server answers no request before it has as many as there may be connections. */
    @Test
    void requestsBeyondTheMaximumOfConnectionsWaitForOne() throws Exception {
        var arrived = new CountDownLatch(CONNECTIONS);
        try (var server = RawServer.start((_, out) -> {
                    arrived.countDown();
                    arrived.await();
                    return RawServer.send(out, 200, "yes");
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 70; i++) {
                statuses.add(threads.submit(() -> {
                    var get = new Get(Resource.of("the image"), of(server, "/"));
                    try (var answer = transport.get(get, RETRIES)) {
                        answer.body().readAllBytes();
                        return answer.status();
                    }
                }));
            }
            for (var status : statuses) {
                assertThat(status.get()).isEqualTo(200);
            }
            assertThat(server.connections()).isLessThanOrEqualTo(CONNECTIONS);
        }
    }

    @Test
    void nobodyIsAskedWhenTheTimeIsOver() {
        try (var server = RawServer.start((_, out) -> RawServer.send(out, 200, "yes"))) {
            var over = new Retries(0, Duration.ZERO, SILENT);
            assertThatIOException()
                    .isThrownBy(() -> ask(of(server, "/"), Map.of(), over))
                    .withMessageContaining("was not read within");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void headersThatDripAreNotWaitedForLongerThanSilence() {
        try (var server = RawServer.start((_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(100);
                    }
                });
                var impatient = transport(Duration.ofMillis(500))) {
            assertThatIOException()
                    .isThrownBy(() -> ask(impatient, of(server, "/"), Map.of(), RETRIES))
                    .withMessageContaining("did not answer");
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void whoReadsCanBeInterrupted() throws Exception {
        try (var server = RawServer.start((_, out) -> {
                    RawServer.head(out, 200, 10);
                    Await.forever();
                    return false;
                });
                var answer = ask(of(server, "/"), Map.of(), RETRIES)) {
            var ended = new CountDownLatch(1);
            var reader = Thread.ofPlatform().daemon().start(() -> {
                try {
                    answer.body().read();
                } catch (IOException e) {
                    ended.countDown();
                }
            });
            Await.blocked(reader);
            reader.interrupt();
            ended.await();
        }
    }

    @Test
    void whoReadsEndsWhenAnotherThreadCloses() throws Exception {
        try (var server = RawServer.start((_, out) -> {
            RawServer.head(out, 200, 10);
            Await.forever();
            return false;
        })) {
            var answer = ask(of(server, "/"), Map.of(), RETRIES);
            var ended = new CountDownLatch(1);
            var reader = Thread.ofPlatform().daemon().start(() -> {
                try {
                    answer.body().read();
                } catch (IOException e) {
                    ended.countDown();
                }
            });
            Await.blocked(reader);
            answer.close();
            ended.await();
        }
    }

    @Test
    void whereNobodyListens() {
        try (var port = new ClosedPort()) {
            assertThatIOException()
                    .isThrownBy(() -> ask(Address.of("http://" + port.host() + "/"), Map.of(), RETRIES))
                    .withMessageContaining("cannot be reached");
        }
    }
}
