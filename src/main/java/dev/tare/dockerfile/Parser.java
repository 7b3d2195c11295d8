package dev.tare.dockerfile;

import dev.tare.dockerfile.Dockerfile.Stage;
import dev.tare.image.spec.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a Dockerfile as BuildKit does, which reads more than the builders before it. */
final class Parser {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final List<String> lines;
    private char escape = '\\';
    private int at;

    private final Map<String, String> arguments = new HashMap<>();
    private final Map<String, Stage> named = new HashMap<>();
    private final List<Stage> stages = new ArrayList<>();

    Parser(String text) throws BadDockerfile {
        if (text.length() > Dockerfile.MAX_LENGTH) {
            throw new BadDockerfile(
                    "it is longer than a Dockerfile may be (%,d characters)".formatted(Dockerfile.MAX_LENGTH));
        }
        if (text.indexOf(Lexer.ANYTHING) >= 0) {
            throw new BadDockerfile("it is no text");
        }
        String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        lines = Stream.of(marked.split("\n", -1))
                .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                .toList();
    }

    Dockerfile parse() throws BadDockerfile {
        directives();
        Stage stage = null;
        for (var step = next(); step.isPresent(); step = next()) {
            var instruction = step.get();
            if (instruction.keyword().equals("FROM")) {
                stage = from(instruction);
            } else if (stage != null) {
                stage.steps().add(instruction);
            } else if (instruction.keyword().equals("ARG")) {
                declare(instruction.text());
            } else {
                throw BadDockerfile.at(
                        instruction.lines().first(), "%s before the first FROM".formatted(instruction.keyword()));
            }
        }
        if (stages.isEmpty()) {
            throw new BadDockerfile("it has no FROM");
        }
        return new Dockerfile(stages);
    }

    /** The {@code # escape=`} and {@code # syntax=…} that may stand before all else. */
    private void directives() throws BadDockerfile {
        for (; at < lines.size(); at++) {
            String line = lines.get(at).strip();
            int equals = line.indexOf('=');
            if (!line.startsWith("#") || equals < 0) {
                return;
            }
            String value = line.substring(equals + 1).strip();
            switch (line.substring(1, equals).strip().toLowerCase(Locale.ROOT)) {
                case "escape" -> {
                    if (!value.equals("\\") && !value.equals("`")) {
                        throw BadDockerfile.at(at + 1, "the escape character can be \\ or `");
                    }
                    escape = value.charAt(0);
                }
                case "syntax", "check" -> {}
                default -> {
                    return;
                }
            }
        }
    }

    private Optional<Step> next() throws BadDockerfile {
        while (at < lines.size()) {
            int first = at + 1;
            var joined = new StringBuilder();
            int last = first;
            boolean more = append(joined, lines.get(at++).stripLeading());
            while (more && at < lines.size()) {
                String line = lines.get(at++);
                if (!isNothing(line)) {
                    more = append(joined, line);
                    last = at;
                }
            }
            String text = joined.toString().strip();
            if (!isNothing(text)) {
                return Optional.of(step(text, first, last));
            }
        }
        return Optional.empty();
    }

    /** Takes a line in; true if the next belongs to it. */
    private boolean append(StringBuilder joined, String line) {
        if (isNothing(line)) {
            return false;
        }
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean more = end > 0 && line.charAt(end - 1) == escape && (end == 1 || line.charAt(end - 2) != escape);
        joined.append(line, 0, more ? end - 1 : line.length());
        return more;
    }

    private static boolean isNothing(String line) {
        String text = line.stripLeading();
        return text.isEmpty() || text.startsWith("#");
    }

    private Step step(String text, int first, int last) throws BadDockerfile {
        int end = Lexer.endOfWord(text, 0);
        String keyword = text.substring(0, end).toUpperCase(Locale.ROOT);
        String rest = text.substring(end).strip();
        if (!Instruction.KEYWORDS.contains(keyword)) {
            String word = text.substring(0, Math.min(end, 40));
            throw BadDockerfile.at(first, "%s is no instruction of a Dockerfile".formatted(word));
        }
        if (rest.isEmpty()) {
            throw BadDockerfile.at(first, keyword + " without anything behind it");
        }
        var documents = List.<Step.Document>of();
        if (rest.contains("<<") && takesDocuments(keyword, rest)) {
            documents = documents(rest, first);
            last = documents.isEmpty() ? last : at;
        }
        return new Step(keyword, rest, documents, new Lines(first, last));
    }

    private static boolean takesDocuments(String keyword, String text) {
        return switch (keyword) {
            case "RUN", "COPY", "ADD" -> true;
            case "ONBUILD" -> {
                int end = Lexer.endOfWord(text, 0);
                String trigger = text.substring(0, end).toUpperCase(Locale.ROOT);
                yield !trigger.equals("ONBUILD") && takesDocuments(trigger, "");
            }
            default -> false;
        };
    }

    private List<Step.Document> documents(String text, int first) throws BadDockerfile {
        var documents = new ArrayList<Step.Document>();
        for (String word : Lexer.words(text)) {
            int start = Lexer.behindDocumentMark(word);
            if (start < 0) {
                continue;
            }
            boolean tabs = word.charAt(start) == '-';
            String name = Lexer.unquoted(word.substring(tabs ? start + 1 : start));
            if (name.isEmpty()) {
                continue;
            }
            var content = new StringBuilder();
            boolean ended = false;
            while (!ended && at < lines.size()) {
                String line = lines.get(at++);
                int indent = 0;
                while (tabs && indent < line.length() && line.charAt(indent) == '\t') {
                    indent++;
                }
                ended = line.length() - indent == name.length() && line.startsWith(name, indent);
                if (!ended) {
                    content.append(line, indent, line.length()).append('\n');
                }
            }
            if (!ended) {
                throw BadDockerfile.at(
                        first, "its here-document %s does not end".formatted(name.length() > 40 ? "" : name));
            }
            documents.add(new Step.Document(name, content.toString()));
        }
        return List.copyOf(documents);
    }

    /** {@code FROM [--platform=…] IMAGE [AS NAME]} */
    private Stage from(Step step) throws BadDockerfile {
        var words = Lexer.withoutFlags(step.text()).split("\\s+", 4);
        boolean hasName = words.length == 3 && words[1].equalsIgnoreCase("as");
        if (words[0].isEmpty() || (words.length != 1 && !hasName)) {
            throw BadDockerfile.at(step.lines().first(), "FROM takes an image and perhaps AS and a name");
        }
        String base = Lexer.expand(words[0], arguments).toLowerCase(Locale.ROOT);
        String name = hasName ? words[2].toLowerCase(Locale.ROOT) : "";
        var stage = new Stage(name, Optional.ofNullable(named.get(base)), new ArrayList<>());
        stages.add(stage);
        if (hasName) {
            named.put(name, stage);
        }
        return stage;
    }

    /** The defaults of arguments, which a {@code FROM} may use. */
    private void declare(String text) {
        for (String word : Lexer.words(text)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                arguments.put(
                        word.substring(0, equals), Lexer.expand(Lexer.unquoted(word.substring(equals + 1)), arguments));
            }
        }
    }
}
