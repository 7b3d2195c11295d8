package dev.tare.source.credentials;

import dev.tare.image.Reference;
import dev.tare.source.BadConfiguration;
import dev.tare.source.UserFolders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the credentials for a repository, in the order in which they are documented: those given for this run, the file given
 * for this run, a variable of the environment, then the files where the containers tools and Docker keep them. The first that has some for the repository wins.
 */
public final class Credentials {

    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(20);

    /** The names that a mounted folder may give to the file: Docker's, and those of the Kubernetes secrets. */
    private static final List<String> NAMES = List.of("config.json", ".dockerconfigjson", ".dockercfg");

    /** Holds what a {@code config.json} would, as in jobs of GitLab; Docker knows it since version 28.3. */
    private static final String AUTH_CONFIG = "DOCKER_AUTH_CONFIG";

    /**
     * Credentials for one run, and the only registry that gets them.
     *
     * @param host of the registry
     * @param from which option or variable they came from
     */
    public record Given(String host, Credential.Password credential, String from) {}

    /** @param from where it was found, for a message */
    public record Found(Credential credential, String from) {}

    /**
     * What looking for credentials came to.
     *
     * @param lookedAt where was looked in vain
     * @param problems what went wrong on the way: helpers that failed, entries of other registries that are broken
     */
    public record Search(Optional<Found> found, List<String> lookedAt, List<String> problems) {}

    /** Where credentials may be kept. */
    private sealed interface Place {

        /** @throws BadConfiguration if it is there and cannot be understood */
        Optional<AuthFile> read();

        record File(Path path) implements Place {
            @Override
            public Optional<AuthFile> read() {
                return Files.isRegularFile(path) ? Optional.of(AuthFile.read(path)) : Optional.empty();
            }

            @Override
            public String toString() {
                return path.toString();
            }
        }

        /** @param content as of a {@code config.json}; never shown */
        record Variable(String name, String content) implements Place {
            @Override
            public Optional<AuthFile> read() {
                return Optional.of(AuthFile.parse(content.getBytes(StandardCharsets.UTF_8), name));
            }

            @Override
            public String toString() {
                return name;
            }
        }
    }

    private final Optional<Given> given;
    private final List<Place> places;

    private Credentials(Optional<Given> given, List<Place> places) {
        this.given = given;
        this.places = List.copyOf(places);
    }

    /**
     * @param registryConfig the file, or a folder that holds it, that was named for this run
     * @param environment of the process
     * @throws BadConfiguration if the named file is not there or cannot be understood
     */
    public static Credentials of(
            Optional<Given> given, Optional<Path> registryConfig, Map<String, String> environment) {
        var places = new ArrayList<Place>();
        registryConfig.ifPresent(named -> {
            Path file = inFolder(named)
                    .filter(Files::isRegularFile)
                    .orElseThrow(() -> new BadConfiguration(
                            "--registry-config: there is no file %s, nor one of %s in a folder of that name"
                                    .formatted(named, String.join(", ", NAMES))));
            AuthFile.read(file); // named for this run, so its faults are told even where nobody asks for credentials
            places.add(new Place.File(file));
        });
        variable(environment, AUTH_CONFIG).ifPresent(json -> places.add(new Place.Variable(AUTH_CONFIG, json)));
        files(environment).map(Place.File::new).forEach(places::add);
        return new Credentials(given, places);
    }

    private static Stream<Path> files(Map<String, String> environment) {
        var folders = new UserFolders(environment);
        var containers = Stream.concat(
                Stream.concat(
                        variable(environment, "REGISTRY_AUTH_FILE").map(Path::of).stream(),
                        folders.containersRuntime().map(folder -> folder.resolve("auth.json")).stream()),
                Stream.of(folders.config().resolve("containers/auth.json")));
        var docker = variable(environment, "DOCKER_CONFIG").map(Path::of);
        return Stream.concat(
                containers,
                docker.isPresent()
                        ? Stream.of(inFolder(docker.get()).orElse(docker.get().resolve("config.json")))
                        : Stream.of(".docker/config.json", ".dockercfg").map(folders.home()::resolve));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<Path> inFolder(Path named) {
        if (!Files.isDirectory(named)) {
            return Optional.of(named);
        }
        return NAMES.stream().map(named::resolve).filter(Files::isRegularFile).findFirst();
    }

    /**
     * @param host of the registry, with its port; Docker Hub is {@code docker.io}
     * @throws BadConfiguration if a file on the way cannot be understood, or the entry for this repository
     */
    public Search find(String host, String repository) {
        if (given.isPresent() && given.get().host().equals(host)) {
            return new Search(
                    Optional.of(new Found(given.get().credential(), given.get().from())), List.of(), List.of());
        }
        var lookedAt = new ArrayList<String>();
        given.ifPresent(other -> lookedAt.add("%s (which are for %s)".formatted(other.from(), other.host())));
        var problems = new ArrayList<String>();
        for (Place place : places) {
            var file = place.read();
            if (file.isEmpty()) {
                lookedAt.add(place + " (not there)");
                continue;
            }
            var found = find(file.get(), host, repository, problems);
            problems.addAll(file.get().problems());
            if (found.isPresent()) {
                return new Search(found, lookedAt, problems);
            }
            lookedAt.add(place.toString());
        }
        return new Search(Optional.empty(), lookedAt, problems);
    }

    private Optional<Found> find(AuthFile file, String host, String repository, List<String> problems) {
        String helper = file.helpers().getOrDefault(host, "");
        if (!helper.isEmpty()) {
            return ask(helper, file, host, problems);
        }
        var own = file.find(host, repository).map(credential -> new Found(credential, file.name()));
        return own.isPresent() || file.store().isEmpty() ? own : ask(file.store(), file, host, problems);
    }

    private Optional<Found> ask(String name, AuthFile file, String host, List<String> problems) {
        var helper = new CredentialHelper(name, HELPER_TIMEOUT);
        try {
            // Docker keeps the credentials of Docker Hub under the address of its first version
            return helper.get(host.equals(Reference.DOCKER_HUB) ? "https://index.docker.io/v1/" : host)
                    .map(credential ->
                            new Found(credential, "%s (named in %s)".formatted(helper.program(), file.name())));
        } catch (CredentialHelper.Failed e) {
            problems.add("%s (named in %s)".formatted(e.getMessage(), file.name()));
            return Optional.empty();
        }
    }
}
