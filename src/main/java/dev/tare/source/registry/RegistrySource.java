package dev.tare.source.registry;

import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.MediaType;
import dev.tare.image.Reference;
import dev.tare.source.Source;
import dev.tare.source.credentials.Credentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One image in one registry (OCI distribution-spec 1.1, "Pull"). */
final class RegistrySource implements Source {

    private static final String ACCEPT = String.join(", ", MediaType.DOCUMENTS);
    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final int MAX_WARNINGS = 20;

    /** distribution-spec, "Warnings": {@code 299 - "TEXT"}; other codes and agents are of no interest. */
    private static final Pattern WARNING = Pattern.compile("299 - \"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Reference reference;
    private final Endpoint endpoint;
    private final RegistryOptions options;
    private final Limits limits;
    private final Retries retries;
    private final HostSession host;
    private final Credentials credentials;
    private final CopyOnWriteArraySet<String> warnings = new CopyOnWriteArraySet<>();

    /** @param host of the endpoint, which outlives the image */
    RegistrySource(
            Reference reference,
            Endpoint endpoint,
            HostSession host,
            RegistryOptions options,
            Credentials credentials,
            Limits limits,
            Retries retries) {
        this.reference = reference;
        this.endpoint = endpoint;
        this.host = host;
        this.options = options;
        this.credentials = credentials;
        this.limits = limits;
        this.retries = retries;
    }

    private Address base() {
        return host.base(retries);
    }

    private Authorizer authorizer() {
        return host.authorizer(endpoint.repository(), credentials, retries);
    }

    private InputStream watch(Http.Answer answer) {
        return host.http().body(answer, retries);
    }

    @Override
    public String name() {
        return reference.toString();
    }

    @Override
    public List<String> warnings() {
        var all = new ArrayList<>(warnings);
        authorizer().problems().forEach(problem -> all.add("registry credentials: " + problem));
        return List.copyOf(all);
    }

    @Override
    public Fetched manifest() throws ImageFault {
        return manifest(reference.name(), reference.digest());
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
        var what = Asked.of(
                expected.isPresent() && !name.equals(reference.name())
                        ? "the manifest " + expected.get().brief()
                        : "the image");
        var address = base().at("/v2/" + endpoint.repository() + "/manifests/" + name);
        return document(
                new Http.Get(what, address).with(Http.ACCEPT, ACCEPT),
                limits.manifestBytes(),
                (answer, bytes) -> fetched(answer, bytes, expected));
    }

    /** Converts a document that has arrived. */
    private interface Reading<T> {
        T of(Http.Answer answer, byte[] bytes) throws ImageFault;
    }

    /**
     * Reads a whole document. If the connection breaks, the document is requested again.
     *
     * @param limit maximum size in bytes; of a larger document, one byte more is read
     */
    private <T> T document(Http.Get get, int limit, Reading<T> reading) throws ImageFault {
        for (int failures = 0; ; failures++) {
            var answer = get(get);
            try (answer;
                    var body = watch(answer)) {
                return reading.of(answer, ContentEncoding.read(answer, body, limit));
            } catch (Unreadable e) {
                if (e.getCause() == null) {
                    throw e; // a complete response with an error
                }
                retries.pause(get.what(), failures, Optional.empty(), e);
            } catch (ImageFault e) {
                throw e;
            } catch (IOException e) {
                throw new Unreadable("%s could not be read from %s".formatted(get.what(), base()), "try again", e);
            }
        }
    }

    private Fetched fetched(Http.Answer answer, byte[] bytes, Optional<Digest> expected) throws ImageFault {
        if (bytes.length > limits.manifestBytes()) {
            throw Limits.exceeded(
                    "a manifest of more than %,d bytes".formatted(limits.manifestBytes()),
                    limits.manifestBytes(),
                    "max-manifest-bytes");
        }
        String type = answer.header("Content-Type").split(";", 2)[0].strip();
        if (RegistryErrors.isHtml(type, bytes)) {
            throw new Unreadable(
                    "%s answered with a web page where a manifest was asked for".formatted(base()),
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
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        var address = base().at("/v2/" + endpoint.repository() + "/blobs/" + descriptor.digest());
        var get = new Http.Get(Asked.blob(descriptor.digest()), address);
        if (!MediaType.isLayer(descriptor.mediaType())) {
            int limit = (int) Math.min(limits.configBytes(), descriptor.size());
            return document(get, limit, (_, bytes) -> new ByteArrayInputStream(bytes));
        }
        try {
            return resuming(descriptor, from -> get(get.with(Http.RANGE, range(from))));
        } catch (NotHeld e) {
            if (!options.foreignLayers() || descriptor.urls().isEmpty()) {
                throw e;
            }
            return foreign(descriptor);
        }
    }

    private InputStream resuming(Descriptor descriptor, ResumingBody.Opener opener) throws ImageFault {
        return new ResumingBody(Asked.blob(descriptor.digest()), opener, this::watch, retries, descriptor.size());
    }

    private static @Nullable String range(long from) {
        return from == 0 ? null : "bytes=" + from + "-";
    }

    /** Reads a foreign layer from the URLs of its descriptor, without credentials. It is verified like any other layer. */
    private InputStream foreign(Descriptor descriptor) throws ImageFault {
        Unreadable last = new Unreadable("no address of the foreign layer can be used", "");
        for (String url : descriptor.urls()) {
            try {
                var get = new Http.Get(Asked.blob(descriptor.digest()), Address.parse(url))
                        .guardedBy(Http.publicOr(base().origin()));
                return resuming(descriptor, from -> foreign(get, from));
            } catch (Unreadable e) {
                last = e;
            } catch (Address.Invalid e) {
                // the next URL may be valid
            }
        }
        throw last;
    }

    private Http.Answer foreign(Http.Get get, long from) throws Unreadable {
        var answer = host.http().get(get.with(Http.RANGE, range(from)), retries);
        if (isWanted(answer, from > 0)) {
            return answer;
        }
        answer.close();
        throw new Unreadable("%s answered %d for the foreign layer".formatted(get.address(), answer.status()), "");
    }

    /** @param part true if a range was requested */
    private static boolean isWanted(Http.Answer answer, boolean part) {
        return switch (answer.status()) {
            case 200, 203 -> true; // the latter from a proxy that changes answers (RFC 9110, 15.3.4)
            case 206, 416 -> part;
            default -> false;
        };
    }

    private Http.Answer get(Http.Get get) throws ImageFault {
        for (var handshake = authorizer().handshake(retries); ; ) {
            String authorization = handshake.authorization();
            var answer = host.http().get(get.with(Http.AUTHORIZATION, authorization), retries);
            noteWarnings(answer);
            if (isWanted(answer, get.headers().containsKey(Http.RANGE))) {
                return answer;
            }
            String said = said(answer);
            if (!answer.address().origin().equals(base().origin())) {
                // it got no credentials, and its challenge is not the registry's
                throw new Unreadable(
                        "%s redirects to %s for %s, which answered %d"
                                .formatted(base(), answer.address(), get.what(), answer.status()),
                        "try again later");
            }
            var challenges = Challenge.parse(answer.headers("WWW-Authenticate"));
            if (!handshake.answer(answer.status(), challenges, authorization)) {
                throw refused(answer, get.what(), said);
            }
        }
    }

    /** Reads the error message of a response, and closes the response. */
    private String said(Http.Answer answer) {
        try (answer;
                var body = watch(answer)) {
            return RegistryErrors.read(ContentEncoding.read(answer, body, MAX_ERROR_BYTES), authorizer()::conceal);
        } catch (IOException e) {
            return ""; // the status alone is reported
        }
    }

    private void noteWarnings(Http.Answer answer) {
        for (String header : answer.headers("Warning")) {
            var matcher = WARNING.matcher(header);
            while (matcher.find() && warnings.size() < MAX_WARNINGS) {
                warnings.add("the registry says: "
                        + RegistryErrors.brief(
                                authorizer().conceal(matcher.group(1).replaceAll("\\\\(.)", "$1"))));
            }
        }
    }

    private ImageFault refused(Http.Answer answer, Asked what, String said) {
        String detail =
                "%s answered %d%s".formatted(answer.address(), answer.status(), said.isEmpty() ? "" : ": " + said);
        return switch (answer.status()) {
            case 404 ->
                new NotHeld(
                        "%s was not found (%s)".formatted(what, detail),
                        authorizer().isAnonymous()
                                ? "check the name and the tag; if the image is private, log in: it was asked for without credentials"
                                : "check the name and the tag; it was asked for %s"
                                        .formatted(authorizer().who()));
            case 401, 403 ->
                new Unreadable(
                        "not authorised to read %s (%s); it was asked %s"
                                .formatted(what, detail, authorizer().who()),
                        authorizer().isAnonymous()
                                ? "log in, for instance with docker login or skopeo login, or give --username and"
                                        + " --password-stdin"
                                : "check that these credentials are still valid, and that they may read this repository");
            case 429 ->
                new Unreadable(
                        "too many requests (%s)".formatted(detail),
                        authorizer().isAnonymous()
                                ? "try again later, or log in: registries let known users ask more often"
                                : "try again later");
            default -> new Unreadable("%s could not be fetched (%s)".formatted(what, detail), "try again later");
        };
    }

    @Override
    public void close() {
        // the connections belong to the host session
    }
}
