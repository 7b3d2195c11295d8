package dev.tare.source.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.Unreadable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token of one repository (distribution's {@code token.md}): asked for when the registry challenges, and sent with every request
 * from then on. Anonymous for now.
 */
final class Tokens {

    private static final int TOKEN_ANSWER_LIMIT = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final String registry;
    private final String scope;
    private @Nullable String authorization;

    Tokens(Http http, String registry, String repository) {
        this.http = http;
        this.registry = registry;
        this.scope = "repository:" + repository + ":pull";
    }

    /** The value of the header as far as one is known. */
    synchronized @Nullable String authorization() {
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
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                authorization = "Bearer " + fetch(challenge);
                return true;
            }
        }
        return false;
    }

    private String fetch(Challenge challenge) throws Unreadable {
        URI realm = realm(challenge.parameter("realm"));
        var query = new StringBuilder(realm.getRawQuery() == null ? "" : realm.getRawQuery() + "&");
        if (!challenge.parameter("service").isEmpty()) {
            query.append("service=")
                    .append(encode(challenge.parameter("service")))
                    .append('&');
        }
        query.append("scope=").append(encode(scope));
        URI address = URI.create(Http.origin(realm) + realm.getRawPath() + "?" + query);
        try (var answer = http.get(address, "application/json", null, null);
                var body = answer.body()) {
            byte[] bytes = body.readNBytes(TOKEN_ANSWER_LIMIT);
            if (answer.status() != 200) {
                String said = RegistryErrors.read(bytes);
                throw new Unreadable(
                        "the token server of %s answered %d%s"
                                .formatted(registry, answer.status(), said.isEmpty() ? "" : " (" + said + ")"),
                        "");
            }
            String token = token(JSON.readTree(bytes));
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new Unreadable("the token server of %s answered without a token".formatted(registry), "");
            }
            return token;
        } catch (Unreadable e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable("the token server of %s answered with no valid JSON".formatted(registry), "", e);
        }
    }

    private static String token(JsonNode answer) {
        String token = answer.path("token").asText("");
        return token.isEmpty() ? answer.path("access_token").asText("") : token;
    }

    /** A realm is an address that a stranger gives: HTTPS, or plain HTTP where that cannot leave this machine or was asked for. */
    private URI realm(String text) throws Unreadable {
        try {
            URI realm = URI.create(text);
            if (realm.getHost() != null && realm.getUserInfo() == null && realm.getRawPath() != null) {
                boolean plain = "http".equals(realm.getScheme());
                if ("https".equals(realm.getScheme())
                        || (plain && (isLoopback(realm.getHost()) || registry.startsWith("http:")))) {
                    return realm;
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Unreadable(
                "%s sends us to a token server that is not safe to ask: %s"
                        .formatted(registry, RegistryErrors.brief(text)),
                "");
    }

    /** Whether a host name means this machine, without asking a name server. */
    static boolean isLoopback(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.equals("localhost") || bare.endsWith(".localhost")) {
            return true;
        }
        if (!bare.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return false;
        }
        try {
            return InetAddress.getByName(bare).isLoopbackAddress(); // an address, so nothing is looked up
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
