package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tare.kit.RawServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of our own; what they carry through a scan, and what TLS they speak, is for the tests of whole scans. */
@Timeout(60)
class DirectTest {

    private final StallWatch watch = new StallWatch(Duration.ofMillis(500), new Retries(0, Duration.ofMinutes(5)));
    private final Direct direct = new Direct(
            _ -> {
                throw new AssertionError("no TLS here");
            },
            Duration.ofSeconds(5),
            watch);

    @AfterEach
    void close() {
        direct.close();
        watch.close();
    }

    private static URI of(RawServer server, String path) {
        return URI.create("http://" + server.host() + path);
    }

    private String get(RawServer server, String path) throws IOException {
        try (var exchange = direct.get(of(server, path), Map.of())) {
            return exchange.status() + " " + new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void sendsWhatItIsToldAndNoMore() throws IOException {
        try (var server = RawServer.start((_, out) -> RawServer.send(out, 200, "yes", "X-A: 1", "x-a: 2"));
                var exchange = direct.get(of(server, "/v2/a%20b?q=%2F"), Map.of("Range", "bytes=1-"))) {
            var request = server.requests().getFirst();
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/v2/a%20b?q=%2F");
            assertThat(request.headers())
                    .containsOnly(
                            Map.entry("host", server.host()),
                            Map.entry("user-agent", "tare"),
                            Map.entry("range", "bytes=1-"));
            assertThat(exchange.headers("X-a")).containsExactly("1", "2");
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

    @Test
    void aConnectionWithARestIsNot() throws IOException {
        try (var server = RawServer.start((request, out) -> RawServer.send(out, 200, request.path()))) {
            try (var exchange = direct.get(of(server, "/unread"), Map.of())) {
                assertThat(exchange.body().read()).isEqualTo('/');
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
            Thread.sleep(200);
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
            assertThatIOException().isThrownBy(() -> get(line, "/")).withMessageContaining("line length");
            assertThatIOException().isThrownBy(() -> get(lines, "/")).withMessageContaining("header count");
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
        })) {
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> get(server, "/"));
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void whoReadsCanBeInterrupted() throws Exception {
        try (var server = RawServer.start((_, out) -> {
                    RawServer.head(out, 200, 10);
                    Thread.sleep(30_000);
                    return false;
                });
                var exchange = direct.get(of(server, "/"), Map.of())) {
            var ended = new CountDownLatch(1);
            var reader = Thread.ofPlatform().daemon().start(() -> {
                try {
                    exchange.body().read();
                } catch (IOException e) {
                    ended.countDown();
                }
            });
            Thread.sleep(200);
            reader.interrupt();
            ended.await();
        }
    }

    @Test
    void whoReadsEndsWhenAnotherThreadCloses() throws Exception {
        try (var server = RawServer.start((_, out) -> {
            RawServer.head(out, 200, 10);
            Thread.sleep(30_000);
            return false;
        })) {
            var exchange = direct.get(of(server, "/"), Map.of());
            var ended = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    exchange.body().read();
                } catch (IOException e) {
                    ended.countDown();
                }
            });
            Thread.sleep(200);
            exchange.close();
            ended.await();
        }
    }

    @Test
    void whereNobodyListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> direct.get(URI.create("http://127.0.0.1:" + port + "/"), Map.of()));
    }
}
