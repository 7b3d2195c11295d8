package dev.tare.app.scan;

import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.glob.Glob;
import java.util.List;

/**
 * Files that are credentials beside those that tare knows.
 *
 * @param reason what they are, for the report
 */
public record SecretRule(Glob paths, String reason) {

    static SecretPaths all(List<SecretRule> rules) {
        return rules.isEmpty()
                ? SecretPaths.NONE
                : path -> rules.stream()
                        .filter(rule -> rule.paths().matches(path))
                        .map(SecretRule::reason)
                        .findFirst()
                        .orElse("");
    }
}
