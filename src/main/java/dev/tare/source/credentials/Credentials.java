package dev.tare.source.credentials;

import dev.tare.image.name.Reference;
import dev.tare.source.BadConfiguration;
import dev.tare.source.UserFolders;
import dev.tare.source.credentials.AuthFile.Unreadable;
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
 * for this run, a variable of the environment, the helpers of {@code registries.conf}, then the files where the containers tools and Docker keep them.
 * The first that has some for the repository wins.
 */
public final class Credentials {

    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(20);

    /** The names that a mounted folder may give to the file: Docker's, and those of the Kubernetes secrets. */
    private static final List<String> NAMES = List.of("config.json", ".dockerconfigjson", ".dockercfg");

    /** Holds what a {@code config.json} would, as in jobs of GitLab; Docker knows it since version 28.3. */
    private static final String AUTH_CONFIG = "DOCKER_AUTH_CONFIG";

    /** Stands for the files among the helpers of {@code registries.conf}. */
    private static final String FILES = "containers-auth.json";

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
     * @param problems what went wrong on the way: helpers that failed, files and entries of other registries that are broken
     */
    public record Search(Optional<Found> found, List<String> lookedAt, List<String> problems) {}

    /** Where credentials may be kept. */
    private sealed interface Place {

        /** What holds entries for registries. */
        sealed interface Kept extends Place {
            AuthFile read() throws Unreadable;
        }

        record File(Path path) implements Kept {
            @Override
            public AuthFile read() throws Unreadable {
                return AuthFile.read(path);
            }

            @Override
            public String toString() {
                return path.toString();
            }
        }

        /** @param content as of a {@code config.json}; never shown */
        record Variable(String name, String content) implements Kept {
            @Override
            public AuthFile read() throws Unreadable {
                return AuthFile.parse(content.getBytes(StandardCharsets.UTF_8), name);
            }

            @Override
            public String toString() {
                return name;
            }
        }

        /** What pods of a cluster pull with. */
        record OfPods(PullSecrets secrets) implements Place {
            @Override
            public String toString() {
                return secrets.toString();
            }
        }

        /** @param name of a helper that is asked for every registry */
        record Helper(String name) implements Place {
            @Override
            public String toString() {
                return "docker-credential-%s (named in registries.conf)".formatted(name);
            }
        }
    }

    private final Optional<Given> given;

    /** What comes before {@link #files}, whatever the helpers. */
    private final List<Place> first;

    private final List<Place> files;
    private final List<Place> places;

    private Credentials(Optional<Given> given, List<Place> first, List<Place> files, List<Place> places) {
        this.given = given;
        this.first = List.copyOf(first);
        this.files = List.copyOf(files);
        this.places = List.copyOf(places);
    }

    /**
     * @param registryConfig the file, or a folder that holds it, that was named for this run
     * @param environment of the process
     * @throws BadConfiguration if the named file is not there or cannot be understood
     */
    public static Credentials of(
            Optional<Given> given, Optional<Path> registryConfig, Map<String, String> environment) {
        var first = new ArrayList<Place>();
        registryConfig.ifPresent(named -> {
            Path file = inFolder(named)
                    .filter(Files::isRegularFile)
                    .orElseThrow(() -> new BadConfiguration(
                            "--registry-config: there is no file %s, nor one of %s in a folder of that name"
                                    .formatted(named, String.join(", ", NAMES))));
            readNamed(file);
            first.add(new Place.File(file));
        });
        variable(environment, AUTH_CONFIG).ifPresent(json -> first.add(new Place.Variable(AUTH_CONFIG, json)));
        var files = files(environment).map(file -> (Place) new Place.File(file)).toList();
        return new Credentials(given, first, files, concat(first, files));
    }

    /** Reads a file that was named for this run, so that its faults are told even where nobody asks for credentials. */
    private static void readNamed(Path file) {
        try {
            AuthFile.read(file);
        } catch (Unreadable e) {
            throw new BadConfiguration("--registry-config: " + e.reason());
        }
    }

    private static <T> List<T> concat(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /**
     * The same credentials and these helpers, in their order (containers-registries.conf(5), "credential-helpers").
     *
     * @param helpers names of helpers; {@value #FILES} stands for the files, which come last if it is not among them
     */
    public Credentials withHelpers(List<String> helpers) {
        var rest = new ArrayList<Place>();
        for (String helper : helpers) {
            if (helper.equals(FILES)) {
                rest.addAll(files);
            } else {
                rest.add(new Place.Helper(helper));
            }
        }
        if (!helpers.contains(FILES)) {
            rest.addAll(files);
        }
        return new Credentials(given, first, files, concat(first, rest));
    }

    /** The same credentials and these, which come before those that the user has for other purposes. */
    public Credentials withPullSecrets(PullSecrets secrets) {
        var all = concat(first, secrets.isEmpty() ? List.of() : List.of(new Place.OfPods(secrets)));
        return new Credentials(given, all, files, concat(all, places.subList(first.size(), places.size())));
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
     * @throws BadConfiguration if the entry for this repository is broken
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
            if (place instanceof Place.File(Path path) && !Files.isRegularFile(path)) {
                lookedAt.add(place + " (not there)");
                continue;
            }
            var found = find(place, host, repository, problems);
            if (found.isPresent()) {
                return new Search(found, lookedAt, problems);
            }
            lookedAt.add(place.toString());
        }
        return new Search(Optional.empty(), lookedAt, problems);
    }

    private static Optional<Found> find(Place place, String host, String repository, List<String> problems) {
        return switch (place) {
            case Place.OfPods(PullSecrets secrets) -> secrets.find(host, repository, problems);
            case Place.Helper(String name) -> ask(name, "registries.conf", host, problems);
            case Place.Kept kept -> {
                Optional<Found> found = Optional.empty();
                try {
                    var file = kept.read();
                    problems.addAll(file.problems());
                    found = find(file, host, repository, problems);
                } catch (Unreadable e) {
                    problems.add(e.reason()); // Docker too warns of a broken file, and goes on without it
                }
                yield found;
            }
        };
    }

    private static Optional<Found> find(AuthFile file, String host, String repository, List<String> problems) {
        String helper = file.helpers().getOrDefault(host, "");
        if (!helper.isEmpty()) {
            return ask(helper, file.name(), host, problems);
        }
        var own = file.find(host, repository).map(credential -> new Found(credential, file.name()));
        return own.isPresent() || file.store().isEmpty() ? own : ask(file.store(), file.name(), host, problems);
    }

    /** @param origin where the helper is named */
    private static Optional<Found> ask(String name, String origin, String host, List<String> problems) {
        var helper = new CredentialHelper(name, HELPER_TIMEOUT);
        try {
            // Docker keeps the credentials of Docker Hub under the address of its first version
            return helper.get(host.equals(Reference.DOCKER_HUB) ? "https://index.docker.io/v1/" : host)
                    .map(credential -> new Found(credential, "%s (named in %s)".formatted(helper.program(), origin)));
        } catch (CredentialHelper.Failed e) {
            problems.add("%s (named in %s)".formatted(e.getMessage(), origin));
            return Optional.empty();
        }
    }
}
