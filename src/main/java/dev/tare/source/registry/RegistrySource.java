package dev.tare.source.registry;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.MediaType;
import dev.tare.image.Reference;
import dev.tare.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One image in a registry (OCI distribution-spec 1.1, "Pull"). */
public final class RegistrySource implements Source {

    /** Where Docker Hub really answers. */
    private static final String DOCKER_HUB = "registry-1.docker.io";

    private static final String ACCEPT = String.join(", ", MediaType.DOCUMENTS);
    private static final int ERROR_LIMIT = 64 << 10;

    private final Reference reference;
    private final Limits limits;
    private final Http http;
    private final StallWatch watch;
    private final String base;
    private final Tokens tokens;
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    public RegistrySource(Reference reference, RegistryOptions options, Limits limits) {
        this.reference = reference;
        this.limits = limits;
        this.http = new Http(options);
        this.watch = new StallWatch(options.stallTimeout());
        String host = reference.host().equals(Reference.DOCKER_HUB) ? DOCKER_HUB : reference.host();
        this.base = scheme(host, options) + "://" + host;
        this.tokens = new Tokens(http, base, reference.repository());
    }

    /** As Docker does: plain HTTP where it was asked for, and on this machine where the registry speaks it. */
    private String scheme(String host, RegistryOptions options) {
        if (options.plainHttp()) {
            return "http";
        }
        if (!Tokens.isLoopback(URI.create("https://" + host).getHost())) {
            return "https";
        }
        // HTTP is asked first: a TLS server says at once that this is no TLS, an HTTP server may wait for the rest of a
        // line
        try (var answer = http.get(URI.create("http://" + host + "/v2/"), null, null, null);
                var body = watch.watch(answer.body(), host)) {
            body.readNBytes(ERROR_LIMIT);
            return answer.status() == 400 ? "https" : "http";
        } catch (IOException e) {
            return "https";
        }
    }

    @Override
    public String name() {
        return reference.toString();
    }

    @Override
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public Fetched manifest() throws ImageFault {
        var fetched = manifest(reference.name(), reference.digest());
        return fetched;
    }

    @Override
    public Fetched manifest(Descriptor descriptor) throws ImageFault {
        var fetched = manifest(descriptor.digest().toString(), Optional.of(descriptor.digest()));
        if (fetched.bytes().length != descriptor.size()) {
            throw new Damaged("the manifest %s has %,d bytes; the index says %,d"
                    .formatted(descriptor.digest().brief(), fetched.bytes().length, descriptor.size()));
        }
        return fetched;
    }

    private Fetched manifest(String name, Optional<Digest> expected) throws ImageFault {
        String what = expected.isPresent() && !name.equals(reference.name())
                ? "the manifest " + expected.get().brief()
                : "the image";
        URI uri = URI.create(base + "/v2/" + reference.repository() + "/manifests/" + name);
        try (var answer = get(uri, ACCEPT, what);
                var body = watch.watch(answer.body(), base)) {
            byte[] bytes = body.readNBytes(limits.manifestBytes() + 1);
            if (bytes.length > limits.manifestBytes()) {
                throw Limits.exceeded(
                        "a manifest of more than %,d bytes".formatted(limits.manifestBytes()),
                        limits.manifestBytes(),
                        "max-manifest-bytes");
            }
            String type = answer.header("Content-Type").split(";", 2)[0].strip();
            if (RegistryErrors.isHtml(type, bytes)) {
                throw new Unreadable(
                        "%s answered with a web page where a manifest was asked for".formatted(base),
                        "check that this is the address of a registry, and that no proxy or sign-in page is in between");
            }
            Digest digest = expected.map(d -> d.ofSameKind(bytes)).orElseGet(() -> Digest.sha256(bytes));
            if (expected.isPresent() && !expected.get().equals(digest)) {
                throw new Damaged("the registry answered with a manifest of the digest %s where %s was asked for"
                        .formatted(digest, expected.get()));
            }
            String said = answer.header("Docker-Content-Digest");
            if (!said.isEmpty() && said.startsWith(digest.algorithm()) && !said.equals(digest.toString())) {
                warnings.add("the registry says that the manifest's digest is %s, but it is %s"
                        .formatted(RegistryErrors.brief(said), digest));
            }
            return new Fetched(bytes, type, digest);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable("%s could not be read from %s".formatted(what, base), "try again", e);
        }
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        URI uri = URI.create(base + "/v2/" + reference.repository() + "/blobs/" + descriptor.digest());
        var answer = get(uri, null, "the blob " + descriptor.digest().brief());
        return watch.watch(answer.body(), Http.origin(answer.uri()));
    }

    private Http.Answer get(URI uri, @Nullable String accept, String what) throws ImageFault {
        for (boolean first = true; ; first = false) {
            String authorization = tokens.authorization();
            var answer = http.get(uri, accept, authorization, null);
            if (answer.status() == 200) {
                return answer;
            }
            try (answer;
                    var body = watch.watch(answer.body(), base)) {
                String said = RegistryErrors.read(body.readNBytes(ERROR_LIMIT));
                List<String> headers = answer.response().getStringHeaders().getOrDefault("WWW-Authenticate", List.of());
                if (first && answer.status() == 401 && tokens.answer(Challenge.parse(headers), authorization)) {
                    continue;
                }
                throw refused(answer, what, said);
            } catch (ImageFault e) {
                throw e;
            } catch (IOException e) {
                throw refused(answer, what, "");
            }
        }
    }

    private Unreadable refused(Http.Answer answer, String what, String said) {
        String origin = Http.origin(answer.uri());
        String detail = "%s answered %d%s".formatted(origin, answer.status(), said.isEmpty() ? "" : ": " + said);
        return switch (answer.status()) {
            case 404 ->
                new Unreadable(
                        "%s was not found (%s)".formatted(what, detail),
                        "check the name and the tag; a registry may also hide what you may not see");
            case 401, 403 ->
                new Unreadable(
                        "not authorised to read %s (%s)".formatted(what, detail),
                        "the request was anonymous, and this image needs credentials");
            case 429 -> new Unreadable("too many requests (%s)".formatted(detail), "try again later");
            default -> new Unreadable("%s could not be fetched (%s)".formatted(what, detail), "try again later");
        };
    }

    @Override
    public void close() {
        watch.close();
        http.close();
    }
}
