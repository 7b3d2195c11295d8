package dev.tare.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tare.source.BadConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One file of a kubeconfig, YAML or JSON. All scalars are texts.
 *
 * @param path by whose folder relative paths in it are meant
 */
record KubeconfigFile(Path path, JsonNode root) {

    private static final int MAX_FILE_BYTES = 4 << 20;
    private static final int MAX_DEPTH = 64;

    /** @throws BadConfiguration if it cannot be understood; nothing of what it holds is quoted */
    static KubeconfigFile read(Path path) {
        try (var in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw bad(path, "it is longer than %,d bytes".formatted(MAX_FILE_BYTES));
            }
            return new KubeconfigFile(path, parse(path, new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new BadConfiguration("the kubeconfig %s cannot be read".formatted(path));
        } catch (YamlEngineException e) {
            throw bad(path, "it is no YAML");
        }
    }

    private static JsonNode parse(Path path, String text) {
        var settings = LoadSettings.builder().setCodePointLimit(MAX_FILE_BYTES).build();
        checkShape(path, new Parse(settings).parseString(text));
        var root = new Compose(settings)
                .composeString(text)
                .map(KubeconfigFile::json)
                .orElseGet(JsonNodeFactory.instance::objectNode);
        if (!root.isObject()) {
            throw bad(path, "it is no mapping");
        }
        return root;
    }

    /** Whoever makes nodes of events needs stack. Aliases could stand for more than the file holds. */
    private static void checkShape(Path path, Iterable<Event> events) {
        int depth = 0;
        for (var event : events) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> throw bad(path, "aliases are not read here");
                default -> {
                    // scalars and the ends of documents have no depth
                }
            }
            if (depth > MAX_DEPTH) {
                throw bad(path, "more than %d lists and mappings in each other".formatted(MAX_DEPTH));
            }
        }
    }

    private static JsonNode json(Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                for (var entry : mapping.getValue()) {
                    if (entry.getKeyNode() instanceof ScalarNode key) {
                        object.set(key.getValue(), json(entry.getValueNode()));
                    }
                }
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                sequence.getValue().forEach(element -> array.add(json(element)));
                yield array;
            }
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> TextNode.valueOf("");
            case ScalarNode scalar -> TextNode.valueOf(scalar.getValue());
            default -> TextNode.valueOf("");
        };
    }

    private static BadConfiguration bad(Path path, String why) {
        return new BadConfiguration("the kubeconfig %s cannot be understood: %s".formatted(path, why));
    }

    String currentContext() {
        return root.path("current-context").asText("");
    }

    /**
     * An element of one of its lists.
     *
     * @param list such as {@code contexts}, and {@code field} of its elements such as {@code context}
     */
    Optional<Entry> entry(String list, String field, String name) {
        for (var element : root.path(list)) {
            if (element.path("name").asText("").equals(name)) {
                return Optional.of(new Entry(this, element.path(field)));
            }
        }
        return Optional.empty();
    }

    /** What a file says of a context, a cluster or a user. */
    record Entry(KubeconfigFile file, JsonNode value) {

        String text(String field) {
            return value.path(field).asText("");
        }

        Optional<String> ifSet(String field) {
            return Optional.of(text(field)).filter(text -> !text.isEmpty());
        }

        boolean flag(String field) {
            return text(field).equals("true");
        }

        Path folder() {
            return Optional.ofNullable(file.path.toAbsolutePath().getParent()).orElse(Path.of("/"));
        }

        /** A path, by the folder of the file. */
        Optional<Path> path(String field) {
            return ifSet(field).map(folder()::resolve);
        }

        @Override
        public String toString() {
            return "Entry[" + file.path + "]";
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
