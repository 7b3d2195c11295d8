package dev.tare.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The built program, run as a process of its own: the jar, or the executable that the system property {@code tare.native} names. It sees
 * an environment without the machine's credentials and proxies.
 */
public final class Tare {

    /** No run takes longer, however busy the machine is. */
    private static final int MAX_SECONDS = 120;

    /** What tells of the machine, of who runs the tests and of the system that does: none of it is the test's. */
    private static final Pattern FOREIGN_VARIABLES = Pattern.compile(
            "(?i).*_proxy|(TARE|DOCKER|REGISTRY|KUBERNETES|GITHUB|XDG|SSL_CERT)_.*|KUBECONFIG|CI|COLUMNS|NO_COLOR|CLICOLOR_FORCE"
                    + "|_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_OPTIONS");

    /** What was started in the background by a shell ignores an interrupt, and so would all that the tests start. */
    private static final List<String> INTERRUPTIBLE = List.of("env", "--default-signal=INT");

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
    public record Result(int exitCode, String out, String err) {

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

    /** The command line that starts the program, in whatever folder. */
    public static List<String> command() {
        String executable = System.getProperty("tare.native", "");
        if (!executable.isEmpty()) {
            return List.of(Path.of(executable).toAbsolutePath().toString());
        }
        return JVM.COMMAND;
    }

    /** The same as a line of shell. */
    public static String shellCommand() {
        return String.join(" ", command());
    }

    /** The jar, which a cache of what the JVM does at each start lets start in half the time. */
    private static final class JVM {

        private static final Path JAR = Path.of(System.getProperty("tare.jar", "target/tare-runner.jar"))
                .toAbsolutePath();
        private static final List<String> COMMAND = withCache(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                JAR.toString()));

        /** Made by a first run; if there is none, the JVM goes on without. */
        private static List<String> withCache(List<String> plain) {
            Path cache = JAR.resolveSibling("test.aot");
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
        try {
            var process = prepare(command).start();
            var out = reading(process.inputReader(StandardCharsets.UTF_8));
            var err = reading(process.errorReader(StandardCharsets.UTF_8));
            try (var in = process.getOutputStream()) {
                in.write(stdin);
            } catch (IOException e) {
                // it did not want all of it
            }
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "tare did not end within %d seconds: %s%n%s".formatted(MAX_SECONDS, command, err.get()));
            }
            return new Result(process.exitValue(), out.get(), err.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prepares the program to be started by the test, which will interrupt it. */
    public ProcessBuilder interruptible(String... arguments) {
        return prepare(Stream.of(INTERRUPTIBLE, command(), List.of(arguments))
                .flatMap(List::stream)
                .toList());
    }

    /** Prepares the program on a terminal, which is one of {@code script}. Both its streams are standard output. */
    public ProcessBuilder onTerminal(String arguments) {
        String line = shellCommand() + " " + arguments;
        return prepare(Stream.concat(INTERRUPTIBLE.stream(), Stream.of("script", "-qefc", line, "/dev/null"))
                .toList());
    }

    /** Prepares any command, such as one that starts the program: in the folder and with the environment of this. */
    public ProcessBuilder prepare(List<String> command) {
        var builder = new ProcessBuilder(command).directory(directory == null ? null : directory.toFile());
        var inherited = builder.environment();
        inherited.keySet().removeIf(name -> FOREIGN_VARIABLES.matcher(name).matches());
        inherited.put("HOME", home.toString());
        inherited.put("TERM", "xterm");
        // the machine's short names and mirrors are not those of the test
        inherited.put("CONTAINERS_REGISTRIES_CONF", emptyFile().toString());
        inherited.putAll(environment);
        return builder;
    }

    private Path emptyFile() {
        Path file = home.resolve("registries.conf");
        try {
            return Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a stream in a thread of its own: a program that is not read waits, and the pool for all may have one thread. */
    private static Future<String> reading(BufferedReader reader) {
        var text = new FutureTask<>(() -> read(reader));
        Thread.ofPlatform().daemon().start(text);
        return text;
    }

    private static String read(BufferedReader reader) throws IOException {
        try (reader) {
            var text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        }
    }
}
