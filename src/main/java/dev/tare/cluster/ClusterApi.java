package dev.tare.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.cluster.Login.Proof;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.RestClients;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads lists of an API server, page by page, and single secrets. The client is made with the first request. */
final class ClusterApi implements Closeable {

    private static final int PAGE_OBJECTS = 500;
    private static final int MAX_OBJECTS = 500_000;
    private static final int MAX_PAGES = 1_000;

    /** Maximum bytes of a page. An object usually has 5 to 10 KiB. */
    private static final long MAX_PAGE_BYTES = 256L << 20;

    /** Maximum bytes of one object. etcd takes no request of more than 1.5 MiB by default. */
    private static final int MAX_OBJECT_BYTES = 2 << 20;

    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final int MAX_MESSAGE_CHARACTERS = 400;

    /** How often a list is begun again that has changed too much between two of its pages. */
    private static final int MAX_RESTARTS = 3;

    private static final int MAX_CAUSES = 16;
    private static final int MAX_RETRIES = 4;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    /** A login is renewed so long before it expires. */
    private static final Duration RENEWED_BEFORE = Duration.ofSeconds(10);

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;

    private static final JsonFactory JSON = new ObjectMapper().getFactory();

    private final Cluster cluster;
    private @Nullable KubernetesApi client;
    private @Nullable Proof proof;

    ClusterApi(Cluster cluster) {
        this.cluster = cluster;
    }

    /** One request, with the value of {@code Authorization}. */
    private interface Request {
        Response send(KubernetesApi api, @Nullable String authorization);
    }

    /** What is done with the body of a response that is not an error. */
    private interface BodyReader<T> {
        T read(JsonParser json, Bounded body) throws IOException;
    }

    /** The server no longer knows the state that the first page of a list was of. */
    private static final class Expired extends Exception {}

    /** One page of a list. */
    private record Page(List<KubeObject> objects, String next) {}

    /**
     * Lists the objects of a resource, in the order in which the server gives them.
     *
     * @param namespace empty for all
     * @param selector of labels; empty for all objects
     * @throws Unreadable if the server does not give the list
     * @throws BeyondLimit if it is too long
     */
    List<KubeObject> list(ApiResource resource, Optional<String> namespace, Optional<String> selector)
            throws Unreadable, BeyondLimit {
        for (int restarts = 0; ; restarts++) {
            try {
                return listOnce(resource, namespace, selector);
            } catch (Expired e) {
                if (restarts == MAX_RESTARTS) {
                    throw new Unreadable(
                            "%s: the list of %s changed faster than it could be read"
                                    .formatted(cluster.name(), resource.plural()),
                            "");
                }
            }
        }
    }

    private List<KubeObject> listOnce(ApiResource resource, Optional<String> namespace, Optional<String> selector)
            throws Unreadable, BeyondLimit, Expired {
        var objects = new ArrayList<KubeObject>();
        String next = "";
        String what =
                resource.plural() + namespace.map(" in namespace %s"::formatted).orElse("");
        for (int pages = 1; ; pages++) {
            String from = next.isEmpty() ? null : next;
            var page = send(
                    "list " + what,
                    (api, authorization) -> namespace.isPresent()
                            ? api.listIn(
                                    resource.group(),
                                    namespace.get(),
                                    resource.plural(),
                                    PAGE_OBJECTS,
                                    from,
                                    selector.orElse(null),
                                    authorization)
                            : api.list(
                                    resource.group(),
                                    resource.plural(),
                                    PAGE_OBJECTS,
                                    from,
                                    selector.orElse(null),
                                    authorization),
                    (json, body) -> page(resource, json, body));
            objects.addAll(page.objects());
            next = page.next();
            if (next.isEmpty()) {
                return objects;
            }
            if (objects.size() > MAX_OBJECTS || pages == MAX_PAGES) {
                throw new BeyondLimit(
                        "%s: the list of %s is longer than %,d objects or %,d pages"
                                .formatted(cluster.name(), what, MAX_OBJECTS, MAX_PAGES),
                        "name the namespaces that matter with --namespace, or their objects with --selector");
            }
        }
    }

