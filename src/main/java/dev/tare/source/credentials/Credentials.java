package dev.tare.source.credentials;

import dev.tare.image.Reference;
import dev.tare.source.BadConfiguration;
import dev.tare.source.UserFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the credentials for a repository, in the order in which they are documented: those given for this run, the file given
 * for this run, then the files where the containers tools and Docker keep them. The first that has some for the repository wins.
 */
public final class Credentials {

    private static final Duration HELPER_PATIENCE = Duration.ofSeconds(20);

    /** The names that a mounted folder may give to the file: Docker's, and those of the Kubernetes secrets. */
    private static final List<String> NAMES = List.of("config.json", ".dockerconfigjson", ".dockercfg");

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

    private final Optional<Given> given;
    private final List<Path> files;

    private Credentials(Optional<Given> given, List<Path> files) {
        this.given = given;
        this.files = List.copyOf(files);
    }

    /**
     * @param registryConfig the file, or a folder that holds it, that was named for this run
     * @param environment of the process
     * @throws BadConfiguration if the named file is not there or cannot be understood
     */
    public static Credentials of(
            Optional<Given> given, Optional<Path> registryConfig, Map<String, String> environment) {
        var files = new ArrayList<Path>();
        registryConfig.ifPresent(named -> {
            Path file = inFolder(named)
                    .filter(Files::isRegularFile)
                    .orElseThrow(() -> new BadConfiguration(
                            "--registry-config: there is no file %s, nor one of %s in a folder of that name"
                                    .formatted(named, String.join(", ", NAMES))));
            AuthFile.read(file); // named for this run, so its faults are told even where nobody asks for credentials
            files.add(file);
        });
        var folders = new UserFolders(environment);
        variable(environment, "REGISTRY_AUTH_FILE").ifPresent(files::add);
        folders.containersRuntime().map(folder -> folder.resolve("auth.json")).ifPresent(files::add);
        files.add(folders.config().resolve("containers/auth.json"));
        var docker = variable(environment, "DOCKER_CONFIG");
        if (docker.isPresent()) {
            files.add(inFolder(docker.get()).orElse(docker.get().resolve("config.json")));
        } else {
            files.add(folders.home().resolve(".docker/config.json"));
            files.add(folders.home().resolve(".dockercfg"));
        }
        return new Credentials(given, files);
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
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
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                lookedAt.add(file + " (not there)");
                continue;
            }
            var read = AuthFile.read(file);
            var found = find(read, host, repository, problems);
            problems.addAll(read.problems());
            if (found.isPresent()) {
                return new Search(found, lookedAt, problems);
            }
            lookedAt.add(file.toString());
        }
        return new Search(Optional.empty(), lookedAt, problems);
    }

    private Optional<Found> find(AuthFile file, String host, String repository, List<String> problems) {
        String helper = file.helpers().getOrDefault(host, "");
        if (!helper.isEmpty()) {
            return ask(helper, file, host, problems);
        }
        var own = file.find(host, repository)
                .map(credential -> new Found(credential, file.file().toString()));
        return own.isPresent() || file.store().isEmpty() ? own : ask(file.store(), file, host, problems);
    }

    private Optional<Found> ask(String name, AuthFile file, String host, List<String> problems) {
        var helper = new CredentialHelper(name, HELPER_PATIENCE);
        try {
            // Docker keeps the credentials of Docker Hub under the address of its first version
            return helper.get(host.equals(Reference.DOCKER_HUB) ? "https://index.docker.io/v1/" : host)
                    .map(credential ->
                            new Found(credential, "%s (named in %s)".formatted(helper.program(), file.file())));
        } catch (CredentialHelper.Failed e) {
            problems.add("%s (named in %s)".formatted(e.getMessage(), file.file()));
            return Optional.empty();
        }
    }
}
