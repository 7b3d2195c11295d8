package dev.tare.config;

import dev.tare.config.Configuration.Rules;
import dev.tare.config.Yaml.Reader;
import dev.tare.gate.Condition;
import dev.tare.gate.Rule;
import dev.tare.gate.Threshold;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the rules of dive's {@code .dive-ci}. A key that is left out has dive's own default, and what equals a limit passes, as there. Values are
 * read as texts, since dive takes numbers with and without quotes.
 */
final class DiveCi {

    static final String FILE_NAME = ".dive-ci";

    private static final Set<String> DISABLED = Set.of("", "disabled", "off", "false");

    /** A key of dive's, its default, and what it asks for. */
    private record Key(String name, String usual, String condition) {}

    private static final List<Key> KEYS = List.of(
            new Key("lowestEfficiency", "0.9", "efficiency < "),
            new Key("highestWastedBytes", "disabled", "wasted > "),
            new Key("highestUserWastedPercent", "0.1", "user-wasted-share > "));

    private DiveCi() {}

    static Configuration read(Path file) throws BadConfig {
        var rules = new LinkedHashMap<String, Optional<Rule>>();
        for (var key : KEYS) {
            rules.put(key.name(), rule(key, key.usual()));
        }
        Yaml.read(
                file,
                (yaml, root) -> yaml.mapping(root, Map.of("rules", node -> yaml.mapping(node, keys(yaml, rules)))));
        return new Configuration(
                new Rules(
                        Optional.empty(),
                        Optional.of(rules.values().stream()
                                .flatMap(Optional::stream)
                                .toList()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of());
    }

    private static Map<String, Reader> keys(Yaml yaml, Map<String, Optional<Rule>> rules) {
        var keys = new LinkedHashMap<String, Reader>();
        for (var key : KEYS) {
            keys.put(key.name(), node -> rules.put(key.name(), rule(yaml, node, key)));
        }
        return keys;
    }

    private static Optional<Rule> rule(Yaml yaml, Node node, Key key) throws BadConfig {
        try {
            return rule(key, yaml.anyScalar(node));
        } catch (IllegalArgumentException e) {
            throw yaml.bad(node, key.name() + ": " + e.getMessage());
        }
    }

    private static Optional<Rule> rule(Key key, String value) {
        String text = value.strip();
        return DISABLED.contains(text.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(Condition.parse(key.condition() + text))
                        .filter(condition -> condition.flaw().isEmpty()) // 0 and 1 turn a rule of dive off
                        .map(Threshold::of);
    }
}
