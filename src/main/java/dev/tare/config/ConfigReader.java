package dev.tare.config;

import dev.tare.config.Configuration.OfImages;
import dev.tare.config.Configuration.Origin;
import dev.tare.config.Configuration.Output;
import dev.tare.config.Configuration.Rules;
import dev.tare.config.Configuration.Secret;
import dev.tare.config.Configuration.Value;
import dev.tare.config.Yaml.Reader;
import dev.tare.gate.Ignore;
import dev.tare.gate.PathRule;
import dev.tare.gate.PathRule.Where;
import dev.tare.gate.Rule;
import dev.tare.gate.Scope;
import dev.tare.glob.Glob;
import dev.tare.image.Bound;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.text.Nearest;
import dev.tare.report.text.Sizes;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code .tare.yaml}. Its keys are those of docs/config-v1.schema.json. */
final class ConfigReader {

    private final Yaml yaml;
    private final Origin origin;
    private final RulesReader rules = new RulesReader();
    private final List<OfImages> images = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<LeftoverKind> leftovers = new ArrayList<>();
    private final List<Secret> secrets = new ArrayList<>();
    private final Map<String, List<Value>> settings = new LinkedHashMap<>();
    private final List<String> notTaken = new ArrayList<>();

    private ConfigReader(Yaml yaml, Origin origin) {
        this.yaml = yaml;
        this.origin = origin;
    }

    static Configuration read(Path file, Origin origin) throws BadConfig {
        var configs = new ArrayList<Configuration>();
        Yaml.read(file, (yaml, root) -> configs.add(new ConfigReader(yaml, origin).config(root)));
        return configs.isEmpty() ? Configuration.NONE : configs.getFirst();
    }

    private Configuration config(Node root) throws BadConfig {
        var keys = rules.keys();
        keys.put("images", node -> images.addAll(yaml.list(node, this::images)));
        keys.put("outputs", node -> outputs.addAll(yaml.list(node, this::output)));
        keys.put("base", node -> settings.put("base", List.of(text(node))));
        keys.put("baseline", node -> settings.put("baseline", List.of(text(node))));
        keys.put("avoidable-kinds", node -> settings.put("avoidable-kinds", yaml.list(node, this::text)));
        keys.put("leftovers", node -> yaml.list(node, it -> leftovers.add(leftover(it))));
        keys.put("secrets", node -> secrets.addAll(yaml.list(node, this::secret)));
        keys.put("source", this::source);
        keys.put("limits", this::limits);
        yaml.mapping(root, keys);
        var general = rules.read();
        return new Configuration(
                general,
                images.stream()
                        .map(section ->
                                new OfImages(section.names(), section.rules().or(general)))
                        .toList(),
                outputs,
                leftovers,
                secrets,
                settings,
                notTaken);
    }

    private OfImages images(Node node) throws BadConfig {
        var section = new RulesReader();
        var names = new ArrayList<Glob>();
        var keys = new LinkedHashMap<String, Reader>();
        keys.put("match", it -> names.add(yaml.parsed(it, Glob::of)));
        keys.putAll(section.keys());
        yaml.mapping(node, keys);
        return new OfImages(required(node, "match", names), section.read());
    }

    private <T> T required(Node node, String key, List<T> values) throws BadConfig {
        if (values.isEmpty()) {
            throw yaml.bad(node, "the key '%s' is missing".formatted(key));
        }
        return values.getFirst();
    }

    private Value text(Node node) throws BadConfig {
        return value(node, yaml.string(node));
    }

    private Value value(Node node, String text) {
        return new Value(text, yaml.place(node));
    }

    private Output output(Node node) throws BadConfig {
        var format = new ArrayList<Value>();
        var file = new ArrayList<Path>();
        yaml.mapping(
                node,
                keys(Map.entry("format", it -> format.add(text(it))), Map.entry("file", it -> file.add(path(it)))));
        return new Output(required(node, "format", format), file.stream().findFirst());
    }

