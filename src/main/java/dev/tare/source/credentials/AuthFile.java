package dev.tare.source.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.source.BadConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of credentials: Docker's {@code config.json}, containers-auth.json(5), or the content of a Kubernetes secret of
 * either kind ({@code .dockerconfigjson}, {@code .dockercfg}).
 *
 * @param auths credentials by registry or by registry and the beginning of a repository
 * @param helpers the helper of a registry, by host
 * @param store the helper of all registries; empty where there is none
 */
record AuthFile(Path file, Map<String, Credential> auths, Map<String, String> helpers, String store) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIZE_LIMIT = 4 << 20;

    /** What old keys have behind the host: the versions of the registry's interface. */
    private static final Set<String> API = Set.of("/v1", "/v2", "/v1/", "/v2/");

    /**
     * Reads a file.
     *
     * @throws BadConfiguration if it is there and cannot be understood
     */
    static AuthFile read(Path file) {
        JsonNode root;
        try {
            if (Files.size(file) > SIZE_LIMIT) {
                throw new BadConfiguration(
                        "the registry credentials in %s cannot be read: the file is too large".formatted(file));
            }
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new BadConfiguration("the registry credentials in %s cannot be read: it is no valid JSON (line %d)"
                    .formatted(file, at == null ? 1 : at.getLineNr()));
        } catch (IOException e) {
            throw new BadConfiguration("the registry credentials in %s cannot be read (%s)"
                    .formatted(file, e.getClass().getSimpleName()));
        }
        if (root.isMissingNode()) {
            return new AuthFile(file, Map.of(), Map.of(), ""); // an empty file, as some tools leave it
        }
        if (!root.isObject()) {
            throw new BadConfiguration(
                    "the registry credentials in %s cannot be read: it is no JSON object".formatted(file));
        }
        var helpers = new LinkedHashMap<String, String>();
        root.path("credHelpers")
                .properties()
                .forEach(e -> helpers.put(host(e.getKey()), e.getValue().asText("")));
        // the older form, .dockercfg, is the inner object alone
        boolean inner = !root.has("auths")
                && root.properties().stream().anyMatch(e -> e.getValue().has("auth"));
        var auths = new LinkedHashMap<String, Credential>();
        for (var entry : (inner ? root : root.path("auths")).properties()) {
            var credential = credential(entry.getValue(), file, entry.getKey());
            if (credential != null && (isKey(entry.getKey()) || !auths.containsKey(key(entry.getKey())))) {
                auths.put(key(entry.getKey()), credential); // one that is written as it is meant goes before an old one
            }
        }
        return new AuthFile(file, auths, helpers, root.path("credsStore").asText(""));
    }

    private static @Nullable Credential credential(JsonNode entry, Path file, String key) {
        String identity = entry.path("identitytoken").asText("");
        if (!identity.isEmpty()) {
            return new Credential.IdentityToken(identity.strip());
        }
        String bearer = entry.path("registrytoken").asText("");
        if (!bearer.isEmpty()) {
            String token = bearer.strip();
            if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new BadConfiguration(
                        "the registry credentials in %s cannot be read: the registrytoken of %s is no token"
                                .formatted(file, key));
            }
            return new Credential.RegistryToken(token);
        }
        String auth = entry.path("auth").asText("");
        if (!auth.isEmpty()) {
            String decoded;
            try {
                decoded = new String(Base64.getMimeDecoder().decode(auth), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                decoded = "";
            }
            int colon = decoded.indexOf(':');
            if (colon < 0) {
                throw new BadConfiguration(
                        "the registry credentials in %s cannot be read: the auth of %s is no Base64 of USER:PASSWORD"
                                .formatted(file, key));
            }
            // Docker drops NULs that its older versions left at the end
            return new Credential.Password(
                    decoded.substring(0, colon), decoded.substring(colon + 1).replaceAll("\0+$", ""));
        }
        String user = entry.path("username").asText("");
        String password = entry.path("password").asText("");
        return user.isEmpty() && password.isEmpty() ? null : new Credential.Password(user, password);
    }

    /**
     * The credential of a repository: of {@code host/a/b} that of {@code host/a/b}, else of {@code host/a}, else of {@code
     * host} (containers-auth.json(5), "the most specific").
     */
    Optional<Credential> find(String host, String repository) {
        String name = host + "/" + repository;
        while (true) {
            var found = auths.get(name);
            if (found != null) {
                return Optional.of(found);
            }
            int slash = name.lastIndexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            name = name.substring(0, slash);
        }
    }

    private static boolean isKey(String key) {
        return key(key).equals(key);
    }

    /** A key of {@code auths}: an old one is a URL, of which only the host counts; a newer one may go on with a repository. */
    private static String key(String key) {
        String trimmed = key.replaceFirst("^https?://", "").replaceFirst("/+$", "");
        int slash = trimmed.indexOf('/');
        boolean api = slash > 0 && API.contains(trimmed.substring(slash));
        boolean url = key.startsWith("https://") || key.startsWith("http://");
        return slash < 0 || url || api ? host(trimmed) : host(trimmed.substring(0, slash)) + trimmed.substring(slash);
    }

    /** The host of a key, by the one name that Docker Hub has here. */
    private static String host(String key) {
        String rest = key.replaceFirst("^https?://", "");
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? "docker.io" : host;
    }
}
