package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.cli.terminal.Terminal;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Platform;
import dev.tare.source.credentials.Credential;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.RegistryOptions;
import dev.tare.source.registry.rate.Rate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where images come from: the same options for every command that reads one. */
public final class SourceOptions {

    private static final int MAX_PASSWORD_BYTES = 1 << 20;

    /** More would be taken for an attack. */
    private static final int MAX_CONNECTIONS = 256;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            completionCandidates = UsualPlatforms.class,
            description = "Which image of a multi-platform one. Default: linux on this machine's processor.")
    private @Nullable String platform;

    /** Those that images are usually made for, for shells to complete; any other is as good. */
    static final class UsualPlatforms implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(
                            "linux/amd64",
                            "linux/arm64",
                            "linux/arm/v7",
                            "linux/386",
                            "linux/ppc64le",
                            "linux/riscv64",
                            "linux/s390x",
                            "windows/amd64")
                    .iterator();
        }
    }

    @ArgGroup(validate = false, heading = "%nAccess to registries:%n")
    private Access access = new Access();

    /** The options about registries, under a heading of their own. */
    static final class Access {

        @Option(
                names = "--username",
                paramLabel = "USER",
                description = "Log in as this user, with --password-stdin or TARE_PASSWORD.")
        private @Nullable String username;

        @Option(names = "--password-stdin", description = "Read the password from standard input.")
        private boolean passwordStdin;

        @Option(
                names = "--registry-config",
                paramLabel = "FILE",
                description =
                        "Take credentials from this config.json, auth.json, .dockerconfigjson or .dockercfg first.")
        private @Nullable Path registryConfig;

        @Option(
                names = "--plain-http",
                description =
                        "Speak HTTP without TLS to the registry. Tried automatically for registries on loopback addresses.")
        private boolean plainHttp;

        @Option(names = "--ca-file", paramLabel = "FILE", description = "Trust these authorities too (PEM).")
        private @Nullable Path caFile;

        @Option(
                names = "--cert-dir",
                paramLabel = "DIR",
                description = "A folder as in /etc/containers/certs.d: *.crt to trust, *.cert and *.key to show.")
        private @Nullable Path certDir;

        @Option(
                names = "--insecure-skip-verify",
                description = "Do not check the registry's certificate: whoever is in between can read along.")
        private boolean insecureSkipVerify;

        @Option(
                names = "--mirror",
                paramLabel = "HOST=MIRROR",
                description = "Ask this mirror of a registry first, such as docker.io=mirror.example/hub. Repeatable.")
        private List<String> mirrors = List.of();

        @Option(
                names = "--foreign-layers",
                description = "Fetch layers that the registry does not hold from the addresses that the image names.")
        private boolean foreignLayers;

        @Option(
                names = "--connections",
                paramLabel = "N",
                description = "Connections to one host at the same time (${DEFAULT-VALUE}).")
        private int connections = RegistryOptions.CONNECTIONS;

        @Option(
                names = "--max-rate",
                paramLabel = "N/s",
                description = "Requests to one host in a second, or N/m in a minute. Default: as fast as it answers.")
        private @Nullable String maxRate;

        @Option(
                names = "--retries",
                paramLabel = "N",
                description = "Ask so many times again when a registry fails or is busy (${DEFAULT-VALUE}).")
        private int retries = RegistryOptions.RETRIES;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                description = "Give up on an image after so long (${DEFAULT-VALUE}).")
        private int timeout = (int) RegistryOptions.TIMEOUT.toSeconds();

        @Option(
                names = "--stall-timeout",
                paramLabel = "SECONDS",
                description = "Give up when a registry is silent for so long (${DEFAULT-VALUE}).")
        private int stallTimeout = (int) RegistryOptions.STALL_TIMEOUT.toSeconds();
    }

    Optional<Platform> platform() {
        try {
            return Optional.ofNullable(platform).map(Platform::parse);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--platform: " + e.getMessage());
        }
    }

    /**
     * Checks what can be told from the names alone.
     *
     * @throws InvalidRequest if they cannot all be read
     */
    void check(List<String> names) {
        for (String name : names) {
            if (name.startsWith("@")) { // such a file would have been read
                throw new InvalidRequest(
                        name.length() == 1
                                ? "@ wants the name of a file behind it, to read arguments from"
                                : "there is no file %s to read arguments from".formatted(name.substring(1)));
            }
        }
        checkStandardInput(names);
    }

    /**
     * Checks that standard input is asked for once at most.
     *
     * @param names of images and lists; {@code -} is standard input
     */
    void checkStandardInput(List<String> names) {
        long onStdin = names.stream().filter("-"::equals).count();
        if (onStdin + (access.passwordStdin ? 1 : 0) > 1) {
            throw new InvalidRequest(
                    "standard input can be read once only: for one image, for a list or for the password");
        }
    }

    static InputStream standardInput() {
        if (Terminal.isTerminal(0)) {
            throw new InvalidRequest("standard input is a terminal: for instance, docker save IMAGE | tare scan -");
        }
        return System.in;
    }

    Optional<Path> registryConfig() {
        return Optional.ofNullable(access.registryConfig);
    }

    RegistryOptions registry() {
        if (access.retries < 0) {
            throw new InvalidRequest("--retries: " + access.retries + " is below 0");
        }
        return new RegistryOptions(
                access.plainHttp,
                access.insecureSkipVerify,
                Optional.ofNullable(access.caFile),
                Optional.ofNullable(access.certDir),
                access.foreignLayers,
                mirrors(),
                connections(),
                maxRate(),
                RegistryOptions.CONNECT_TIMEOUT,
                Duration.ofSeconds(LimitOptions.positive("--stall-timeout", access.stallTimeout)),
                access.retries,
                Duration.ofSeconds(LimitOptions.positive("--timeout", access.timeout)),
                System.getenv());
    }

    private Rate maxRate() {
        try {
            return access.maxRate == null ? Rate.UNLIMITED : Rate.parse(access.maxRate);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--max-rate: " + e.getMessage());
        }
    }

    private int connections() {
        try {
            checkConnections(access.connections);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--connections: " + e.getMessage());
        }
        return access.connections;
    }

    static void checkConnections(int connections) {
        LimitOptions.checkPositive(connections);
        if (connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("%,d is more than %d".formatted(connections, MAX_CONNECTIONS));
        }
    }

    /** A registry, by the one name that it has here, and where its images are asked for first. */
    record Mirror(String host, String place) {

        static Mirror parse(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw new IllegalArgumentException("write it as HOST=MIRROR, such as docker.io=mirror.example/hub");
            }
            // Docker Hub has three names
            return new Mirror(
                    Reference.parse(text.substring(0, equals) + "/x").host(),
                    text.substring(equals + 1).replaceFirst("/+$", ""));
        }
    }

    private Map<String, List<String>> mirrors() {
        var mirrors = new LinkedHashMap<String, List<String>>();
        try {
            for (String option : access.mirrors) {
                var mirror = Mirror.parse(option);
                mirrors.computeIfAbsent(mirror.host(), _ -> new ArrayList<>()).add(mirror.place());
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--mirror: " + e.getMessage());
        }
        return mirrors;
    }

    /** Credentials for this run alone. They are for one registry, so there must be but one. */
    Optional<Credentials.Given> login(List<String> hosts) {
        var environment = System.getenv();
        String user = access.username;
        String fromEnvironment = environment.getOrDefault("TARE_PASSWORD", "");
        boolean byEnvironment =
                user == null && !environment.getOrDefault("TARE_USERNAME", "").isEmpty();
        if (access.passwordStdin && user == null) {
            throw new InvalidRequest("--password-stdin: whose password is it? Say --username too");
        }
        if (user != null && !access.passwordStdin && fromEnvironment.isEmpty()) {
            throw new InvalidRequest("--username: give the password too, with --password-stdin or in TARE_PASSWORD");
        }
        if ((user == null && !byEnvironment) || hosts.isEmpty()) {
            return Optional.empty();
        }
        if (hosts.size() > 1) {
            throw new InvalidRequest(
                    "%s is for one registry, and these images are in several (%s): use a file of credentials, see --registry-config"
                            .formatted(user == null ? "TARE_USERNAME" : "--username", String.join(", ", hosts)));
        }
        if (user == null) {
            return Optional.of(new Credentials.Given(
                    hosts.getFirst(),
                    new Credential.Password(environment.getOrDefault("TARE_USERNAME", ""), fromEnvironment),
                    "TARE_USERNAME and TARE_PASSWORD"));
        }
        byte[] password = access.passwordStdin ? passwordFromStdin() : fromEnvironment.getBytes(StandardCharsets.UTF_8);
        return Optional.of(new Credentials.Given(
                hosts.getFirst(),
                Credential.Password.of(user.getBytes(StandardCharsets.UTF_8), password),
                access.passwordStdin ? "--username and --password-stdin" : "--username and TARE_PASSWORD"));
    }

    private static byte[] passwordFromStdin() {
        try {
            // as docker login does: all of it, without the end of its last line
            byte[] line = System.in.readNBytes(MAX_PASSWORD_BYTES);
            int end = line.length;
            end -= end > 0 && line[end - 1] == '\n' ? 1 : 0;
            end -= end < line.length && end > 0 && line[end - 1] == '\r' ? 1 : 0;
            return Arrays.copyOf(line, end);
        } catch (IOException e) {
            throw new InvalidRequest("--password-stdin: standard input cannot be read");
        }
    }
}
