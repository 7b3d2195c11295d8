package dev.tare.cli;

import dev.tare.analysis.SecretPaths;
import dev.tare.glob.Glob;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which files are credentials beside those that tare knows. */
final class SecretOptions {

    private record Named(Glob paths, String reason) {}

    @Option(
            names = "--secret",
            paramLabel = "GLOB=REASON",
            description = "Files that match are credentials too, such as '/etc/app/*.lic=licence key'. Repeatable.")
    private List<String> secrets = List.of();

    SecretPaths paths() {
        var named = new ArrayList<Named>();
        for (String secret : secrets) {
            int equals = secret.lastIndexOf('=');
            String reason = secret.substring(equals + 1).strip();
            if (equals < 1 || reason.isEmpty()) {
                throw new UsageException("--secret: " + secret + " is no GLOB=REASON, such as '*.lic=licence key'");
            }
            named.add(new Named(Patterns.of("--secret", secret.substring(0, equals)), reason));
        }
        if (named.isEmpty()) {
            return SecretPaths.NONE;
        }
        return path -> named.stream()
                .filter(one -> one.paths().matches(path))
                .map(Named::reason)
                .findFirst()
                .orElse("");
    }
}
