package dev.tare.cli.option;

import dev.tare.app.InvalidRequest;
import dev.tare.app.SecretRule;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which files are credentials beside those that tare knows. */
public final class SecretOptions {

    @Option(
            names = "--secret",
            paramLabel = "GLOB=REASON",
            description = "Files that match are credentials too, such as '/etc/app/*.lic=licence key'. Repeatable.")
    private List<String> secrets = List.of();

    public List<SecretRule> rules() {
        var rules = new ArrayList<SecretRule>();
        for (String secret : secrets) {
            int equals = secret.lastIndexOf('=');
            String reason = secret.substring(equals + 1).strip();
            if (equals < 1 || reason.isEmpty()) {
                throw new InvalidRequest("--secret: " + secret + " is no GLOB=REASON, such as '*.lic=licence key'");
            }
            rules.add(new SecretRule(Patterns.of("--secret", secret.substring(0, equals)), reason));
        }
        return rules;
    }
}