    private LeftoverKind leftover(Node node) throws BadConfig {
        var kind = new ArrayList<String>();
        var paths = new ArrayList<List<Glob>>();
        var except = new ArrayList<>(List.of(List.<Glob>of()));
        var avoid = new ArrayList<>(List.of("leave them out"));
        yaml.mapping(
                node,
                keys(
                        Map.entry("kind", it -> kind.add(newKind(it))),
                        Map.entry("paths", it -> paths.add(nonEmpty(it, globs(it)))),
                        Map.entry("except", it -> except.add(globs(it))),
                        Map.entry("avoid", it -> avoid.add(Printable.of(yaml.string(it))))));
        return LeftoverKind.ofUser(
                required(node, "kind", kind), required(node, "paths", paths), except.getLast(), avoid.getLast());
    }

    private String newKind(Node node) throws BadConfig {
        String id = yaml.parsed(node, LeftoverKinds::newId);
        if (leftovers.stream().anyMatch(known -> known.id().equals(id))) {
            throw yaml.bad(node, "there is a kind '%s' already".formatted(id));
        }
        return id;
    }

    private <T> List<T> nonEmpty(Node node, List<T> list) throws BadConfig {
        if (list.isEmpty()) {
            throw yaml.bad(node, "the list is empty");
        }
        return list;
    }

    private List<Glob> globs(Node node) throws BadConfig {
        return yaml.list(node, it -> yaml.parsed(it, Glob::of));
    }

    /** A file below the working directory: whoever wrote the configuration need not be whoever runs it. */
    private Path path(Node node) throws BadConfig {
        var path = yaml.parsed(node, Path::of);
        if (path.isAbsolute() || path.startsWith("..") || !path.normalize().equals(path)) {
            throw yaml.bad(
                    node,
                    "'%s' is no file below the working directory: write it without / in front and without . and .."
                            .formatted(path));
        }
        var fault = origin == Origin.FOUND ? FoundOutput.fault(path) : Optional.<String>empty();
        if (fault.isPresent()) {
            throw yaml.bad(
                    node,
                    "'%s' %s: it is not written for a file that was found; name it with --config"
                            .formatted(path, fault.get()));
        }
        return path;
    }

    private Secret secret(Node node) throws BadConfig {
        var path = new ArrayList<Glob>();
        var reason = new ArrayList<String>();
        yaml.mapping(
                node,
                keys(
                        Map.entry("path", it -> path.add(yaml.parsed(it, Glob::of))),
                        Map.entry("reason", it -> reason.add(yaml.string(it)))));
        return new Secret(required(node, "path", path), required(node, "reason", reason));
    }

    /** How images are read. There is no key for credentials, nor one that turns the check of certificates off. */
    private void source(Node node) throws BadConfig {
        var keys = new LinkedHashMap<String, Reader>();
        for (var setting : SourceSetting.values()) {
            keys.put(setting.option(), it -> set(setting, it));
        }
        yaml.mapping(node, keys);
    }

    private void set(SourceSetting setting, Node node) throws BadConfig {
        var values = switch (setting.kind()) {
            case TEXT -> List.of(text(node));
            case FLAG -> List.of(value(node, String.valueOf(yaml.flag(node))));
            case NUMBER -> List.of(value(node, String.valueOf(yaml.number(node))));
            case LIST -> yaml.list(node, this::text);
        };
        if (origin == Origin.FOUND && setting.trust() == SourceSetting.Trust.NAMED_FILE) {
            notTaken(node, setting.option());
        } else {
            settings.put(setting.option(), values);
        }
    }

    private void limits(Node node) throws BadConfig {
        var keys = new LinkedHashMap<String, Reader>();
        for (var bound : Bound.values()) {
            keys.put(bound.option(), it -> limit(bound, it));
        }
        yaml.mapping(node, keys);
    }