    /** Reads a list object by object, so that no more than one is held as JSON. */
    private static Page page(ApiResource resource, JsonParser json, Bounded body) throws IOException {
        var objects = new ArrayList<KubeObject>();
        String next = "";
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            var value = json.nextToken();
            if (field.equals("items") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    expect(json.currentToken(), JsonToken.START_OBJECT);
                    body.beginObject();
                    objects.add(KubeObject.of(resource, json.readValueAsTree()));
                }
            } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                body.beginObject();
                JsonNode metadata = json.readValueAsTree();
                next = metadata.path("continue").asText("");
            } else {
                json.skipChildren();
            }
        }
        return new Page(objects, next);
    }

    private static void expect(@Nullable JsonToken token, JsonToken wanted) throws IOException {
        if (token != wanted) {
            throw new IOException("no list of objects");
        }
    }

    /**
     * Reads one secret.
     *
     * @throws Unreadable if the server does not give it
     */
    JsonNode secret(String namespace, String name) throws Unreadable {
        try {
            return send(
                    "get secrets/%s in namespace %s".formatted(name, namespace),
                    (api, authorization) -> api.secret(namespace, name, authorization),
                    (json, _) -> json.readValueAsTree());
        } catch (Expired e) {
            throw new Unreadable(cluster.name() + ": the server answered a request for a secret with status 410", "");
        }
    }

    /** Sends a request, again where the server is busy, and once with a new login where it refuses the one there is. */
    private <T> T send(String what, Request request, BodyReader<T> reader) throws Unreadable, Expired {
        boolean renewed = false;
        for (int retries = 0; ; retries++) {
            var sent = login();
            try (var response = request.send(client(sent), sent.authorization().orElse(null))) {
                int status = response.getStatus();
                if (status == 200) {
                    return read(response, reader);
                }
                if (status == GONE) {
                    throw new Expired();
                }
                if (status == UNAUTHORIZED && !renewed && cluster.login() instanceof Login.Plugin) {
                    renewed = true;
                    forget();
                } else if ((status == TOO_MANY_REQUESTS || status >= 500) && retries < MAX_RETRIES) {
                    pause(response, retries);
                } else {
                    throw refused(what, status, message(response, sent));
                }
            } catch (ProcessingException | IllegalStateException e) {
                throw unreachable(what, e);
            } catch (Unreadable e) {
                throw e;
            } catch (IOException e) {
                throw new Unreadable(
                        "%s: the answer to \"%s\" is no list of objects, or ends early".formatted(cluster.name(), what),
                        "",
                        e);
            }
        }
    }

    private static <T> T read(Response response, BodyReader<T> reader) throws IOException {
        try (var body = new Bounded(response.readEntity(InputStream.class));
                var json = JSON.createParser(body)) {
            return reader.read(json, body);
        }
    }

    /** Ends with an error where a page, or an object of it, is longer than any may be. The parser reads a buffer ahead. */
    private static final class Bounded extends FilterInputStream {
        private long left = MAX_PAGE_BYTES;
        private long leftOfObject = MAX_OBJECT_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = in.read(target, offset, length);
            left -= Math.max(got, 0);
            leftOfObject -= Math.max(got, 0);
            if (left < 0 || leftOfObject < 0) {
                throw new IOException("longer than any list or object");
            }
            return got;
        }

        void beginObject() {
            leftOfObject = MAX_OBJECT_BYTES;
        }
    }

    /** Waits as long as the server says, or longer each time. */
    private void pause(Response response, int retries) throws Unreadable {
        var wait = retryAfter(response.getHeaderString("Retry-After")).orElse(FIRST_WAIT.multipliedBy(1L << retries));
        try {
            Thread.sleep(wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreadable(cluster.name() + ": interrupted", "");
        }
    }

    private static Optional<Duration> retryAfter(@Nullable String header) {
        return header != null && header.strip().matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(header.strip())))
                : Optional.empty();
    }

    /** What the server says about its refusal (API Conventions, "Response Status Kind"). */
    private static String message(Response response, Proof sent) {
        try (var body = response.readEntity(InputStream.class)) {
            String message = sent.conceal(JSON.createParser(body.readNBytes(MAX_ERROR_BYTES))
                    .<JsonNode>readValueAsTree()
                    .path("message")
                    .asText(""));
            return message.length() > MAX_MESSAGE_CHARACTERS
                    ? message.substring(0, MAX_MESSAGE_CHARACTERS - 1) + "…"
                    : message;
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private Unreadable refused(String what, int status, String message) {
        String said = message.isEmpty() ? "status " + status : "status %d: %s".formatted(status, message);
        return new Unreadable(
                "%s: cannot %s (%s)".formatted(cluster.name(), what, said),
                switch (status) {
                    case UNAUTHORIZED -> "the credentials for the cluster are not valid, or have expired";
                    case FORBIDDEN ->
                        "whoever asks needs the right to %s; see docs/kubernetes.md, \"Whole cluster\"".formatted(what);
                    default -> "";
                });
    }

    private Unreadable unreachable(String what, RuntimeException e) {
        Throwable cause = e;
        for (int depth = 0; cause.getCause() != null && depth < MAX_CAUSES; depth++) {
            cause = cause.getCause();
        }
        boolean tls = e.toString().contains("SSL") || cause instanceof GeneralSecurityException;
        return new Unreadable(
                "%s: cannot %s: %s cannot be reached (%s)"
                        .formatted(cluster.name(), what, cluster.server().origin(), cause.getMessage()),
                tls
                        ? "the certificate of the API server is not trusted: see certificate-authority in the kubeconfig"
                        : "",
                e);
    }

    private Proof login() throws Unreadable {
        boolean expired = proof != null
                && proof.expiration()
                        .map(it -> Instant.now().isAfter(it.minus(RENEWED_BEFORE)))
                        .orElse(false);
        if (expired) {
            forget();
        }
        if (proof == null || cluster.login() instanceof Login.TokenFile) {
            proof = cluster.login().proof();
        }
        return proof;
    }

    private KubernetesApi client(Proof sent) {
        if (client == null) {
            client = RestClients.build(
                    KubernetesApi.class, cluster.server(sent.certificate()), CONNECT_TIMEOUT, STALL_TIMEOUT);
        }
        return client;
    }

    /** Drops the login, and the client, which shows the certificate of that login. */
    private void forget() {
        proof = null;
        close();
        client = null;
    }

    @Override
    public void close() {
        if (client instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                // it is no longer needed
            }
        }
    }
}
