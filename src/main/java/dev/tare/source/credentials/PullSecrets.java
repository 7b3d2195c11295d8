package dev.tare.source.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.glob.Glob;
import dev.tare.image.name.Reference;
import dev.tare.source.credentials.Credentials.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pull secrets of pods, for the repositories that these pods use and no other. An entry is matched as the kubelet does ("Images", "Interpretation of
 * config.json"): its host may have wildcards for single labels, its port must be the same, and its path the beginning of the repository.
 */
public final class PullSecrets {

    public static final PullSecrets NONE = new PullSecrets(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_KEY_CHARACTERS = 1_024;

    private final Map<String, List<Secret>> byRepository;

    /**
     * One secret.
     *
     * @param name for messages
     * @param content of the type {@code kubernetes.io/dockerconfigjson} or {@code kubernetes.io/dockercfg}; never shown
     */
    public record Secret(String name, byte[] content) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** An entry of a secret: where it is for, as {@code HOST/PATH}. */
    private record Entry(String place, JsonNode value, String secret) {}

    /** @param byRepository the secrets in their order, by the repository with its host */
    public PullSecrets(Map<String, List<Secret>> byRepository) {
        this.byRepository = Map.copyOf(byRepository);
    }

    boolean isEmpty() {
        return byRepository.isEmpty();
    }

    /**
     * Finds the credentials of the entry with the longest place, and of these that of the first secret.
     *
     * @param problems receives which secrets or entries cannot be understood
     */
    Optional<Found> find(String host, String repository, List<String> problems) {
        String image = host + "/" + repository;
        var entries = new ArrayList<Entry>();
        for (var secret : byRepository.getOrDefault(image, List.of())) {
            addMatching(secret, image, entries, problems);
        }
        entries.sort(Comparator.comparing(Entry::place).reversed()); // stable, so that the first secret counts
        for (var entry : entries) {
            try {
                var credential = AuthFile.credential(entry.value(), entry.place());
                if (credential.isPresent()) {
                    return Optional.of(new Found(credential.get(), entry.secret()));
                }
            } catch (IllegalArgumentException e) {
                problems.add("%s (in %s)".formatted(e.getMessage(), entry.secret()));
            }
        }
        return Optional.empty();
    }

    private static void addMatching(Secret secret, String image, List<Entry> entries, List<String> problems) {
        JsonNode root;
        try {
            root = JSON.readTree(secret.content());
        } catch (IOException e) {
            problems.add("%s cannot be read: it is no valid JSON".formatted(secret.name()));
            return;
        }
        var auths = root.has("auths") ? root.path("auths") : root;
        auths.properties().forEach(member -> {
            String place = place(member.getKey());
            if (matches(place, image)) {
                entries.add(new Entry(place, member.getValue(), secret.name()));
            }
        });
    }

    /** The host and path of a key, without scheme and version of the registry's interface. */
    private static String place(String key) {
        String bare = key.replaceFirst("^https?://", "");
        int slash = bare.indexOf('/');
        String host = slash < 0 ? bare : bare.substring(0, slash);
        String path = slash < 0 ? "" : bare.substring(slash).replaceFirst("^/v[12](?=/|$)", "");
        boolean isHub = host.equals("index.docker.io") || host.equals("registry-1.docker.io");
        return (isHub ? Reference.DOCKER_HUB : host) + (path.equals("/") ? "" : path);
    }

    private static boolean matches(String place, String image) {
        int slash = place.indexOf('/');
        String host = slash < 0 ? place : place.substring(0, slash);
        String path = slash < 0 ? "" : place.substring(slash);
        int end = image.indexOf('/');
        return place.length() <= MAX_KEY_CHARACTERS
                && image.startsWith(path, end)
                && hostMatches(host, image.substring(0, end));
    }

    private static boolean hostMatches(String pattern, String host) {
        String[] patterns = withoutPort(pattern).split("\\.", -1);
        String[] labels = withoutPort(host).split("\\.", -1);
        if (patterns.length != labels.length || !port(pattern).equals(port(host))) {
            return false;
        }
        for (int i = 0; i < labels.length; i++) {
            if (!labelMatches(patterns[i], labels[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean labelMatches(String pattern, String label) {
        if (pattern.equals(label)) {
            return true;
        }
        try {
            return !pattern.isEmpty() && Glob.of(pattern).matches("/" + label);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int colon(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? colon : host.length();
    }

    private static String withoutPort(String host) {
        return host.substring(0, colon(host));
    }

    private static String port(String host) {
        return host.substring(colon(host));
    }

    @Override
    public String toString() {
        return "the pull secrets of the cluster";
    }
}
