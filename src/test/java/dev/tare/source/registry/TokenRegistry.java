package dev.tare.source.registry;

import dev.tare.kit.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A registry that wants bearer tokens, and its token server: both in front of an open registry, so that what is behind is real and the
 * life of a token is the test's to choose.
 */
final class TokenRegistry implements AutoCloseable {

    private final RawServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int upstream;
    private final int lifeSeconds;
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger uses = new AtomicInteger();
    private volatile long issuedAt;
    private volatile boolean over;
    private volatile int revokeAfter = Integer.MAX_VALUE;
    private volatile @Nullable String refreshToken;

    TokenRegistry(int upstream, int lifeSeconds) {
        this.upstream = upstream;
        this.lifeSeconds = lifeSeconds;
        this.server = RawServer.start(this::answer);
    }

    String host() {
        return server.host();
    }

    int tokensGiven() {
        return given.get();
    }

    int refusals() {
        return refused.get();
    }

    List<RawServer.Request> requests() {
        return server.requests();
    }

    /** The token is no longer good after so many uses. */
    void revokeAfter(int count) {
        revokeAfter = count;
    }

    void wantRefreshToken(String token) {
        refreshToken = token;
    }

    private boolean answer(RawServer.Request request, OutputStream out) throws IOException, InterruptedException {
        if (request.path().startsWith("/token")) {
            return sendToken(request, out);
        }
        boolean expired = over && given.get() == 1;
        int token = token(request);
        // of later tokens each stays good, since a request may be on its way when the next token is given
        boolean known = token == 1 ? given.get() == 1 : token > 1;
        if (!known || expired || uses.incrementAndGet() > revokeAfter) {
            refused.incrementAndGet();
            revokeAfter = known ? Integer.MAX_VALUE : revokeAfter;
            return RawServer.send(
                    out,
                    401,
                    "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}",
                    "WWW-Authenticate: Bearer realm=\"http://%s/token\",service=\"of, tests\",scope=\"repository:team/app:pull\""
                            .formatted(host()));
        }
        if (request.path().contains("/manifests/") && lifeSeconds < 10 && given.get() == 1) {
            outlive(); // so that what follows comes with an old token
        }
        var response = fetch(request);
        return RawServer.send(
                out,
                response.statusCode(),
                response.body(),
                "Content-Type: " + response.headers().firstValue("Content-Type").orElse("text/plain"));
    }

    /** The number of the token that a request has; 0 if it has none. */
    private static int token(RawServer.Request request) {
        String digits = request.header("authorization").replaceFirst("^Bearer token-", "");
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }

    /** Ends the life of the first token, which is over by whoever's clock then. Later ones live as long as the test needs them. */
    private void outlive() throws InterruptedException {
        long left = issuedAt + Duration.ofSeconds(lifeSeconds).toNanos() - System.nanoTime();
        Thread.sleep(Duration.ofNanos(Math.max(0, left)));
        over = true;
    }

    private HttpResponse<byte[]> fetch(RawServer.Request request) throws IOException, InterruptedException {
        var builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream + request.path()));
        if (!request.header("accept").isEmpty()) {
            builder.header("Accept", request.header("accept"));
        }
        return client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private boolean sendToken(RawServer.Request request, OutputStream out) throws IOException {
        boolean good = refreshToken == null
                ? request.method().equals("GET")
                        && request.path().contains("scope=repository%3Ateam%2Fapp%3Apull")
                        && request.path().contains("service=of%2C+tests")
                : request.method().equals("POST")
                        && request.body().contains("grant_type=refresh_token")
                        && request.body().contains("refresh_token=" + refreshToken);
        if (!good) {
            return RawServer.send(out, 400, "{}");
        }
        issuedAt = System.nanoTime();
        return RawServer.send(
                out,
                200,
                "{\"access_token\":\"token-%d\",\"expires_in\":%d}".formatted(given.incrementAndGet(), lifeSeconds));
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
