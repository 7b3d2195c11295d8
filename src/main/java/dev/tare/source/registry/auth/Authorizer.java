package dev.tare.source.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.credentials.Credential;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.ContentEncoding;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Http;
import dev.tare.source.registry.http.RegistryErrors;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Retries;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} for one repository of one registry: nothing until the registry challenges, then Basic or a token of
 * the server that the challenge names (distribution's {@code token.md} and {@code oauth.md}), which is renewed before it expires. All images of the repository have it in common.
 *
 * <p>A registry that refuses strangers without a challenge is asked for one at {@code /v2/}, as others do before anything else.
 */
public final class Authorizer {

    private static final int MAX_TOKEN_RESPONSE_BYTES = 1 << 20;
    private static final int UNAUTHORIZED = 401;

    /** Statuses that may mean missing credentials. A server may answer 403 or 404 to hide what others may read (RFC 9110, 15.5.4 and 15.5.5). */
    private static final Set<Integer> REFUSALS = Set.of(UNAUTHORIZED, 403, 404);

    /** Lifetime of a token without expires_in (token.md, "expires_in"). */
    private static final long DEFAULT_LIFE_SECONDS = 60;

    /** Maximum scopes of one token. */
    private static final int MAX_SCOPES = 16;

    /** Maximum number of Authorization headers that are tried for one request. */
    private static final int MAX_ATTEMPTS = 6;

    /** Statuses of a token server that does not support POST (oauth.md, the note on 404). */
    private static final Set<Integer> NO_POST = Set.of(404, 405, 501);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final Address registry;
    private final String scope;
    private final Supplier<Credentials.Search> credentials;
    private Credentials.@Nullable Search search;

    /** True once the credentials have been sent to a server. */
    private boolean shown;

    private @Nullable String authorization;

    /** How the current header was obtained. */
    private @Nullable Way way;

    private boolean expires;

    /** When the header must be renewed, if it expires, as {@link System#nanoTime}. */
    private long renewAt;

    private @Nullable List<Challenge> atBase;

    /** What is done with a repository or a registry (distribution's scope.md, "Resource Actions"). */
    public enum Access {
        PULL("repository:%s:pull", "read"),
        PULL_PUSH("repository:%s:pull,push", "write"),
        /** Lists all repositories. It is about none of them. */
        CATALOG("registry:catalog:*", "read");

        private final String form;
        private final String verb;

        Access(String form, String verb) {
            this.form = form;
            this.verb = verb;
        }

        private String scope(String repository) {
            return form.formatted(repository);
        }

        /** The verb, for a message. */
        public String verb() {
            return verb;
        }
    }

    /** A method of authorisation that the registry offers. */
    private sealed interface Way {

        record Basic() implements Way {}

        /** @param realm as the registry wrote it */
        record Bearer(String realm, String service, List<String> scopes) implements Way {}
    }

    /**
     * @param registry an address of it; only the origin counts
     * @param credentials finds them; asked once, and only when the registry challenges or refuses: a helper may take seconds
     */
    public Authorizer(
            Http http, Address registry, String repository, Access access, Supplier<Credentials.Search> credentials) {
        this.http = http;
        this.registry = registry;
        this.scope = access.scope(repository);
        this.credentials = credentials;
    }

    /** The attempts of one request, each with another header. */
    public final class Handshake {
        private final Retries retries;
        private final Set<Way> tried = new HashSet<>();
        private int attempts;

        private Handshake(Retries retries) {
            this.retries = retries;
        }

        /** The current value of the header, or null. A token that is about to expire is renewed first. */
        public @Nullable String authorization() throws Unreadable {
            synchronized (Authorizer.this) {
                if (expires && way instanceof Way.Bearer bearer && System.nanoTime() - renewAt >= 0) {
                    take(bearer, retries);
                }
                return authorization;
            }
        }

        /**
         * Answers a refusal.
         *
         * @param used the header that was refused; if it is no longer the current one, another thread has answered
         * @return true if there is another header to try
         */
        public boolean answer(Answer refusal, @Nullable String used) throws Unreadable {
            return answer(refusal.status(), refusal.headers("WWW-Authenticate"), used);
        }

        /**
         * The same for a response of another client.
         *
         * @param headers the values of {@code WWW-Authenticate}
         */
        public boolean answer(int status, List<String> headers, @Nullable String used) throws Unreadable {
            var challenges = Challenge.parse(headers);
            synchronized (Authorizer.this) {
                if (++attempts >= MAX_ATTEMPTS || !REFUSALS.contains(status)) {
                    return false;
                }
                if (authorization != null && !authorization.equals(used)) {
                    return true;
                }
                var ways = waysOf(challenges);
                if (ways.isEmpty() && (status == UNAUTHORIZED || used == null)) {
                    // the token may have expired, and the registry need not repeat its challenge
                    ways = way != null ? List.of(way) : waysOf(challengesAtBase(retries));
                }
                return goOneOf(ways);
            }
        }

        private boolean goOneOf(List<Way> ways) throws Unreadable {
            Unreadable failure = null;
            for (Way next : ways) {
                try {
                    if (tried.add(next) && go(next, retries)) {
                        return true;
                    }
                } catch (Unreadable e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return false;
        }
    }

    /** @param retries of the image that the request is for */
    public Handshake handshake(Retries retries) {
        return new Handshake(retries);
    }

    /**
     * What challenges offer, the best first. The scopes to ask for are those that the challenge names; then, as it may name too much, the
     * one that is needed.
     */
    private List<Way> waysOf(List<Challenge> challenges) {
        var ways = new LinkedHashSet<Way>();
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")
                    && !challenge.parameter("realm").isEmpty()) {
                var bearer = bearer(challenge, scopes(challenge));
                ways.add(bearer);
                if (!bearer.scopes().contains(scope)) {
                    ways.add(bearer(challenge, List.of(scope)));
                }
            }
        }
        if (challenges.stream().anyMatch(challenge -> challenge.scheme().equals("basic"))) {
            ways.add(new Way.Basic());
        }
        return List.copyOf(ways);
    }

    private static Way.Bearer bearer(Challenge challenge, List<String> scopes) {
        return new Way.Bearer(challenge.parameter("realm"), challenge.parameter("service"), scopes);
    }

    /** Those of the challenge, before those that a token of the same server was for: other requests want them still. */
    private List<String> scopes(Challenge challenge) {
        var scopes = new LinkedHashSet<String>();
        if (way instanceof Way.Bearer now && bearer(challenge, now.scopes()).equals(now)) {
            scopes.addAll(now.scopes());
        }
        var named = Arrays.stream(challenge.parameter("scope").split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (scopes.containsAll(named) && !scopes.isEmpty()) {
            return List.copyOf(scopes);
        }
        return Stream.concat(named.isEmpty() ? Stream.of(scope) : named.stream(), scopes.stream())
                .distinct()
                .limit(MAX_SCOPES)
                .toList();
    }

    /** The challenges of {@code /v2/} (distribution-spec, "Determining Support"). */
    private List<Challenge> challengesAtBase(Retries retries) {
        if (atBase == null) {
            atBase = List.of();
            var root = registry.at("/v2/");
            try (var answer = http.get(new Get(Resource.of("the registry"), root), retries)) {
                answer.body().readNBytes(MAX_TOKEN_RESPONSE_BYTES);
                if (answer.status() == UNAUTHORIZED && answer.address().origin().equals(root.origin())) {
                    atBase = Challenge.parse(answer.headers("WWW-Authenticate")).stream()
                            .map(Challenge::withoutScope) // it is for no repository
                            .toList();
                }
            } catch (IOException e) {
                // then the original refusal is final
            }
        }
        return atBase;
    }

    private Optional<Credential> credential() {
        if (search == null) {
            search = credentials.get();
        }
        return search.found().map(Credentials.Found::credential);
    }

    /** Problems in the search for credentials. */
    public synchronized List<String> problems() {
        return search == null ? List.of() : search.problems();
    }

    /** Returns true if there is another header now. */
    private boolean go(Way next, Retries retries) throws Unreadable {
        return switch (next) {
            case Way.Basic _ ->
                credential().orElse(null) instanceof Credential.Password password
                        && use(next, "Basic " + password.basic());
            case Way.Bearer bearer -> {
                if (credential().orElse(null) instanceof Credential.RegistryToken(String token)) {
                    yield use(next, "Bearer " + token);
                }
                take(bearer, retries);
                yield true;
            }
        };
    }

    private boolean use(Way next, String header) {
        if (header.equals(authorization)) {
            return false;
        }
        shown = true;
        way = next;
        expires = false;
        authorization = header;
        return true;
    }

    /** The user and the origin of the credentials, for a message. */
    public synchronized String who() {
        if (search == null) {
            return "without credentials, since it did not ask for any";
        }
        if (search.found().isPresent()) {
            var found = search.found().get();
            return shown
                    ? "as %s, with the credentials from %s"
                            .formatted(found.credential().who(), found.from())
                    : "without credentials, since it did not ask for any: those from %s were not sent"
                            .formatted(found.from());
        }
        String looked =
                search.lookedAt().isEmpty() ? "" : " (looked at %s)".formatted(String.join(", ", search.lookedAt()));
        String failed = search.problems().isEmpty() ? "" : "; " + String.join("; ", search.problems());
        return "without credentials, as none were found%s%s".formatted(looked, failed);
    }

    /** Masks our secrets in the text of a server: some servers repeat what they refuse. */
    public synchronized String conceal(String said) {
        String concealed = said;
        for (String secret : secrets()) {
            concealed = secret.isEmpty() ? concealed : concealed.replace(secret, "***");
        }
        return concealed;
    }

    /** All secrets, in every form in which they are sent. */
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

    public synchronized boolean isAnonymous() {
        return search == null || search.found().isEmpty();
    }

    private void take(Way.Bearer bearer, Retries retries) throws Unreadable {
        Address realm = realm(bearer.realm());
        var credential = credential();
        shown |= credential.isPresent();
        long asked = System.nanoTime();
        try (var answer = ask(realm, bearer, credential, retries)) {
            byte[] bytes = ContentEncoding.read(answer, MAX_TOKEN_RESPONSE_BYTES);
            if (answer.status() / 100 != 2) {
                throw refused(realm, answer.status(), RegistryErrors.read(bytes, this::conceal));
            }
            JsonNode said = JSON.readTree(bytes);
            String token = said.path("token").asText("");
            token = token.isEmpty() ? said.path("access_token").asText("") : token;
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new Unreadable(
                        "the token server %s of %s answered without a token".formatted(realm, registry), "");
            }
            long life = Math.clamp(said.path("expires_in").asLong(DEFAULT_LIFE_SECONDS), 0, 365L * 24 * 3600);
            authorization = "Bearer " + token;
            way = bearer;
            expires = true;
            // renewed after nine tenths of its lifetime, since a request takes time to arrive
            renewAt = asked + Duration.ofSeconds(Math.max(life, 1)).toNanos() / 10 * 9;
        } catch (Unreadable e) {
            throw e;
        } catch (IOException e) {
            // without the cause: the parser quotes its input, which may contain the token
            throw new Unreadable(
                    "the token server %s of %s answered with no valid JSON".formatted(realm, registry), "");
        }
    }

    private Answer ask(Address realm, Way.Bearer bearer, Optional<Credential> credential, Retries retries)
            throws Unreadable {
        return switch (credential.orElse(null)) {
            case Credential.IdentityToken(String token, Credential.Password basic) -> {
                var answer = http.post(realm, form(bearer, token), retries);
                if (!NO_POST.contains(answer.status())) {
                    yield answer;
                }
                answer.close();
                yield askWith(basic, realm, bearer, retries);
            }
            case Credential.Password password -> askWith(password, realm, bearer, retries);
            case Credential.RegistryToken _ -> askWith(null, realm, bearer, retries);
            case null -> askWith(null, realm, bearer, retries);
        };
    }

    private static String form(Way.Bearer bearer, String token) {
        return "grant_type=refresh_token&client_id=tare&service=%s&scope=%s&refresh_token=%s"
                .formatted(encode(bearer.service()), encode(String.join(" ", bearer.scopes())), encode(token));
    }

    private Answer askWith(Credential.@Nullable Password password, Address realm, Way.Bearer bearer, Retries retries)
            throws Unreadable {
        var parameters = new ArrayList<String>();
        if (!bearer.service().isEmpty()) {
            parameters.add("service=" + encode(bearer.service()));
        }
        bearer.scopes().forEach(it -> parameters.add("scope=" + encode(it)));
        if (password != null && !password.user().isEmpty()) {
            parameters.add("account=" + URLEncoder.encode(password.user(), password.charset()));
        }
        var get = new Get(Resource.of("a token"), realm.with(String.join("&", parameters)))
                .with(Get.ACCEPT, "application/json")
                .with(Get.AUTHORIZATION, password == null ? null : "Basic " + password.basic())
                .guardedBy(http.guardOf(registry));
        return http.get(get, retries);
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
                                : "check that these credentials are still valid, and that they may read this"
                                        + " repository");
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
