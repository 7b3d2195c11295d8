package dev.tare.cli;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageName;
import dev.tare.image.Limits;
import dev.tare.image.Platform;
import dev.tare.image.Reference;
import dev.tare.source.Source;
import dev.tare.source.SourceListener;
import dev.tare.source.archive.Archives;
import dev.tare.source.credentials.Credential;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.Form;
import dev.tare.source.layout.Wanted;
import dev.tare.source.registry.Registries;
import dev.tare.source.registry.RegistryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where images come from: the same options for every command that reads one. */
final class SourceOptions {

    private static final int PASSWORD_LIMIT = 1 << 20;

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
                        "Speak HTTP without TLS to the registry. Registries on this machine that have no TLS are found out.")
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
            throw new UsageException("--platform: " + e.getMessage());
        }
    }

    /**
     * One image that can be opened.
     *
     * @param name what the user called it or, of one in a registry, its whole reference
     * @param reference of an image in a registry
     */
    record Openable(String name, ImageName image, Optional<Reference> reference, Opener opener) {

        Source open(SourceListener listener) throws ImageFault {
            return opener.open(this, listener, false);
        }

        /** The same for who has to read a layer twice: what passes by only once is kept in a file until it is closed. */
        Source openToReadAgain(SourceListener listener) throws ImageFault {
            return opener.open(this, listener, true);
        }

        /** The fault of this image, with a hint at the path that the user may have meant. */
        ImageFault explained(ImageFault fault) {
            var meant = meantPath();
            if (meant.isEmpty()) {
                return fault;
            }
            String message = String.valueOf(fault.getMessage());
            String hint = fault.hint().isEmpty() ? meant.get() : fault.hint() + "; " + meant.get();
            return switch (fault) {
                case ImageFault.Unreadable _ -> new ImageFault.Unreadable(message, hint, fault);
                case ImageFault.NotHeld _ -> new ImageFault.NotHeld(message, hint);
                default -> fault;
            };
        }

        private Optional<String> meantPath() {
            if (!(image instanceof ImageName.InRegistry(String text)) || text.startsWith("docker://")) {
                return Optional.empty();
            }
            var path = Path.of(text); // a reference has no character that a path could not have
            if (Files.exists(path)) {
                return Optional.of("for the %s of that name here, write ./%s"
                        .formatted(Files.isDirectory(path) ? "folder" : "file", text));
            }
            return ImageName.isArchive(text)
                    ? Optional.of("there is no file %s here either".formatted(text))
                    : Optional.empty();
        }

        /**
         * Another image, by the same options and credentials.
         *
         * @throws UsageException if its name cannot be understood
         */
        Openable other(String name) {
            return other(parse(name));
        }

        Openable other(ImageName name) {
            return opener.openable(name);
        }
    }

    /** Opens the images of a command, all by the same options and credentials. What only registries need is read for them only. */
    private final class Opener {
        private final Limits limits;
        private final RegistryOptions options;
        private @Nullable Registries registries;
        private @Nullable Credentials credentials;

        Opener(RegistryOptions options, Limits limits) {
            this.options = options;
            this.limits = limits;
        }

        Openable openable(ImageName name) {
            if (!(name instanceof ImageName.InRegistry(String text))) {
                return new Openable(name.toString(), name, Optional.empty(), this);
            }
            try {
                registries = registries == null ? new Registries(options, limits) : registries;
                var reference = registries.reference(text);
                return new Openable(reference.toString(), name, Optional.of(reference), this);
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            }
        }

        /** Credentials that are given for this run alone go to these hosts and to no other. */
        void take(List<String> hosts) {
            if (!hosts.isEmpty()) {
                var environment = options.environment();
                credentials = Credentials.of(
                        given(hosts, environment), Optional.ofNullable(access.registryConfig), environment);
            }
        }

        private Archives archives(SourceListener listener, boolean again) {
            String temporary = options.environment().getOrDefault("TMPDIR", "");
            var folder = Path.of(temporary.isEmpty() ? System.getProperty("java.io.tmpdir") : temporary);
            return new Archives(limits, listener::passed, again ? Optional.of(folder) : Optional.empty());
        }

        Source open(Openable image, SourceListener listener, boolean again) throws ImageFault {
            String text = image.name();
            return switch (image.image()) {
                case ImageName.InLayout in ->
                    new FileSource(
                            new Folder(in.directory()), text, Form.LAYOUT, Wanted.of(in.tag(), in.digest()), limits);
                case ImageName.InOciArchive in -> archives(listener, again).oci(in.file(), in.tag(), in.digest(), text);
                case ImageName.InDockerArchive in -> archives(listener, again).docker(in.file(), in.name(), text);
                case ImageName.InArchive in -> archives(listener, again).file(in.file(), in.name(), in.digest(), text);
                case ImageName.OnStdin _ -> {
                    if (Terminal.isTerminal(0)) {
                        throw new UsageException(
                                "standard input is a terminal: for instance, docker save IMAGE | tare scan -");
                    }
                    yield archives(listener, again).stream(System.in, text);
                }
                case ImageName.InRegistry _ -> {
                    var reference = image.reference().orElseThrow();
                    if (credentials == null) {
                        take(List.of(reference.host()));
                    }
                    yield Objects.requireNonNull(registries)
                            .open(reference, Objects.requireNonNull(credentials), listener);
                }
            };
        }
    }

    /**
     * All images of a command, none of which is opened yet.
     *
     * @throws UsageException if a name or an option cannot be understood
     */
    List<Openable> images(List<String> texts, Limits limits) {
        var names = texts.stream().map(SourceOptions::parse).toList();
        long onStdin =
                names.stream().filter(ImageName.OnStdin.class::isInstance).count();
        if (onStdin + (access.passwordStdin ? 1 : 0) > 1) {
            throw new UsageException("standard input can be read once only: for one image or for the password");
        }
        var opener = new Opener(options(System.getenv()), limits);
        var images = names.stream().map(opener::openable).toList();
        opener.take(images.stream()
                .flatMap(image -> image.reference().stream())
                .map(Reference::host)
                .distinct()
                .toList());
        return images;
    }

    private static ImageName parse(String text) {
        if (text.startsWith("@")) { // picocli reads arguments from such a file, and leaves it be where there is none
            throw new UsageException(
                    text.length() == 1
                            ? "@ wants the name of a file behind it, to read arguments from"
                            : "there is no file %s to read arguments from".formatted(text.substring(1)));
        }
        try {
            return ImageName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Reference reference(String text) {
        try {
            return Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--mirror: " + e.getMessage());
        }
    }

    private RegistryOptions options(Map<String, String> environment) {
        if (access.retries < 0) {
            throw new UsageException("--retries: " + access.retries + " is below 0");
        }
        return new RegistryOptions(
                access.plainHttp,
                access.insecureSkipVerify,
                Optional.ofNullable(access.caFile),
                Optional.ofNullable(access.certDir),
                access.foreignLayers,
                mirrors(),
                RegistryOptions.CONNECT_TIMEOUT,
                Duration.ofSeconds(LimitOptions.positive("--stall-timeout", access.stallTimeout)),
                access.retries,
                Duration.ofSeconds(LimitOptions.positive("--timeout", access.timeout)),
                environment);
    }

    private Map<String, List<String>> mirrors() {
        var mirrors = new LinkedHashMap<String, List<String>>();
        for (String option : access.mirrors) {
            int equals = option.indexOf('=');
            if (equals <= 0 || equals == option.length() - 1) {
                throw new UsageException("--mirror: write it as HOST=MIRROR, such as docker.io=mirror.example/hub");
            }
            // by the one name that a registry has here, since Docker Hub has three
            String host = reference(option.substring(0, equals) + "/x").host();
            mirrors.computeIfAbsent(host, _ -> new ArrayList<>())
                    .add(option.substring(equals + 1).replaceFirst("/+$", ""));
        }
        return mirrors;
    }

    /** Credentials for this run alone. They are for one registry, so there must be but one. */
    private Optional<Credentials.Given> given(List<String> hosts, Map<String, String> environment) {
        String user = access.username;
        String fromEnvironment = environment.getOrDefault("TARE_PASSWORD", "");
        boolean byEnvironment =
                user == null && !environment.getOrDefault("TARE_USERNAME", "").isEmpty();
        if (access.passwordStdin && user == null) {
            throw new UsageException("--password-stdin: whose password is it? Say --username too");
        }
        if (user != null && !access.passwordStdin && fromEnvironment.isEmpty()) {
            throw new UsageException("--username: give the password too, with --password-stdin or in TARE_PASSWORD");
        }
        if ((user == null && !byEnvironment) || hosts.isEmpty()) {
            return Optional.empty();
        }
        if (hosts.size() > 1) {
            throw new UsageException(
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
            byte[] line = System.in.readNBytes(PASSWORD_LIMIT);
            int end = line.length;
            end -= end > 0 && line[end - 1] == '\n' ? 1 : 0;
            end -= end < line.length && end > 0 && line[end - 1] == '\r' ? 1 : 0;
            return Arrays.copyOf(line, end);
        } catch (IOException e) {
            throw new UsageException("--password-stdin: standard input cannot be read");
        }
    }
}
