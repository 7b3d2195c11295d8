package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.auth.Authorizer;
import dev.tare.source.registry.auth.Authorizer.Access;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.ContentEncoding;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Http;
import dev.tare.source.registry.http.RegistryErrors;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Retries;
import dev.tare.source.registry.http.Send;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A repository as one image or one artifact needs it: requests with credentials, and what a registry says when it refuses one. */
public final class Repository {

    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final int MAX_WARNINGS = 20;

    /** distribution-spec, "Warnings": {@code 299 - "TEXT"}; other codes and agents are of no interest. */
    private static final Pattern WARNING = Pattern.compile("299 - \"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Endpoint endpoint;
    private final RegistryHost host;
    private final Access access;
    private final Credentials credentials;
    private final Retries retries;
    private final CopyOnWriteArraySet<String> warnings = new CopyOnWriteArraySet<>();

    /** @param host of the endpoint, which outlives the image */
    Repository(Endpoint endpoint, RegistryHost host, Access access, Credentials credentials, Retries retries) {
        this.endpoint = endpoint;
        this.host = host;
        this.access = access;
        this.credentials = credentials;
        this.retries = retries;
    }

    /** The base address of the registry. */
    public Address base() {
        return host.base(retries);
    }

    /**
     * The address of something in the repository.
     *
     * @param path behind the name, such as {@code /manifests/latest}
     */
    public Address at(String path) {
        return base().at("/v2/" + endpoint.repository() + path);
    }

    /** The name of the repository, as its place calls it. */
    String name() {
        return endpoint.repository();
    }

    /** Returns true if this is a mirror, which need not have everything. */
    boolean isMirror() {
        return endpoint.mirror();
    }

    /** The declared part of the protocol. It sends no credentials by itself: see {@link #handshake}. */
    RegistryApi api() throws Unreadable {
        return host.api(retries);
    }

    /** The attempts of one request by {@link #api}. Their headers are for the origin of {@link #base} alone. */
    Authorizer.Handshake handshake(Retries retries) {
        return authorizer().handshake(retries);
    }

    /** The user that requests were sent as, for a message. */
    String who() {
        return authorizer().who();
    }

    /** Masks secrets in the text of the registry. */
    String conceal(String said) {
        return authorizer().conceal(said);
    }

    Http http() {
        return host.http();
    }

    Retries retries() {
        return retries;
    }

    private Authorizer authorizer() {
        return host.authorizer(endpoint.repository(), access, credentials, retries);
    }

    List<String> warnings() {
        var all = new ArrayList<>(warnings);
        authorizer().problems().forEach(problem -> all.add("registry credentials: " + problem));
        return List.copyOf(all);
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    /** Converts a document that has arrived. */
    public interface Reading<T> {
        T of(Answer answer, byte[] bytes) throws ImageFault;
    }

    /**
     * Reads a whole document. If the connection breaks, the document is requested again.
     *
     * @param limit maximum size in bytes; of a larger document, one byte more is read
     */
    public <T> T document(Get get, int limit, Reading<T> reading) throws ImageFault {
        for (int failures = 0; ; failures++) {
            var answer = get(get); // has been repeated already if that could help
            try (answer) {
                return reading.of(answer, ContentEncoding.read(answer, limit));
            } catch (Unreadable e) {
                if (e.getCause() == null) {
                    throw e; // a complete response with an error
                }
                retries.pause(get.resource(), failures, Optional.empty(), e);
            } catch (ImageFault e) {
                throw e;
            } catch (IOException e) {
                throw new Unreadable("%s could not be read from %s".formatted(get.resource(), base()), "try again", e);
            }
        }
    }

    /** Sends a request with credentials, as far as the registry asks for some. */
    Answer get(Get get) throws ImageFault {
        return get(get, retries);
    }

    /** The same with other retries than those of the image. */
    Answer get(Get get, Retries retries) throws ImageFault {
        return exchange(
                get,
                retries,
                authorization -> http().get(get.with(Get.AUTHORIZATION, authorization), retries),
                answer -> isWanted(get, answer));
    }

    /**
     * Sends a request of another method than GET, with credentials as far as the registry asks for some. To another origin none are sent.
     *
     * @param wanted the statuses of a response that is what the request was for
     * @return a response whose body is not wanted and which is closed
     */
    public Answer send(Send send, Set<Integer> wanted) throws ImageFault {
        var answer = exchange(
                send.head(),
                retries,
                authorization -> http().send(send.with(Get.AUTHORIZATION, authorization), retries),
                it -> wanted.contains(it.status()));
        answer.drain(MAX_ERROR_BYTES);
        return answer;
    }

    /** Sends a request once. */
    private interface Sending {
        Answer with(@Nullable String authorization) throws Unreadable;
    }

    private Answer exchange(Get get, Retries retries, Sending sending, Predicate<Answer> isWanted) throws ImageFault {
        boolean isOwn = get.address().origin().equals(base().origin());
        for (var handshake = authorizer().handshake(retries); ; ) {
            String authorization = isOwn ? handshake.authorization() : null;
            var answer = sending.with(authorization);
            noteWarnings(answer);
            if (isWanted.test(answer)) {
                return answer;
            }
            String said = said(answer);
            if (!answer.address().origin().equals(base().origin())) {
                // it got no credentials, and its challenge is not the registry's
                throw new Unreadable(
                        "%s redirects to %s for %s, which answered %d"
                                .formatted(base(), answer.address(), get.resource(), answer.status()),
                        "try again later");
            }
            if (!handshake.answer(answer, authorization)) {
                throw refused(answer.address(), answer.status(), get.resource(), said);
            }
        }
    }

    /** Returns true if a response is what a request was for. */
    static boolean isWanted(Get get, Answer answer) {
        return switch (answer.status()) {
            case 200, 203 -> true; // the latter from a proxy that changes answers (RFC 9110, 15.3.4)
            case 206, 416 -> get.headers().containsKey(Get.RANGE);
            default -> false;
        };
    }

    /** Reads the error message of a response, and closes the response. */
    private String said(Answer answer) {
        try (answer) {
            return RegistryErrors.read(ContentEncoding.read(answer, MAX_ERROR_BYTES), authorizer()::conceal);
        } catch (IOException e) {
            return ""; // the status alone is reported
        }
    }

    private void noteWarnings(Answer answer) {
        for (String header : answer.headers("Warning")) {
            var matcher = WARNING.matcher(header);
            while (matcher.find() && warnings.size() < MAX_WARNINGS) {
                warnings.add("the registry says: "
                        + RegistryErrors.brief(
                                authorizer().conceal(matcher.group(1).replaceAll("\\\\(.)", "$1"))));
            }
        }
    }

    /**
     * The error of a status.
     *
     * @param said the error message of the registry, without secrets; may be empty
     */
    ImageFault refused(Address address, int status, Resource resource, String said) {
        String detail = "%s answered %d%s".formatted(address, status, said.isEmpty() ? "" : ": " + said);
        return switch (status) {
            case 404 ->
                new NotHeld(
                        "%s was not found (%s)".formatted(resource, detail),
                        authorizer().isAnonymous()
                                ? "check the name and the tag; if the image is private, log in: it was asked for"
                                        + " without credentials"
                                : "check the name and the tag; it was asked for %s"
                                        .formatted(authorizer().who()));
            case 401, 403 ->
                new Unreadable(
                        "not authorised to %s %s (%s); it was asked %s"
                                .formatted(
                                        access.verb(),
                                        resource,
                                        detail,
                                        authorizer().who()),
                        authorizer().isAnonymous()
                                ? "log in, for instance with docker login or skopeo login, or give --username and"
                                        + " --password-stdin"
                                : "check that these credentials are still valid, and that they may %s this repository"
                                        .formatted(access.verb()));
            case 429 ->
                new Unreadable(
                        "too many requests (%s)"
                                .formatted(
                                        http().quota(base()).isEmpty() ? detail : detail + "; " + http().quota(base())),
                        authorizer().isAnonymous()
                                ? "try again later, or log in: registries let known users ask more often"
                                : "try again later");
            default ->
                new Unreadable(
                        "%s could not be %s (%s)"
                                .formatted(resource, access == Access.PULL ? "fetched" : "written", detail),
                        "try again later");
        };
    }
}
