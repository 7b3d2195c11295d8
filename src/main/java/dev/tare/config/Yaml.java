package dev.tare.config;

import dev.tare.image.FileReason;
import dev.tare.report.text.Nearest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** A YAML file whose values are read one by one, so that each error names its place in the file. */
final class Yaml {

    private static final int MAX_FILE_BYTES = 256 << 10;
    private static final int MAX_DEPTH = 16;

    private final Path file;

    private Yaml(Path file) {
        this.file = file;
    }

    /** Reads the value of one key, or one element of a list. */
    interface Reader {
        void read(Node node) throws BadConfig;
    }

    /** The same where something comes of it. */
    interface ElementReader<T> {
        T read(Node node) throws BadConfig;
    }

    /** What a file is read with. */
    interface DocumentReader {
        void read(Yaml yaml, Node root) throws BadConfig;
    }

    /** Has a file read. Nothing is read of one without content. */
    static void read(Path file, DocumentReader reader) throws BadConfig {
        var yaml = new Yaml(file);
        var root = yaml.root(yaml.text());
        if (root.isPresent()) {
            reader.read(yaml, root.get());
        }
    }

    private String text() throws BadConfig {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new BadConfig(
                        "%s: it is longer than a configuration may be (%,d bytes)".formatted(file, MAX_FILE_BYTES));
            }
            return decoded(bytes);
        } catch (NoSuchFileException e) {
            throw new BadConfig("there is no file " + file);
        } catch (IOException e) {
            throw new BadConfig("%s cannot be read%s"
                    .formatted(file, Files.isDirectory(file) ? ": it is a folder" : " (" + FileReason.of(e) + ")"));
        }
    }

    private String decoded(byte[] bytes) throws BadConfig {
        var chars = CharBuffer.allocate(bytes.length); // UTF-8 has at least a byte for each
        var end = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        if (end.isError()) {
            throw new BadConfig(atEndOf(text) + ": it is no text in UTF-8");
        }
        return text;
    }

    /** The parser tells of such a character, and not where it is. */
    private void checkCharacters(String text) throws BadConfig {
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            if (!StreamReader.isPrintable(text.codePointAt(i))) {
                throw new BadConfig("%s: this is no YAML: the character U+%04X is not allowed"
                        .formatted(atEndOf(text.substring(0, i)), text.codePointAt(i)));
            }
        }
    }

    private Optional<Node> root(String text) throws BadConfig {
        checkCharacters(text);
        var settings = LoadSettings.builder().setCodePointLimit(MAX_FILE_BYTES).build();
        try {
            checkShape(new Parse(settings).parseString(text));
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            throw new BadConfig(
                    e.getProblemMark().map(this::at).orElse(file.toString()) + ": this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new BadConfig(file + ": this is no YAML: " + e.getMessage());
        }
    }

    /** The parser needs no stack, and whoever makes nodes of what it gives does. Aliases could stand for more than the file holds. */
    private void checkShape(Iterable<Event> events) throws BadConfig {
        int depth = 0;
        for (var event : events) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias ->
                    throw bad(
                            event.getStartMark(), "aliases are not read here: put a text that begins with * in quotes");
                default -> {
                    // scalars and the ends of documents have no depth
                }
            }
            if (depth > MAX_DEPTH) {
                throw bad(event.getStartMark(), "more than %d lists and mappings in each other".formatted(MAX_DEPTH));
            }
        }
    }

    private String at(Mark mark) {
        return "%s:%d:%d".formatted(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private String atEndOf(String text) {
        int line = text.lastIndexOf('\n') + 1;
        return "%s:%d:%d"
                .formatted(
                        file,
                        1 + text.chars().filter(c -> c == '\n').count(),
                        1 + text.codePointCount(line, text.length()));
    }

    private BadConfig bad(Optional<Mark> mark, String message) {
        return new BadConfig(mark.map(this::at).orElse(file.toString()) + ": " + message);
    }

    BadConfig bad(Node node, String message) {
        return bad(node.getStartMark(), message);
    }

    /** What is told of a value that is no error, with its place. */
    String told(Node node, String message) {
        return place(node) + ": " + message;
    }

    /** File, line and column. */
    String place(Node node) {
        return node.getStartMark().map(this::at).orElse(file.toString());
    }

    /** Reads a mapping that may have these keys, each once. */
    void mapping(Node node, Map<String, Reader> keys) throws BadConfig {
        if (!(node instanceof MappingNode mapping)) {
            throw bad(node, "a mapping is wanted, with keys among " + String.join(", ", keys.keySet()));
        }
        var seen = new HashSet<String>();
        for (var entry : mapping.getValue()) {
            String key = scalar(entry.getKeyNode(), "a key").getValue();
            var reader = keys.get(key);
            if (reader == null) {
                throw bad(
                        entry.getKeyNode(),
                        "there is no key '%s' here%s; there are %s"
                                .formatted(key, Nearest.hint(key, keys.keySet()), String.join(", ", keys.keySet())));
            }
            if (!seen.add(key)) {
                throw bad(entry.getKeyNode(), "the key '%s' is there twice".formatted(key));
            }
            reader.read(entry.getValueNode());
        }
    }

    <T> List<T> list(Node node, ElementReader<T> reader) throws BadConfig {
        if (!(node instanceof SequenceNode sequence)) {
            throw bad(node, "a list is wanted: lines that begin with a hyphen");
        }
        var elements = new ArrayList<T>();
        for (var element : sequence.getValue()) {
            elements.add(reader.read(element));
        }
        return elements;
    }

    private ScalarNode scalar(Node node, String what) throws BadConfig {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar;
        }
        throw bad(node, what + " is wanted");
    }

    /** A string. What looks like a number or a truth value must be quoted to be one. */
    String string(Node node) throws BadConfig {
        var scalar = scalar(node, "a text");
        if (!scalar.getTag().equals(Tag.STR)) {
            throw bad(node, "a text is wanted: put '%s' in quotes".formatted(scalar.getValue()));
        }
        if (scalar.getValue().isBlank()) {
            throw bad(node, "the text is empty");
        }
        return scalar.getValue();
    }

    /** The text of a scalar of any type. */
    String anyScalar(Node node) throws BadConfig {
        return scalar(node, "a value").getValue();
    }

    boolean flag(Node node) throws BadConfig {
        var scalar = scalar(node, "true or false");
        if (!scalar.getTag().equals(Tag.BOOL)) {
            throw bad(node, "true or false is wanted");
        }
        return Boolean.parseBoolean(scalar.getValue());
    }

    /** A whole number from 0 on. */
    int number(Node node) throws BadConfig {
        var scalar = scalar(node, "a number");
        try {
            int number = scalar.getScalarStyle() == ScalarStyle.PLAIN ? Integer.parseInt(scalar.getValue()) : -1;
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw bad(node, "a whole number from 0 on is wanted");
    }

    /** What comes of a string. What is wrong with it is told with its place. */
    <T> T parsed(Node node, Function<String, T> parser) throws BadConfig {
        return parsed(node, string(node), parser);
    }

    /** The same of a text that was read of the node. */
    <T> T parsed(Node node, String text, Function<String, T> parser) throws BadConfig {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw bad(node, String.valueOf(e.getMessage()));
        }
    }
}
