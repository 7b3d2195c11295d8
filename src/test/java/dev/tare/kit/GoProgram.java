package dev.tare.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that Debian does not have and Go builds from their modules, all as parts of one module, so that what they have in common is compiled once. Each
 * is built once for the user, in {@code ~/.cache/tare/tools/go}. Where there is no Go that is new enough, the test that asks for one is skipped and says so.
 */
public enum GoProgram {
    /** Builds for several minutes. */
    KUBE_APISERVER("k8s.io/kubernetes", "v1.36.3", "/cmd/kube-apiserver"),
    HELM("helm.sh/helm/v3", "v3.22.0", "/cmd/helm"),
    KUSTOMIZE("sigs.k8s.io/kustomize/kustomize/v5", "v5.8.1", ""),
    KUBECONFORM("github.com/yannh/kubeconform", "v0.8.0", "/cmd/kubeconform");

    /** The language version of the newest of these modules. */
    private static final int MIN_GO_MINOR = 26;

    /** Long enough for kube-apiserver on two busy cores. */
    private static final int MAX_BUILD_MINUTES = 45;

    private static final Pattern GO_MINOR = Pattern.compile("go1\\.(\\d+)");

    /**
     * Modules that the module k8s.io/kubernetes has in its own tree. Its {@code go.mod} replaces them by folders, which a module that requires
     * it has to replace by the published versions.
     */
    private static final List<String> STAGING = List.of(
            "api",
            "apiextensions-apiserver",
            "apimachinery",
            "apiserver",
            "cli-runtime",
            "client-go",
            "cloud-provider",
            "cluster-bootstrap",
            "code-generator",
            "component-base",
            "component-helpers",
            "controller-manager",
            "cri-api",
            "cri-client",
            "cri-streaming",
            "streaming",
            "csi-translation-lib",
            "dynamic-resource-allocation",
            "endpointslice",
            "externaljwt",
            "kms",
            "kube-aggregator",
            "kube-controller-manager",
            "kube-proxy",
            "kube-scheduler",
            "kubectl",
            "kubelet",
            "metrics",
            "mount-utils",
            "pod-security-admission",
            "sample-apiserver");

    private final String module;
    private final String version;
    private final String command;

    GoProgram(String module, String version, String folder) {
        this.module = module;
        this.version = version;
        this.command = module + folder;
    }

    /** The version that is built, with its {@code v}. */
    public String version() {
        return version;
    }

    private String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The executable, built if it is not there yet. Skips the test where Go cannot build it. */
    public String path() {
        Path executable = tools().resolve(file() + "-" + version.substring(1));
        if (!Files.isExecutable(executable)) {
            Assumptions.assumeTrue(
                    goMinor() >= MIN_GO_MINOR,
                    () -> "skipped: no Go 1.%d or newer is installed, so that %s %s cannot be built"
                            .formatted(MIN_GO_MINOR, file(), version));
            build(executable);
        }
        return executable.toString();
    }

    private static Path tools() {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(name -> !name.isEmpty())
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(cache, "tare", "tools", "go").toAbsolutePath();
    }

    private static int goMinor() {
        try {
            var process = new ProcessBuilder("go", "env", "GOVERSION")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var minor = GO_MINOR.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return minor.find() ? Integer.parseInt(minor.group(1)) : 0;
        } catch (IOException e) {
            return 0; // there is none
        }
    }

    /** Builds under a lock, since several test runs of one user share the folder. */
    private void build(Path executable) {
        try {
            Path module = Files.createDirectories(tools().resolve("module"));
            try (var channel = FileChannel.open(
                            module.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !Files.isExecutable(executable)) {
                    Files.writeString(module.resolve("go.mod"), goMod());
                    Files.writeString(module.resolve("tools.go"), imports());
                    Tool.runWithin(Duration.ofMinutes(MAX_BUILD_MINUTES), module, "sh", "-ec", """
                            nice go mod tidy
                            nice go build -ldflags '-s -w' -o built %s
                            mv built '%s'
                            """.formatted(
                                    command, executable));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String goMod() {
        return """
                module tools

                go 1.%d

                require (
                %s)

                replace (
                %s)
                """.formatted(MIN_GO_MINOR, all(it -> "\t%s %s\n".formatted(it.module, it.version)), replaced());
    }

    private static String imports() {
        return """
                //go:build tools

                package tools

                %s""".formatted(all(it -> "import _ \"%s\"\n".formatted(it.command)));
    }

    private static String all(Function<GoProgram, String> line) {
        return Arrays.stream(values()).map(line).collect(Collectors.joining());
    }

    private static String replaced() {
        String staged = "v0." + KUBE_APISERVER.version.substring("v1.".length());
        return STAGING.stream()
                .map(name -> "\tk8s.io/%1$s => k8s.io/%1$s %2$s\n".formatted(name, staged))
                .collect(Collectors.joining());
    }
}
