package dev.tare.source.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.source.BadConfiguration;
import dev.tare.source.credentials.Credential.Password;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A file of credentials: Docker's {@code config.json}, containers-auth.json(5), or the content of a Kubernetes secret of
 * either kind ({@code .dockerconfigjson}, {@code .dockercfg}).
 *
 * @param name the file, or the variable of the environment that holds the same
 * @param auths what is kept for a registry, or for a registry and the beginning of a repository
 * @param helpers the helper of a registry, by host
 * @param store the helper of all registries; empty where there is none
 */
record AuthFile(String name, Map<String, Entry> auths, Map<String, String> helpers, String store) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_FILE_BYTES = 4 << 20;
    private static final Password NOBODY = new Password("", "");

    /** What old keys have behind the host: the versions of the registry's interface. */
    private static final Set<String> API = Set.of("", "/v1", "/v2");

    /** Under these, {@code docker login} by browser keeps what it needs itself, beside the entry of the registry. */
    private static final Pattern NO_REGISTRY = Pattern.compile("/v[12]/(access|refresh)-token");

    /** A file cannot be understood. */
    static final class Unreadable extends Exception {

        private final String reason;

        Unreadable(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** Which file, and why; nothing of what it holds. */
        String reason() {
            return reason;
        }
    }

    /** What stands under one key. */
    sealed interface Entry {
        record Usable(Credential credential) implements Entry {}

        /** @param fault what is wrong with it, with its key, and nothing of what it holds */
        record Broken(String fault) implements Entry {}
    }

    /**
     * A key of {@code auths} or {@code credHelpers}.
     *
     * @param name the host, perhaps with the beginning of a repository, by the one name that Docker Hub has here
     * @param form how it is written
     * @param text as it stands in the file
     */
    private record Key(String name, Form form, String text) implements Comparable<Key> {

        private static final Comparator<Key> PREFERRED =
                Comparator.comparing(Key::form).thenComparing(Key::text);

        /** The best first: the order in a JSON object means nothing, so it does not decide. */
        @Override
        public int compareTo(Key other) {
            return PREFERRED.compare(this, other);
        }
    }

    /** How a key is written, the best first. */
    private enum Form {
        NAME,
        API,
        OTHER_URL
    }

    /**
     * Reads a file.
     *
     * @throws Unreadable if it is there and cannot be understood
     */
    static AuthFile read(Path file) throws Unreadable {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new Unreadable("%s cannot be read: the file is too large".formatted(file));
            }
            return parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new Unreadable(
                    "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
        }
    }

    /**
     * Reads the content of such a file.
     *
     * @param name where it was found
     * @throws Unreadable if it cannot be understood
     */
    static AuthFile parse(byte[] content, String name) throws Unreadable {
        JsonNode root = json(content, name);
        if (root.isMissingNode()) {
            return new AuthFile(name, Map.of(), Map.of(), ""); // an empty file, as some tools leave it
        }
        if (!root.isObject()) {
            throw new Unreadable("%s cannot be read: it is no JSON object".formatted(name));
        }
        // the older form, .dockercfg, is the inner object alone
        boolean inner = !root.has("auths")
                && root.properties().stream()
                        .anyMatch(e -> e.getValue().has("auth") || e.getValue().has("username"));
        var auths = new LinkedHashMap<String, Entry>();
        byKey(inner ? root : root.path("auths"))
                .forEach((key, entry) -> entry(entry, key.text()).ifPresent(it -> auths.putIfAbsent(key.name(), it)));
        var helpers = new LinkedHashMap<String, String>();
        byKey(root.path("credHelpers")).forEach((key, helper) -> helpers.putIfAbsent(key.name(), helper.asText("")));
        return new AuthFile(name, auths, helpers, root.path("credsStore").asText(""));
    }

    private static JsonNode json(byte[] content, String name) throws Unreadable {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Unreadable("%s cannot be read: it is no valid JSON (line %d)"
                    .formatted(name, at == null ? 1 : at.getLineNr()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory can be read
        }
    }

    /** The members of an object that are for registries, the best key of each first. */
    private static SortedMap<Key, JsonNode> byKey(JsonNode object) {
        var members = new TreeMap<Key, JsonNode>();
        object.properties()
                .forEach(member -> key(member.getKey()).ifPresent(key -> members.put(key, member.getValue())));
        return members;
    }

    private static Optional<Entry> entry(JsonNode entry, String key) {
        try {
            return credential(entry, key).map(Entry.Usable::new);
        } catch (IllegalArgumentException e) {
            return Optional.of(new Entry.Broken(String.valueOf(e.getMessage())));
        }
    }

    /** @throws IllegalArgumentException that says what is wrong with it, and nothing of what it holds */
    static Optional<Credential> credential(JsonNode entry, String key) {
        String identity = entry.path("identitytoken").asText("").strip();
        if (!identity.isEmpty()) {
            return Optional.of(identityToken(identity, entry, key));
        }
        String bearer = entry.path("registrytoken").asText("").strip();
        if (!bearer.isEmpty()) {
            if (bearer.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new IllegalArgumentException("the registrytoken of %s is no token".formatted(key));
            }
            return Optional.of(new Credential.RegistryToken(bearer));
        }
        return password(entry, key).map(password -> password);
    }

    private static Credential identityToken(String token, JsonNode entry, String key) {
        Password password;
        try {
            password = password(entry, key).orElse(NOBODY);
        } catch (IllegalArgumentException e) {
            password = NOBODY; // the token is what counts
        }
        return new Credential.IdentityToken(
                token, password.password().isEmpty() ? new Password(password.user(), token) : password);
    }

    private static Optional<Password> password(JsonNode entry, String key) {
        String auth = entry.path("auth").asText("");
        if (auth.isEmpty()) {
            String user = entry.path("username").asText("");
            String password = entry.path("password").asText("");
            return user.isEmpty() && password.isEmpty() ? Optional.empty() : Optional.of(new Password(user, password));
        }
        byte[] decoded;
        try {
            decoded = Base64.getMimeDecoder().decode(auth);
        } catch (IllegalArgumentException e) {
            decoded = new byte[0];
        }
        int colon = 0;
        while (colon < decoded.length && decoded[colon] != ':') {
            colon++;
        }
        if (colon == decoded.length) {
            throw new IllegalArgumentException("the auth of %s is no Base64 of USER:PASSWORD".formatted(key));
        }
        int end = decoded.length;
        while (end > colon + 1 && decoded[end - 1] == 0) {
            end--; // Docker drops NULs that its older versions left there
        }
        return Optional.of(Password.of(Arrays.copyOf(decoded, colon), Arrays.copyOfRange(decoded, colon + 1, end)));
    }

    /**
     * The credential of a repository: of {@code host/a/b} that of {@code host/a/b}, else of {@code host/a}, else of {@code
     * host} (containers-auth.json(5), "the most specific").
     *
     * @throws BadConfiguration if that entry is broken
     */
    Optional<Credential> find(String host, String repository) {
        String key = host + "/" + repository;
        while (true) {
            switch (auths.get(key)) {
                case Entry.Usable(Credential credential) -> {
                    return Optional.of(credential);
                }
                case Entry.Broken(String fault) ->
                    throw new BadConfiguration(
                            "the registry credentials in %s cannot be read: %s".formatted(name, fault));
                case null -> {
                    int slash = key.lastIndexOf('/');
                    if (slash < 0) {
                        return Optional.empty();
                    }
                    key = key.substring(0, slash);
                }
            }
        }
    }

    /** What is wrong with entries, each of which only matters to its own registry. */
    List<String> problems() {
        return auths.values().stream()
                .filter(Entry.Broken.class::isInstance)
                .map(entry -> "%s (in %s)".formatted(((Entry.Broken) entry).fault(), name))
                .toList();
    }

    /**
     * Reads a key: a name, or an old one, which is a URL of which only the host counts.
     *
     * @return empty where it is for no registry
     */
    private static Optional<Key> key(String text) {
        String trimmed = text.replaceFirst("^https?://", "").replaceFirst("/+$", "");
        boolean isUrl = text.startsWith("https://") || text.startsWith("http://");
        int slash = trimmed.indexOf('/');
        String host = slash < 0 ? trimmed : trimmed.substring(0, slash);
        String path = slash < 0 ? "" : trimmed.substring(slash);
        if (isUrl && NO_REGISTRY.matcher(path).matches()) {
            return Optional.empty();
        }
        if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
            host = "docker.io";
        }
        boolean isApi = API.contains(path);
        String name = host + (isUrl || isApi ? "" : path);
        return Optional.of(new Key(name, name.equals(text) ? Form.NAME : isApi ? Form.API : Form.OTHER_URL, text));
    }
}
