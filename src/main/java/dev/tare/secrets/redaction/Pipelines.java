package dev.tare.secrets.redaction;

import static dev.tare.secrets.redaction.ShellLexer.isQuote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the secrets that a shell passes to a command or to a file: {@code echo abc | docker login --password-stdin}, {@code passwd --stdin <<< abc},
 * {@code echo abc > /run/secrets/db}. What is printed is a secret if what reads it is in {@code readers.toml}.
 */
final class Pipelines {

    /** Maximum depth of commands in commands. Deeper ones are read as if they were not in brackets. */
    private static final int MAX_NESTING = 32;

    /** Maximum depth of scripts in quotes: {@code su -c "sh -c 'echo abc'"}. Each of them is read again, so none in a command in a command is. */
    private static final int MAX_QUOTED_SCRIPTS = 2;

    /**
     * A part of the text that is a secret.
     *
     * @param from without the quote around it
     */
    record Range(int from, int to) {}

    /** Maximum characters of the delimiter of a document. */
    private static final int MAX_DELIMITER_CHARACTERS = 64;

    /** Maximum length of an option of a command that prints: {@code -ne}. */
    private static final int MAX_OPTION_CHARACTERS = 3;

    /** Maximum length of what stands between two arguments: a blank and quotes. */
    private static final int MAX_GAP_CHARACTERS = 3;

    private static final char NO_BRACKET = 0;

    private final String text;
    private final int end;
    private final int quotedScripts;
    private final List<Range> found;
    private int at;
    private int depth;

    /** True if a command in the brackets reads a secret that is not in them. */
    private boolean readsSecret;

    private Pipelines(String text, int from, int end, int quotedScripts, List<Range> found) {
        this.text = text;
        this.at = from;
        this.end = end;
        this.quotedScripts = quotedScripts;
        this.found = found;
    }

    /** Returns the secrets in a text, in its order. Takes time in proportion to its length. */
    static List<Range> of(String text) {
        if (Readers.PRINTERS.stream().noneMatch(text::contains) && !text.contains("<<")) {
            return List.of();
        }
        var found = new ArrayList<Range>();
        new Pipelines(text, 0, text.length(), 0, found).commands(NO_BRACKET);
        found.sort(Comparator.comparingInt(Range::from));
        return List.copyOf(found);
    }

    /** Reads commands up to the bracket that ends them, and behind it. Returns what was printed and went nowhere else. */
    private List<Printed> commands(char bracket) {
        var unread = new ArrayList<Printed>();
        var pipeline = new Pipeline();
        while (at < end) {
            char c = text.charAt(at);
            if (c == bracket) {
                at++;
                break;
            }
            switch (c) {
                case ' ', '\t', '\r' -> at++;
                case '\n' -> {
                    at++;
                    pipeline.documents();
                    pipeline = ended(pipeline, unread);
                }
                case ';' -> {
                    at++;
                    pipeline = ended(pipeline, unread);
                }
                case '&', '|' -> pipeline = operator(c, pipeline, unread);
                case '>', '<' -> redirection(c, pipeline);
                case '(' -> {
                    at++;
                    group(pipeline, ')');
                }
                case '#' -> comment();
                default -> word(pipeline);
            }
        }
        ended(pipeline, unread); // a bracket ends it too
        return unread;
    }

    private Pipeline ended(Pipeline pipeline, List<Printed> unread) {
        readsSecret |= pipeline.isSecret && pipeline.printed.isEmpty();
        pipeline.end(unread);
        return new Pipeline();
    }

    private List<Printed> nested(char bracket) {
        if (depth == MAX_NESTING) {
            return List.of();
        }
        depth++;
        var unread = commands(bracket);
        depth--;
        return unread;
    }

    /** Commands in brackets: they print for the next command, and read what the one before prints. */
    private void group(Pipeline pipeline, char bracket) {
        boolean before = readsSecret;
        readsSecret = false;
        pipeline.printed.addAll(nested(bracket));
        pipeline.isSecret |= readsSecret;
        readsSecret |= before;
    }

    private Pipeline operator(char c, Pipeline pipeline, List<Printed> unread) {
        at++;
        boolean twice = at < end && text.charAt(at) == c;
        if (twice || c == '&') {
            at += twice ? 1 : 0;
            return ended(pipeline, unread);
        }
        at += at < end && text.charAt(at) == '&' ? 1 : 0;
        pipeline.nextCommand();
        return pipeline;
    }

