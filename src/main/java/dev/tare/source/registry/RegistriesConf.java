package dev.tare.source.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.name.Reference;
import dev.tare.source.BadConfiguration;
import dev.tare.source.UserFolders;
import dev.tare.source.registry.http.Hosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code registries.conf} as the containers tools read it (containers-registries.conf(5), version 2): where an image is really
 * asked for, mirrors first, what is blocked, and what short names mean. Settings of version 1 are passed over.
 */
final class RegistriesConf {

    /** One {@code [[registry]]}; a rule for all images whose name begins with its prefix. */
    private record Rule(
            String prefix,
            String location,
            boolean insecure,
            boolean blocked,
            boolean mirrorsByDigestOnly,
            List<Mirror> mirrors,
            Path file) {}

    /** @param pull which references it may serve: {@code all}, {@code digest-only} or {@code tag-only} */
    private record Mirror(String location, boolean insecure, String pull) {}

    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private List<String> credentialHelpers = List.of();

    /** Reads the files that the environment leads to; one that is not there is no error. */
    static RegistriesConf of(Map<String, String> environment) {
        return of(environment, Path.of("/etc/containers"));
    }

    /** @param system the folder of what all users share (containers-registries.conf.d(5), "Configuration precedence") */
    static RegistriesConf of(Map<String, String> environment, Path system) {
        var conf = new RegistriesConf();
        Path config = new UserFolders(environment).config().resolve("containers");
        String named = environment.getOrDefault("CONTAINERS_REGISTRIES_CONF", "");
        if (!named.isEmpty()) {
            if (!Files.isRegularFile(Path.of(named))) {
                throw new BadConfiguration("CONTAINERS_REGISTRIES_CONF: there is no file " + named);
            }
        }
        Path own = config.resolve("registries.conf");
        boolean isOwn = named.isEmpty() && Files.isRegularFile(own);
        conf.read(!named.isEmpty() ? Path.of(named) : isOwn ? own : system.resolve("registries.conf"));
        if (!isOwn) {
            conf.readFolder(system.resolve(
                    "registries.conf.d")); // with a file of the user's only the folder of the user's counts
        }
        conf.readFolder(config.resolve("registries.conf.d"));
        return conf;
    }

