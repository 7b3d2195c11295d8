package dev.tare.cluster;

import dev.tare.cluster.ImageInventory.Use;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.credentials.PullSecrets;
import dev.tare.source.credentials.PullSecrets.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Reads the pull secrets that pods and templates name, or that their service accounts do. Each is read once. */
final class PullSecretReader {

    /** Maximum secrets that are asked for. */
    private static final int MAX_SECRETS = 1_000;

    /** The types that hold credentials of registries, and under which key ("Secrets", "Docker config Secrets"). */
    private static final Map<String, String> KEYS = Map.of(
            "kubernetes.io/dockerconfigjson", ".dockerconfigjson",
            "kubernetes.io/dockercfg", ".dockercfg");

    private final ClusterApi api;
    private final Map<Account, List<String>> accounts = new HashMap<>();
    private final Map<Name, Optional<Secret>> secrets = new HashMap<>();
    private final List<String> failures = new ArrayList<>();

    private record Account(String namespace, String name) {}

    private record Name(String namespace, String name) {}

    PullSecretReader(ClusterApi api) {
        this.api = api;
    }

    /** Says which secrets service accounts name. */
    void addAccounts(List<KubeObject> listed) {
        listed.forEach(
                it -> accounts.put(new Account(it.key().namespace(), it.key().name()), it.pullSecrets()));
    }

    /** The secrets of all images, each for the repositories of the objects that name it. */
    PullSecrets read(List<Use> uses) {
        var byRepository = new LinkedHashMap<String, SequencedSet<Secret>>();
        for (var use : uses) {
            var image = use.image();
            for (var user : use.users()) {
                for (String name : names(user)) {
                    secret(new Name(user.key().namespace(), name))
                            .ifPresent(secret -> byRepository
                                    .computeIfAbsent(
                                            image.host() + "/" + image.repository(), _ -> new LinkedHashSet<>())
                                    .add(secret));
                }
            }
        }
        var all = new HashMap<String, List<Secret>>();
        byRepository.forEach((repository, found) -> all.put(repository, List.copyOf(found)));
        return new PullSecrets(all);
    }

    /** Those of the account count where an object names none, as the ServiceAccount admission controller has it. */
    private List<String> names(KubeObject user) {
        return user.pullSecrets().isEmpty()
                ? accounts.getOrDefault(new Account(user.key().namespace(), user.account()), List.of())
                : user.pullSecrets();
    }

    private Optional<Secret> secret(Name name) {
        var known = secrets.get(name);
        if (known != null) {
            return known;
        }
        Optional<Secret> secret = Optional.empty();
        if (secrets.size() < MAX_SECRETS) {
            try {
                secret = get(name);
            } catch (Unreadable e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        } else {
            failures.add("more than %,d pull secrets".formatted(MAX_SECRETS));
        }
        secrets.put(name, secret);
        return secret;
    }

    private Optional<Secret> get(Name name) throws Unreadable {
        var secret = api.secret(name.namespace(), name.name());
        String key = KEYS.getOrDefault(secret.path("type").asText(""), "");
        String data = secret.path("data").path(key).asText("");
        try {
            return data.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Secret(
                            "the secret %s of namespace %s".formatted(name.name(), name.namespace()),
                            Base64.getDecoder().decode(data)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the API server has taken no such secret
        }
    }

    /** Says once that secrets could not be read. */
    Optional<String> notice() {
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        String others = failures.size() == 1 ? "" : " and %,d more".formatted(failures.size() - 1);
        return Optional.of("--pull-secrets: %s%s; images are read without".formatted(failures.getFirst(), others));
    }
}
