package dev.tare.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.cluster.KubeconfigFile.Entry;
import dev.tare.cluster.Login.Fixed;
import dev.tare.image.EditDistance;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.BadConfiguration;
import dev.tare.source.UserFolders;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.PrivateServer.ClientCertificate;
import dev.tare.source.registry.http.PrivateServer.Verification;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The files of {@code KUBECONFIG} or the one of the user. Of entries with one name that of the first file counts, as kubectl has it ("Organizing
 * Cluster Access Using kubeconfig Files").
 */
final class Kubeconfig {

    private static final int MAX_FILES = 64;
    private static final int MAX_PEM_BYTES = 4 << 20;
    private static final int MAX_NEAREST = 3;

    private final List<KubeconfigFile> files;
    private final Map<String, String> environment;

    private Kubeconfig(List<KubeconfigFile> files, Map<String, String> environment) {
        this.files = files;
        this.environment = environment;
    }

    /** Returns true if the environment names files. */
    static boolean isNamed(Map<String, String> environment) {
        return !environment.getOrDefault("KUBECONFIG", "").isEmpty();
    }

    /**
     * Reads what is there of the files.
     *
     * @param named the only file, which must be there
     * @throws BadConfiguration if one cannot be understood
     */
    static Kubeconfig of(Optional<Path> named, Map<String, String> environment) {
        if (named.isPresent() && !Files.isRegularFile(named.get())) {
            throw new BadConfiguration("--kubeconfig: there is no file " + named.get());
        }
        var paths = named.map(Stream::of).orElseGet(() -> usual(environment));
        return new Kubeconfig(
                paths.filter(Files::isRegularFile).map(KubeconfigFile::read).toList(), environment);
    }

    private static Stream<Path> usual(Map<String, String> environment) {
        return isNamed(environment)
                ? Arrays.stream(environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator, -1))
                        .filter(name -> !name.isEmpty())
                        .limit(MAX_FILES)
                        .map(Path::of)
                : Stream.of(new UserFolders(environment).home().resolve(".kube/config"));
    }

    /**
     * The cluster of a context, or of the current one.
     *
     * @param stdin what a credential plugin may get that wants to ask the user
     * @throws BadConfiguration if there is no such context, or it is not complete
     * @throws Unreadable if a file that it names cannot be read
     */
    Cluster cluster(Optional<String> contextName, PluginStdin stdin) throws Unreadable {
        String name = contextName.orElseGet(this::currentContext);
        var context = find("contexts", "context", name).orElseThrow(() -> noContext(name));
        var cluster = named(context, "cluster", "clusters");
        var user = context.ifSet("user").isPresent()
                ? named(context, "user", "users")
                : new Entry(context.file(), JsonNodeFactory.instance.objectNode());
        return new Cluster(
                "context %s of %s".formatted(name, context.file()),
                server(cluster),
                pem(cluster, "certificate-authority"),
                cluster.ifSet("tls-server-name"),
                cluster.flag("insecure-skip-tls-verify") ? Verification.SKIPPED : Verification.CHECKED,
                cluster.ifSet("proxy-url"),
                login(context.text("user"), user, cluster, stdin),
                environment);
    }

    private String currentContext() {
        return files.stream()
                .map(KubeconfigFile::currentContext)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseThrow(() -> files.isEmpty()
                        ? new BadConfiguration(
                                "--cluster: which cluster? There is no kubeconfig: name one with --kubeconfig FILE or KUBECONFIG")
                        : new BadConfiguration("--cluster: which cluster? %s has no current context: say --context NAME"
                                .formatted(names())));
    }

    private String names() {
        return files.stream().map(KubeconfigFile::toString).collect(Collectors.joining(", "));
    }

    private Optional<Entry> find(String list, String field, String name) {
        return files.stream()
                .flatMap(file -> file.entry(list, field, name).stream())
                .findFirst();
    }

    private Entry named(Entry context, String field, String list) {
        String name = context.text(field);
        return find(list, field, name)
                .orElseThrow(() -> new BadConfiguration(
                        "the kubeconfig %s has no %s '%s', which a context names".formatted(names(), field, name)));
    }

    private BadConfiguration noContext(String name) {
        var near = files.stream()
                .flatMap(file ->
                        StreamSupport.stream(file.root().path("contexts").spliterator(), false))
                .map(context -> context.path("name").asText(""))
                .distinct()
                .sorted(Comparator.comparingInt((String other) -> EditDistance.of(name, other))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MAX_NEAREST)
                .toList();
        if (files.isEmpty()) {
            return new BadConfiguration(
                    "--context: there is no kubeconfig: name one with --kubeconfig FILE or KUBECONFIG");
        }
        return new BadConfiguration("--context: %s has no context '%s'%s"
                .formatted(
                        names(), name, near.isEmpty() ? "" : " (the nearest: %s)".formatted(String.join(", ", near))));
    }

    private static Address server(Entry cluster) {
        try {
            var address = Address.parse(cluster.text("server"));
            // a relative path is appended to it
            return address.target().endsWith("/")
                    ? address
                    : new Address(address.scheme(), address.host(), address.port(), address.target() + "/");
        } catch (Address.Invalid e) {
            throw new BadConfiguration("the kubeconfig %s has an invalid server of a cluster: %s"
                    .formatted(cluster.file(), e.getMessage()));
        }
    }

    /** What stands in a field as Base64, or in the file that another names. */
    private static Optional<byte[]> pem(Entry entry, String field) throws Unreadable {
        String data = entry.text(field + "-data");
        if (!data.isEmpty()) {
            try {
                return Optional.of(Base64.getDecoder().decode(data.replaceAll("\\s", "")));
            } catch (IllegalArgumentException e) {
                throw new BadConfiguration(
                        "the kubeconfig %s has a %s-data that is no Base64".formatted(entry.file(), field));
            }
        }
        var path = entry.path(field);
        return path.isPresent() ? Optional.of(bytes(path.get(), field)) : Optional.empty();
    }

    private static byte[] bytes(Path file, String field) throws Unreadable {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_PEM_BYTES);
        } catch (IOException e) {
            throw new Unreadable("the %s of the kubeconfig, %s, cannot be read".formatted(field, file), "");
        }
    }

    private static Login login(String name, Entry user, Entry cluster, PluginStdin stdin) throws Unreadable {
        if (!user.text("auth-provider").isEmpty() || user.value().has("auth-provider")) {
            throw new BadConfiguration(
                    "the user '%s' of the kubeconfig %s has an auth-provider, which Kubernetes 1.26 has given up: use its exec plugin"
                            .formatted(name, user.file()));
        }
        var certificate = certificate(user);
        var tokenFile = user.path("tokenFile");
        if (tokenFile.isPresent()) { // "tokenFile takes precedence over token"
            return new Login.TokenFile(tokenFile.get(), certificate);
        }
        if (user.value().has("exec") && user.text("token").isEmpty()) {
            return new Login.Plugin(plugin(name, user, cluster, stdin), certificate);
        }
        var token = user.ifSet("token").map(String::strip);
        if (token.isPresent() && !Login.isToken(token.get())) {
            throw new BadConfiguration("the user '%s' of the kubeconfig %s has a token that no header can hold"
                    .formatted(name, user.file()));
        }
        var header = token.flatMap(Fixed::bearer)
                .or(() -> user.ifSet("username").flatMap(it -> Fixed.basic(it, user.text("password"))));
        return new Fixed(header, certificate);
    }

    private static Optional<ClientCertificate> certificate(Entry user) throws Unreadable {
        var chain = pem(user, "client-certificate");
        var key = pem(user, "client-key");
        if (chain.isPresent() != key.isPresent()) {
            throw new BadConfiguration(
                    "the kubeconfig %s has a client-certificate without client-key, or the other way round"
                            .formatted(user.file()));
        }
        return chain.map(certificate -> new ClientCertificate(certificate, key.orElseThrow()));
    }

    private static ExecPlugin plugin(String name, Entry user, Entry cluster, PluginStdin stdin) throws Unreadable {
        var exec = new Entry(user.file(), user.value().path("exec"));
        String where = "user %s of %s".formatted(name, user.file());
        String version = exec.text("apiVersion");
        if (!ExecPlugin.VERSIONS.contains(version)) {
            throw new BadConfiguration("the exec of %s has an apiVersion that is none of %s"
                    .formatted(
                            where,
                            String.join(
                                    ", ", ExecPlugin.VERSIONS.stream().sorted().toList())));
        }
        if (exec.text("command").isEmpty()) {
            throw new BadConfiguration("the exec of %s names no command".formatted(where));
        }
        var variables = new LinkedHashMap<String, String>();
        exec.value()
                .path("env")
                .forEach(it -> variables.put(
                        it.path("name").asText(""), it.path("value").asText("")));
        if (variables.keySet().stream().anyMatch(it -> it.isEmpty() || it.indexOf('=') >= 0)) {
            throw new BadConfiguration("the exec of %s has a variable without a usable name".formatted(where));
        }
        return new ExecPlugin(
                where,
                user.folder(),
                exec.text("command"),
                StreamSupport.stream(exec.value().path("args").spliterator(), false)
                        .map(it -> it.asText(""))
                        .toList(),
                variables,
                version,
                stdin(exec, where, stdin),
                exec.flag("provideClusterInfo") ? Optional.of(told(cluster)) : Optional.empty(),
                exec.text("installHint"));
    }

    /** The interactive mode; without one it is {@code IfAvailable}, as in v1beta1. */
    private static PluginStdin stdin(Entry exec, String where, PluginStdin ours) {
        return switch (exec.text("interactiveMode")) {
            case "Never" -> PluginStdin.CLOSED;
            case "Always" -> {
                if (ours == PluginStdin.CLOSED) {
                    throw new BadConfiguration(
                            "the exec of %s has to ask somebody, and standard input is no terminal".formatted(where));
                }
                yield ours;
            }
            default -> ours;
        };
    }

    /** What a plugin is told of the cluster (ExecCredential, "spec.cluster"). */
    private static ObjectNode told(Entry cluster) throws Unreadable {
        var told = JsonNodeFactory.instance.objectNode().put("server", cluster.text("server"));
        for (String field : List.of("tls-server-name", "proxy-url")) {
            cluster.ifSet(field).ifPresent(text -> told.put(field, text));
        }
        if (cluster.flag("insecure-skip-tls-verify")) {
            told.put("insecure-skip-tls-verify", true);
        }
        pem(cluster, "certificate-authority").ifPresent(bytes -> told.put("certificate-authority-data", bytes));
        for (var extension : cluster.value().path("extensions")) {
            if (extension.path("name").asText("").equals("client.authentication.k8s.io/exec")) {
                told.set("config", extension.path("extension"));
            }
        }
        return told;
    }
}
