package dev.tare.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Runs programs of the machine: skopeo, buildah, umoci and their like. What fails, fails the test with all that it printed. */
public final class Tool {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Tool() {}

    /** Runs a command and gives what it printed. */
    public static String run(Path folder, String... command) {
        return run(folder, Map.of(), command);
    }

    public static String run(Path folder, Map<String, String> environment, String... command) {
        return run(LIMIT, folder, environment, command);
    }

    /** The same for what may take longer than others. */
    public static String runWithin(Duration limit, Path folder, String... command) {
        return run(limit, folder, Map.of(), command);
    }

    private static String run(Duration limit, Path folder, Map<String, String> environment, String... command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return run(limit, builder);
    }

    /** The same for a command that is prepared. */
    public static String run(ProcessBuilder command) {
        return run(LIMIT, command);
    }

    private static String run(Duration limit, ProcessBuilder command) {
        try {
            var process = command.redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(limit) || process.exitValue() != 0) {
                throw new AssertionError("failed: %s%n%s".formatted(command.command(), said));
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
