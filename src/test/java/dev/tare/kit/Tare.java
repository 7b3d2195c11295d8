package dev.tare.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The built program, run as a process of its own: the jar, or the executable that the system property {@code tare.native} names. It sees
 * an environment without the machine's credentials and proxies.
 */
public final class Tare {

    private static final int SECONDS = 90;

    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Path home;
    private byte[] stdin = {};
    private String heap = "";
    private @Nullable Path directory;

    private Tare(Path home) {
        this.home = home;
    }

    /** @param home stands for the user's home folder */
    public static Tare at(Path home) {
        return new Tare(home);
    }

    public Tare with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Started in this folder. */
    public Tare in(Path working) {
        directory = working;
        return this;
    }

    /** With no more memory than this for its objects, such as {@code 48m}. */
    public Tare heap(String size) {
        heap = "-Xmx" + size;
        return this;
    }

    public Tare stdin(byte[] bytes) {
        stdin = bytes.clone();
        return this;
    }

    /** What a run came to. */
    public record Result(int exitCode, String out, String err, long millis) {

        /** Standard output as a report; every report that a test sees is held against the JSON Schema. */
        public JsonNode json() {
            return json("report");
        }

        /**
         * The same for what another command writes.
         *
         * @param command whose schema it follows
         */
        public JsonNode json(String command) {
            try {
                return ReportSchema.validated(new ObjectMapper().readTree(out), command);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON on stdout: " + out + "\n" + err, e);
            }
        }

        /** The only image of the report. */
        public JsonNode image() {
            JsonNode images = json().path("images");
            if (images.size() != 1) {
                throw new AssertionError("%d images in the report%n%s".formatted(images.size(), err));
            }
            return images.get(0);
        }
    }

    /** The command line that starts the program. */
    public static List<String> command() {
        String executable = System.getProperty("tare.native", "");
        if (!executable.isEmpty()) {
            return List.of(executable);
        }
        return JVM.COMMAND;
    }

    /** The jar, which a cache of what the JVM does at each start lets start in half the time. */
    private static final class JVM {

        private static final String JAR = System.getProperty("tare.jar", "target/tare-runner.jar");
        private static final List<String> COMMAND = withCache(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                JAR));

        /** Made by a first run; if there is none, the JVM goes on without. */
        private static List<String> withCache(List<String> plain) {
            Path cache = Path.of(JAR).toAbsolutePath().resolveSibling("test.aot");
            var first = new ArrayList<>(plain);
            first.add(1, "-XX:AOTCacheOutput=" + cache);
            first.addAll(List.of("demo", "--quiet", "--format", "json"));
            try {
                Files.deleteIfExists(cache);
                new ProcessBuilder(first)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            var command = new ArrayList<>(plain);
            command.addAll(1, List.of("-XX:AOTMode=auto", "-XX:AOTCache=" + cache));
            return List.copyOf(command);
        }
    }

    public Result run(String... arguments) {
        var command = new ArrayList<>(command());
        if (!heap.isEmpty()) {
            command.add(1, heap); // java and the executable take it in the same place
        }
        command.addAll(List.of(arguments));
        long start = System.nanoTime();
        try {
            var process = start(command);
            var out = CompletableFuture.supplyAsync(() -> read(process.inputReader(StandardCharsets.UTF_8)));
            var err = CompletableFuture.supplyAsync(() -> read(process.errorReader(StandardCharsets.UTF_8)));
            try (var in = process.getOutputStream()) {
                in.write(stdin);
            } catch (IOException e) {
                // it did not want all of it
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "tare did not end within %d seconds: %s%n%s".formatted(SECONDS, command, err.get()));
            }
            return new Result(process.exitValue(), out.get(), err.get(), (System.nanoTime() - start) / 1_000_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory == null ? null : directory.toFile());
        var inherited = builder.environment();
        inherited
                .keySet()
                .removeIf(
                        name -> name.matches(
                                "(?i).*_proxy|TARE_.*|DOCKER_CONFIG|REGISTRY_AUTH_FILE|XDG_.*|SSL_CERT_.*|COLUMNS|NO_COLOR|CLICOLOR_FORCE"));
        inherited.put("HOME", home.toString());
        // the machine's short names and mirrors are not those of the test
        inherited.put("CONTAINERS_REGISTRIES_CONF", emptyFile().toString());
        inherited.putAll(environment);
        return builder.start();
    }

    private Path emptyFile() throws IOException {
        Path file = home.resolve("registries.conf");
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        return file;
    }

    private static String read(java.io.BufferedReader reader) {
        try (reader) {
            var text = new java.io.StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