    private void readFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".conf")).sorted().forEach(this::read);
        } catch (IOException e) {
            throw new BadConfiguration("the folder %s cannot be read".formatted(folder));
        }
    }

    private void read(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        JsonNode root;
        try {
            root = new TomlMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new BadConfiguration("%s cannot be read: it is no valid TOML (line %d)"
                    .formatted(
                            file, e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
        } catch (IOException e) {
            throw new BadConfiguration(
                    "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
        }
        for (JsonNode registry : root.path("registry")) {
            rule(registry, file);
        }
        if (root.has("credential-helpers")) {
            credentialHelpers = root.path("credential-helpers")
                    .valueStream()
                    .map(helper -> helper.asText(""))
                    .toList();
        }
        root.path("aliases").properties().forEach(alias -> {
            if (alias.getValue().asText("").isEmpty()) {
                aliases.remove(alias.getKey());
            } else {
                aliases.put(alias.getKey(), alias.getValue().asText());
            }
        });
    }

    private void rule(JsonNode registry, Path file) {
        String location = registry.path("location").asText("");
        String prefix = registry.path("prefix").asText(location);
        if (prefix.isEmpty() || (location.isEmpty() && !prefix.startsWith("*."))) {
            throw new BadConfiguration(
                    "%s cannot be read: a [[registry]] has neither prefix nor location".formatted(file));
        }
        var mirrors = new ArrayList<Mirror>();
        for (JsonNode mirror : registry.path("mirror")) {
            mirrors.add(new Mirror(
                    mirror.path("location").asText(""),
                    mirror.path("insecure").asBoolean(false),
                    mirror.path("pull-from-mirror").asText("all")));
        }
        mirrors.removeIf(mirror -> mirror.location().isEmpty());
        rules.put(
                prefix,
                new Rule(
                        prefix,
                        location,
                        registry.path("insecure").asBoolean(false),
                        registry.path("blocked").asBoolean(false),
                        registry.path("mirror-by-digest-only").asBoolean(false),
                        mirrors,
                        file));
    }

    /** The names of helpers that are asked for credentials of every registry, in this order; mostly none. */
    List<String> credentialHelpers() {
        return credentialHelpers;
    }

    /** What a short name without a host means, where somebody said so. */
    Optional<String> alias(String shortName) {
        return Optional.ofNullable(aliases.get(shortName));
    }

    /**
     * Where to ask for an image, in this order.
     *
     * @throws Unreadable if the configuration forbids it
     */
    List<Endpoint> endpoints(Reference reference) throws Unreadable {
        String name = reference.host() + "/" + reference.repository();
        var ruled = rule(name);
        if (ruled.isEmpty()) {
            return List.of(new Endpoint(reference.host(), reference.repository(), false, false));
        }
        Rule best = ruled.get();
        String rest = name.substring(matched(best.prefix(), name));
        boolean byDigest = reference.digest().isPresent();
        var endpoints = new ArrayList<Endpoint>();
        for (Mirror mirror : best.mirrors()) {
            boolean serves = switch (mirror.pull()) {
                case "digest-only" -> byDigest;
                case "tag-only" -> !byDigest;
                default -> byDigest || !best.mirrorsByDigestOnly();
            };
            if (serves) {
                endpoints.add(endpoint(mirror.location() + rest, mirror.insecure(), true, best.file()));
            }
        }
        endpoints.add(endpoint(
                best.location().isEmpty() ? name : best.location() + rest, best.insecure(), false, best.file()));
        return endpoints;
    }

    /**
     * Where to ask for the catalog of a registry.
     *
     * @throws Unreadable if the configuration forbids it, or has a part of a registry in its place
     */
    Endpoint registry(String host) throws Unreadable {
        var ruled = rule(host + "/");
        String location = ruled.map(Rule::location).filter(it -> !it.isEmpty()).orElse(host);
        if (location.indexOf('/') >= 0) {
            throw new Unreadable(
                    "the registry %s is a part of another one (%s), which has no catalog of its own"
                            .formatted(host, location),
                    "name its repositories with --repository");
        }
        return new Endpoint(location, "", ruled.filter(Rule::insecure).isPresent(), false);
    }

    /**
     * The rule for a name: the one with the longest prefix.
     *
     * @throws Unreadable if it forbids the name
     */
    private Optional<Rule> rule(String name) throws Unreadable {
        var best = rules.values().stream()
                .filter(rule -> matched(rule.prefix(), name) >= 0)
                .reduce((a, b) -> matched(b.prefix(), name) > matched(a.prefix(), name) ? b : a);
        if (best.filter(Rule::blocked).isPresent()) {
            throw new Unreadable(
                    "the registry %s is blocked by %s"
                            .formatted(best.get().prefix(), best.get().file()),
                    "remove blocked = true there if you want to read this image");
        }
        return best;
    }

    /** How much of a name a prefix covers; -1 if it is none of it. */
    private static int matched(String prefix, String name) {
        if (prefix.startsWith("*.")) {
            int end = name.indexOf('/');
            String host = name.substring(0, end);
            int slash = prefix.indexOf('/');
            String suffix = slash < 0 ? prefix.substring(1) : prefix.substring(1, slash);
            String path = slash < 0 ? "" : prefix.substring(slash);
            boolean fits = host.endsWith(suffix) && covers(name, end, path);
            return fits ? end + path.length() : -1;
        }
        return name.startsWith(prefix) && covers(name, prefix.length(), "") ? prefix.length() : -1;
    }

    private static boolean covers(String name, int from, String path) {
        int end = from + path.length();
        return name.startsWith(path, from) && (end == name.length() || name.charAt(end) == '/');
    }

    private static Endpoint endpoint(String location, boolean insecure, boolean mirror, Path file) {
        return parse(location, insecure, mirror)
                .orElseThrow(() -> new BadConfiguration(
                        "%s cannot be read: %s is no location of a repository".formatted(file, location)));
    }

    static Optional<Endpoint> parse(String location, boolean insecure, boolean mirror) {
        int slash = location.indexOf('/');
        if (slash <= 0 || slash == location.length() - 1) {
            return Optional.empty();
        }
        String host = location.substring(0, slash);
        String repository = location.substring(slash + 1);
        return Reference.isValid(host, repository) && Hosts.isHost(host)
                ? Optional.of(new Endpoint(host, repository, insecure, mirror))
                : Optional.empty();
    }
}