    /** A file that was found may make limits narrower: wider ones would let a hostile image use up the machine. */
    private void limit(Bound bound, Node node) throws BadConfig {
        boolean isSize = bound.option().endsWith("-bytes");
        String text = isSize ? yaml.anyScalar(node) : String.valueOf(yaml.number(node));
        long value = yaml.parsed(node, text, isSize ? Sizes::parse : Long::valueOf);
        if (value < 1) {
            throw yaml.bad(node, "a limit is above 0");
        }
        if (origin == Origin.FOUND && value > Limits.DEFAULT.get(bound)) {
            notTaken(node, bound.option() + " beyond its default");
        } else {
            settings.put(bound.option(), List.of(value(node, text)));
        }
    }

    private void notTaken(Node node, String what) {
        notTaken.add(yaml.told(
                node, "%s is not taken from a file that was found: name the file with --config".formatted(what)));
    }

    @SafeVarargs
    private static Map<String, Reader> keys(Map.Entry<String, Reader>... entries) {
        var keys = new LinkedHashMap<String, Reader>();
        for (var entry : entries) {
            keys.put(entry.getKey(), entry.getValue());
        }
        return keys;
    }

    /** The rules of the whole file, or of a section. */
    private final class RulesReader {

        private @Nullable Scope scope;
        private @Nullable List<Rule> thresholds;
        private @Nullable List<PathRule> noFile;
        private @Nullable List<PathRule> noHidden;
        private @Nullable List<Ignore> ignores;

        Map<String, Reader> keys() {
            return ConfigReader.keys(
                    Map.entry("scope", node -> scope = yaml.parsed(node, RulesReader::scope)),
                    Map.entry("rules", node -> thresholds = yaml.list(node, it -> yaml.parsed(it, Rule::parse))),
                    Map.entry("no-file", node -> noFile = yaml.list(node, it -> pathRule(it, Where.FINAL_IMAGE))),
                    Map.entry("no-hidden", node -> noHidden = yaml.list(node, it -> pathRule(it, Where.HIDDEN_COPIES))),
                    Map.entry("ignore", node -> ignores = yaml.list(node, this::ignore)));
        }

        Rules read() {
            return new Rules(
                    Optional.ofNullable(scope),
                    Optional.ofNullable(thresholds),
                    Optional.ofNullable(noFile),
                    Optional.ofNullable(noHidden),
                    Optional.ofNullable(ignores));
        }

        private static Scope scope(String text) {
            var names = Arrays.stream(Scope.values()).map(Scope::toString).toList();
            return Arrays.stream(Scope.values())
                    .filter(it -> it.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no scope '%s'%s; there are %s"
                            .formatted(text, Nearest.hint(text, names), String.join(", ", names))));
        }

        private PathRule pathRule(Node node, Where where) throws BadConfig {
            if (!(node instanceof MappingNode)) {
                return new PathRule(where, yaml.parsed(node, Glob::of), "");
            }
            var path = new ArrayList<Glob>();
            var reason = new ArrayList<>(List.of(""));
            yaml.mapping(
                    node,
                    ConfigReader.keys(
                            Map.entry("path", it -> path.add(yaml.parsed(it, Glob::of))),
                            Map.entry("reason", it -> reason.add(yaml.string(it)))));
            return new PathRule(where, required(node, "path", path), reason.getLast());
        }

        private Ignore ignore(Node node) throws BadConfig {
            var path = new ArrayList<Glob>();
            var reason = new ArrayList<String>();
            var until = new ArrayList<LocalDate>();
            yaml.mapping(
                    node,
                    ConfigReader.keys(
                            Map.entry("path", it -> path.add(yaml.parsed(it, Glob::of))),
                            Map.entry("reason", it -> reason.add(yaml.string(it))),
                            Map.entry("until", it -> until.add(yaml.parsed(it, Ignore::day)))));
            return new Ignore(
                    required(node, "path", path),
                    required(node, "reason", reason),
                    until.stream().findFirst());
        }
    }
}