    private void redirection(char c, Pipeline pipeline) {
        int from = at;
        while (at < end && at - from < 3 && text.charAt(at) == c) {
            at++;
        }
        char next = at < end ? text.charAt(at) : 0;
        if (next == '(') {
            at++;
            pipeline.printed.addAll(nested(')'));
            return;
        } else if (next == '&' || next == '|') {
            at++;
        }
        if (c == '>') {
            pipeline.expected = next == '&' ? Expected.ARGUMENT : Expected.FILE;
        } else if (at - from == 3) {
            pipeline.expected = Expected.INPUT;
        } else if (at - from == 2) {
            at += next == '-' ? 1 : 0;
            pipeline.expected = Expected.DELIMITER;
        } else {
            pipeline.expected = Expected.INPUT_FILE;
        }
    }

    private void comment() {
        boolean comment = at == 0 || Character.isWhitespace(text.charAt(at - 1));
        at++;
        while (comment && at < end && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void word(Pipeline pipeline) {
        int from = at;
        while (at < end && !endsWord(text.charAt(at))) {
            char c = text.charAt(at++);
            switch (c) {
                case '\\' -> escape();
                case '\'', '"' -> quoted(c);
                case '`' -> nested('`');
                case '$' -> {
                    if (at < end && text.charAt(at) == '(') {
                        at++;
                        nested(')');
                    }
                }
                default -> {}
            }
        }
        if (at == from) {
            at++; // a bracket that none opened
        } else if (at - from == 1 && text.charAt(from) == '{' && !pipeline.isCalled) {
            group(pipeline, '}');
        } else {
            pipeline.word(from, at);
        }
    }

    private boolean endsWord(char c) {
        return Character.isWhitespace(c) || ";&|<>()".indexOf(c) >= 0;
    }

    private void escape() {
        at = Math.min(end, at + 1);
    }

    private void quoted(char quote) {
        int from = at;
        boolean script = false;
        while (at < end && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            script |= c == '|' || c == '<' || c == '>';
            if (quote == '"' && c == '\\') {
                escape();
            } else if (quote == '"' && c == '`') {
                nested('`');
            } else if (quote == '"' && c == '$' && at < end && text.charAt(at) == '(') {
                at++;
                nested(')');
            }
        }
        if (script && depth == 0 && quotedScripts < MAX_QUOTED_SCRIPTS) {
            new Pipelines(text, from, at, quotedScripts + 1, found).commands(NO_BRACKET);
        }
        at = Math.min(end, at + 1);
    }

    /** What the next word is. */
    private enum Expected {
        ARGUMENT,
        FILE,
        INPUT,
        INPUT_FILE,
        DELIMITER
    }

    /**
     * What a command prints, or reads from the text.
     *
     * @param whole true if it is all that is read; else one of several arguments
     */
    private record Printed(int from, int to, boolean whole) {}

    /** Commands of which each reads what the one before prints. */
    private final class Pipeline {

        private final List<Printed> printed = new ArrayList<>();
        private final List<String> delimiters = new ArrayList<>();

        /** The commands in the order of their words, such as sudo and what it runs. */
        private final Set<String> names = new HashSet<>();

        private Expected expected = Expected.ARGUMENT;
        private boolean isCalled;
        private String command = "";
        private boolean isSecret;
        private boolean isPasswordOfUser;
        private boolean isFile;
        private boolean isSecretFile;

        void nextCommand() {
            names.clear();
            isCalled = false;
            command = "";
            expected = Expected.ARGUMENT;
        }

        void word(int start, int to) {
            var now = expected;
            expected = Expected.ARGUMENT;
            int from = start;
            int stop = to;
            while (from < stop && isMark(text.charAt(from))) {
                from++;
            }
            while (stop > from && isMark(text.charAt(stop - 1))) {
                stop--;
            }
            switch (now) {
                case FILE -> file(from, stop);
                case INPUT -> printed.add(new Printed(from, stop, true));
                case INPUT_FILE -> {}
                case DELIMITER -> delimiters.add(text.substring(from, Math.min(stop, from + MAX_DELIMITER_CHARACTERS)));
                case ARGUMENT -> argument(from, stop);
            }
        }

        /** A quote, or the backslash of an escaped one. */
        private static boolean isMark(char c) {
            return isQuote(c) || c == '\\';
        }

        private void file(int from, int to) {
            isFile = true;
            isSecretFile |= Readers.isSecretFile(text, from, to);
        }

        private void argument(int from, int to) {
            String word = text.substring(from, Math.min(to, from + ShellLexer.MAX_WORD_CHARACTERS));
            if (!isCalled) {
                call(from, to, word);
            } else if (Readers.PRINTERS.contains(command)) {
                print(from, to, word);
            } else if (command.equals("tee") && !word.startsWith("-")) {
                file(from, to);
            } else {
                names.forEach(name -> reads(name, word));
            }
        }

        private void print(int from, int to, String word) {
            boolean option = word.startsWith("-") && word.length() <= MAX_OPTION_CHARACTERS && word.length() > 1;
            if (!option) {
                printed.add(new Printed(from, to, false));
            }
        }

        private void call(int from, int to, String word) {
            boolean before = word.startsWith("-") || Readers.WRAPPERS.contains(word) || isAssignment(from, to);
            String name = word.substring(word.lastIndexOf('/') + 1);
            if (before && !Readers.READING_WRAPPERS.contains(name)) {
                names.forEach(wrapper -> reads(wrapper, word));
                return;
            }
            names.add(name);
            if (!before) {
                isCalled = true;
                command = name;
            }
            reads(name, "");
        }

        private boolean isAssignment(int from, int to) {
            int equals = from;
            while (equals < to && (Character.isLetterOrDigit(text.charAt(equals)) || text.charAt(equals) == '_')) {
                equals++;
            }
            return equals > from && equals < to && text.charAt(equals) == '=';
        }

        private void reads(String name, String word) {
            isSecret |= Readers.reads(name, word);
            isPasswordOfUser |= word.isEmpty() && name.equals(PasswordCommands.READS_PASSWORDS);
        }

        /** Reads the documents that begin on the line after the command; other than secrets they may be scripts. */
        void documents() {
            for (String delimiter : delimiters) {
                if (!isSecret && !isSecretFile && !isPasswordOfUser) {
                    return;
                }
                int to = at;
                for (int line = at; line < end; line = to + 1) {
                    to = text.indexOf('\n', line);
                    to = to < 0 || to > end ? end : to;
                    if (text.substring(line, Math.min(to, line + 2 * MAX_DELIMITER_CHARACTERS))
                            .strip()
                            .equals(delimiter)) {
                        to = line;
                        break;
                    }
                }
                printed.add(new Printed(at, Math.max(at, to - 1), true));
                at = to;
            }
        }

        void end(List<Printed> unread) {
            if (isPasswordOfUser) {
                printed.forEach(this::passwordOfUser);
            } else if (isSecret) {
                printed.stream().filter(it -> it.whole || !isFormat(it)).forEach(this::hide);
            } else if (isSecretFile) {
                printed.stream()
                        .filter(it -> !isFormat(it) && !isStructured(it))
                        .forEach(this::hide);
            } else if (isFile) {
                setting();
            } else {
                unread.addAll(printed);
            }
        }

        private void hide(Printed it) {
            if (it.to > it.from) {
                found.add(new Range(it.from, it.to));
            }
        }

        private void passwordOfUser(Printed it) {
            int colon = it.from;
            while (colon < it.to && text.charAt(colon) != ':') {
                colon++;
            }
            if (!isFormat(it)) {
                hide(colon == it.to ? it : new Printed(colon + 1, it.to, true));
            }
        }

        /** The first argument of {@code printf}, if others follow. */
        private boolean isFormat(Printed it) {
            boolean isFirst = !it.whole && printed.size() > 1 && it.equals(printed.getFirst());
            return isFirst && text.indexOf('%', it.from, it.to) >= 0;
        }

        /** Returns true for a line of a file that has names, by which its secrets are found. */
        private boolean isStructured(Printed it) {
            char first = it.from < it.to ? text.charAt(it.from) : 0;
            if ("[{#<".indexOf(first) >= 0 || isQuote(first)) {
                return true;
            }
            for (int i = it.from + 1; i + 1 < it.to; i++) {
                char c = text.charAt(i);
                char next = text.charAt(i + 1);
                if ((c == '=' && next != '=') || (c == ':' && (next == ' ' || next == '/'))) {
                    return true;
                }
            }
            return false;
        }

        /** A line of a file that names a secret and tells it behind a blank: {@code requirepass abc}. */
        private void setting() {
            for (int i = 0; i < printed.size(); i++) {
                var it = printed.get(i);
                int blank = it.from;
                while (blank < it.to && text.charAt(blank) > ' ') {
                    blank++;
                }
                int value = blank;
                while (value < it.to && (text.charAt(value) == ' ' || text.charAt(value) == '\t')) {
                    value++;
                }
                int stop = value;
                while (stop < it.to && text.charAt(stop) > ' ' && text.charAt(stop) != '\\') {
                    stop++;
                }
                boolean single = blank == it.to
                        && printed.size() == 2
                        && i == 0
                        && printed.get(1).from - it.to <= MAX_GAP_CHARACTERS;
                if (Readers.isSecretName(text, it.from, blank) && single) {
                    hide(printed.get(1));
                } else if (Readers.isSecretName(text, it.from, blank) && stop > value && isEnd(stop, it.to)) {
                    hide(new Printed(value, stop, true));
                }
            }
        }

        private boolean isEnd(int from, int to) {
            int at = from;
            while (at < to && (text.charAt(at) <= ' ' || text.startsWith("\\n", at))) {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            return at >= to;
        }
    }
}
