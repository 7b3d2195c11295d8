package dev.tare.cli.option.rule;

import dev.tare.app.scan.SecretRule;
import dev.tare.config.Configuration;
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

    /** Those that the user typed; else those of the file. */
    public List<SecretRule> rules(Configuration config) {
        if (secrets.isEmpty()) {
            return config.secrets().stream()
                    .map(secret -> new SecretRule(secret.paths(), secret.reason()))
                    .toList();
        }
        var rules = new ArrayList<SecretRule>();
        for (String secret : secrets) {
            var read = Patterns.reasoned("--secret", secret, "*.lic=licence key");
            rules.add(new SecretRule(read.paths(), read.reason()));
        }
        return rules;
    }
}
