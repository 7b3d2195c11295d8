package dev.tare.cli;

import dev.tare.app.InvalidRequest;
import dev.tare.image.FileReason;
import java.io.IOException;
import java.io.Reader;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces each argument {@code @FILE} by the arguments in that file, as picocli would ("@-files" in its manual), and passes over a byte order mark,
 * which picocli takes for a part of the first argument. Editors on Windows write one.
 */
final class ArgumentFiles {

    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int MAX_FILE_BYTES = 16 << 20;

    /** Maximum files in files. It ends a file that names itself. */
    private static final int MAX_DEPTH = 8;

    private final List<String> arguments = new ArrayList<>();

    private ArgumentFiles() {}

    /**
     * The arguments with those of files in place of their names. One that names no file stays as it is, and {@code @@x} stands for {@code @x}.
     *
     * @throws InvalidRequest if a file cannot be read
     */
    static String[] expand(String... arguments) {
        var expanded = new ArgumentFiles();
        for (String argument : arguments) {
            expanded.add(argument, 0);
        }
        return expanded.arguments.toArray(String[]::new);
    }

    private void add(String argument, int depth) {
        if (argument.startsWith("@@")) {
            arguments.add(argument.substring(1));
            return;
        }
        Path file = Path.of(argument.startsWith("@") ? argument.substring(1) : "");
        if (argument.length() < 2 || !argument.startsWith("@") || !Files.isReadable(file) || Files.isDirectory(file)) {
            arguments.add(argument);
            return;
        }
        if (depth == MAX_DEPTH) {
            throw new InvalidRequest("%s: more than %d lists in lists".formatted(argument, MAX_DEPTH));
        }
        for (String word : words(file)) {
            add(word, depth + 1);
        }
    }

    private static List<String> words(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_FILE_BYTES) {
                throw new InvalidRequest(
                        "@%s: it is longer than a list may be (%,d bytes)".formatted(file, MAX_FILE_BYTES));
            }
            String text = Files.readString(file);
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return words(new StringReader(marked ? text.substring(1) : text));
        } catch (MalformedInputException e) {
            throw new InvalidRequest("@%s: it is no text in UTF-8".formatted(file));
        } catch (IOException e) {
            throw new InvalidRequest("@%s cannot be read (%s)".formatted(file, FileReason.of(e)));
        }
    }

    private static List<String> words(Reader text) throws IOException {
        var tokens = new StreamTokenizer(text);
        tokens.resetSyntax();
        tokens.wordChars(' ', 255);
        tokens.whitespaceChars(0, ' ');
        tokens.quoteChar('"');
        tokens.quoteChar('\'');
        tokens.commentChar('#');
        var words = new ArrayList<String>();
        while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
            words.add(tokens.sval);
        }
        return words;
    }
}
