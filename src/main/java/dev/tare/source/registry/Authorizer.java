package dev.tare.source.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.credentials.Credential;
import dev.tare.source.credentials.Credentials;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} for one repository of one registry: nothing until the registry challenges, then Basic or a token of
 * the server that the challenge names (distribution's {@code token.md} and {@code oauth.md}), which is renewed before it expires.
 */
final class Authorizer {

    private static final int TOKEN_ANSWER_LIMIT = 1 << 20;

    /** What a token server that does not say means (token.md, "expires_in"). */
    private static final long USUAL_LIFE_SECONDS = 60;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final ResumingBody.Watch watch;
    private final Address registry;
    private final String scope;
    private final Supplier<Credentials.Search> credentials;
    private Credentials.@Nullable Search search;
    private @Nullable String authorization;
    private @Nullable Challenge bearer;
    private long renewAt = Long.MAX_VALUE;

    /**
     * @param registry an address of it; only the origin counts
     * @param credentials finds them; asked once, and only when the registry challenges: a helper may take seconds
     */
    Authorizer(
            Http http,
            ResumingBody.Watch watch,
            Address registry,
            String repository,
            Supplier<Credentials.Search> credentials) {
        this.http = http;
        this.watch = watch;
        this.registry = registry;
        this.scope = "repository:" + repository + ":pull";
        this.credentials = credentials;
    }

    /** The value of the header as far as one is known; a token that is about to expire is renewed. */
    synchronized @Nullable String authorization() throws Unreadable {
        if (bearer != null && System.nanoTime() - renewAt >= 0) {
            take(bearer);
        }
        return authorization;
    }

    /**
     * Answers a challenge.
     *
     * @param used the header that the registry refused; if it is no longer the current one, another thread has answered
     * @return whether it is worth trying again
     */
    synchronized boolean answer(List<Challenge> challenges, @Nullable String used) throws Unreadable {
        if (authorization != null && !authorization.equals(used)) {
            return true;
        }
        var credential = credential();
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                if (credential.orElse(null) instanceof Credential.RegistryToken(String token)) {
                    return use("Bearer " + token, used);
                }
                take(challenge);
                return true;
            }
        }
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("basic") && credential.orElse(null) instanceof Credential.Password password) {
                return use("Basic " + password.basic(), used);
            }
        }
        return false;
    }

    private Optional<Credential> credential() {
        if (search == null) {
            search = credentials.get();
        }
        return search.found().map(Credentials.Found::credential);
    }

    /** What went wrong in looking for credentials. */
    synchronized List<String> problems() {
        return search == null ? List.of() : search.problems();
    }

    private boolean use(String header, @Nullable String refused) {
        authorization = header;
        return !header.equals(refused);
    }

    /** As whom the registry is asked, and where the credentials came from, for a message. */
    synchronized String who() {
        if (search == null) {
            return "without credentials, since it did not ask for any";
        }
        if (search.found().isPresent()) {
            var found = search.found().get();
            return "as %s, with the credentials from %s"
                    .formatted(found.credential().who(), found.from());
        }
        String looked =
                search.lookedAt().isEmpty() ? "" : " (looked at %s)".formatted(String.join(", ", search.lookedAt()));
        String failed = search.problems().isEmpty() ? "" : "; " + String.join("; ", search.problems());
        return "without credentials, as none were found%s%s".formatted(looked, failed);
    }

    /** What a stranger says without the secrets that we told it: some servers repeat what they refuse. */
    synchronized String conceal(String said) {
        String concealed = said;
        for (String secret : secrets()) {
            concealed = secret.isEmpty() ? concealed : concealed.replace(secret, "***");
        }
        return concealed;
    }

    /** The secrets in all forms in which they are sent. */
    private List<String> secrets() {
        String sent = authorization == null ? "" : authorization.substring(authorization.indexOf(' ') + 1);
        return switch (search == null ? null : credential().orElse(null)) {
            case Credential.Password password -> List.of(sent, password.basic(), password.password(), encode(password));
            case Credential.IdentityToken(String token, Credential.Password basic) ->
                List.of(sent, token, encode(token), basic.basic(), basic.password(), encode(basic));
            case Credential.RegistryToken(String token) -> List.of(sent, token);
            case null -> List.of(sent);
        };
    }

    synchronized boolean isAnonymous() {
        return search == null || search.found().isEmpty();
    }

    private void take(Challenge challenge) throws Unreadable {
        Address realm = realm(challenge.parameter("realm"));
        String service = challenge.parameter("service");
        var credential = credential();
        long asked = System.nanoTime();
        try (var answer = ask(realm, service, credential);
                var body = watch.watch(answer)) {
            byte[] bytes = body.readNBytes(TOKEN_ANSWER_LIMIT);
            if (answer.status() != 200) {
                throw refused(realm, answer.status(), RegistryErrors.read(bytes, this::conceal));
            }
            JsonNode said = JSON.readTree(bytes);
            String token = said.path("token").asText("");
            token = token.isEmpty() ? said.path("access_token").asText("") : token;
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new Unreadable(
                        "the token server %s of %s answered without a token".formatted(realm, registry), "");
            }
            long life = Math.clamp(said.path("expires_in").asLong(USUAL_LIFE_SECONDS), 0, 365L * 24 * 3600);
            authorization = "Bearer " + token;
            bearer = challenge;
            // a tenth earlier than it ends, since a request takes time to arrive
            renewAt = asked + Duration.ofSeconds(Math.max(life, 1)).toNanos() / 10 * 9;
        } catch (Unreadable e) {
            throw e;
        } catch (IOException e) {
            // without the cause: a parser quotes what it cannot read, which may be the token
            throw new Unreadable(
                    "the token server %s of %s answered with no valid JSON".formatted(realm, registry), "");
        }
    }

    private Http.Answer ask(Address realm, String service, Optional<Credential> credential) throws Unreadable {
        if (credential.orElse(null) instanceof Credential.IdentityToken(String token, Credential.Password _)) {
            String form = "grant_type=refresh_token&client_id=tare&service=%s&scope=%s&refresh_token=%s"
                    .formatted(encode(service), encode(scope), encode(token));
            return http.post(realm, form);
        }
        var parameters = new ArrayList<String>();
        if (!service.isEmpty()) {
            parameters.add("service=" + encode(service));
        }
        parameters.add("scope=" + encode(scope));
        String basic = null;
        if (credential.orElse(null) instanceof Credential.Password password) {
            parameters.add("account=" + URLEncoder.encode(password.user(), password.charset()));
            basic = "Basic " + password.basic();
        }
        return http.get(new Http.Get(Asked.of("a token"), realm.with(String.join("&", parameters)))
                .with(Http.ACCEPT, "application/json")
                .with(Http.AUTHORIZATION, basic)
                .guardedBy(http.guardOf(registry)));
    }

    private Unreadable refused(Address realm, int status, String said) {
        String detail = said.isEmpty() ? "" : " (" + said + ")";
        boolean refused = status == 400 || status == 401 || status == 403;
        return new Unreadable(
                "the token server %s of %s answered %d%s; it was asked %s"
                        .formatted(realm, registry, status, detail, who()),
                !refused
                        ? "try again later"
                        : isAnonymous()
                                ? "log in, for instance with docker login or skopeo login, or give --username and"
                                        + " --password-stdin"
                                : "check that these credentials are still valid, and that they may read this repository");
    }

    /**
     * A realm is an address that a stranger gives: HTTPS, or plain HTTP on the registry's own host where that is itself asked so. A
     * registry of the public internet does not send us into a private network.
     */
    private Address realm(String text) throws Unreadable {
        String reason = "";
        try {
            var realm = Address.parseHeader(text);
            if (realm.isSecure() || (!registry.isSecure() && realm.host().equalsIgnoreCase(registry.host()))) {
                http.guardOf(registry).check(realm);
                return realm;
            }
        } catch (Address.Invalid e) {
            reason = ", since " + e.getMessage();
        }
        throw new Unreadable(
                "%s sends us to a token server that is not safe to ask%s: %s"
                        .formatted(registry, reason, RegistryErrors.brief(conceal(text))),
                "");
    }

    private static String encode(Credential.Password password) {
        return URLEncoder.encode(password.password(), password.charset());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
