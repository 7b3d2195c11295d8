package dev.tare.image.spec;

import dev.tare.secrets.SecretName;
import dev.tare.secrets.redaction.Redaction;
import java.util.Locale;
import java.util.Set;

/**
 * A history's {@code created_by} as a Dockerfile would have it. Read by hand and from left to right, since the text
 * is a stranger's and may have megabytes: a regular expression would take its time, or the stack.
 *
 * @param text without shell, build arguments, the builders' marks and the values of secrets; empty where nothing is known
 */
public record Instruction(String text) {

    /** The first words of the instructions that a Dockerfile may have. */
    public static final Set<String> KEYWORDS = Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private static final String BUILDKIT = "# buildkit";

    /** The classic builder's mark of what is no RUN. */
    private static final String NOP = "#(nop)";

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "ksh", "zsh");
    private static final Set<String> POWERSHELLS = Set.of("powershell", "pwsh");

    /** Maximum options of a shell. It bounds the search for a shell, which would otherwise cost quadratic time. */
    private static final int MAX_SHELL_OPTIONS = 30;

    /** Reads what a builder wrote into {@code created_by}, and leaves out the secrets in it. */
    public static Instruction of(String createdBy) {
        return new Instruction(Redaction.of(clean(createdBy)));
    }

    /** The first word, in capitals: {@code RUN}, {@code COPY}; what a tool other than a Dockerfile's builder wrote may begin with any. */
    public String keyword() {
        return text.substring(0, endOfWord(text, 0)).toUpperCase(Locale.ROOT);
    }

    /** Returns true if a Dockerfile may have it; what other tools write may be their name, or the command of a container. */
    public boolean isOfDockerfile() {
        return KEYWORDS.contains(keyword());
    }

    private boolean begins(String keyword) {
        return text.regionMatches(true, 0, keyword, 0, keyword.length()) && endOfWord(text, 0) == keyword.length();
    }

    /** Returns true if the files come from outside of the image: {@code COPY} and {@code ADD}. */
    public boolean isCopy() {
        return begins("COPY") || begins("ADD");
    }

    public boolean isRun() {
        return begins("RUN");
    }

    /** Returns true if it lays down a whole filesystem, as the first instruction of most base images does. */
    public boolean isRootFilesystem() {
        return isCopy()
                && (text.stripTrailing().endsWith(" /") || text.stripTrailing().endsWith(" ./"));
    }

    /** Returns the build arguments that a RUN could see, with the secrets in them: {@code A=1 B=two words}; empty where there are none. */
    static String arguments(String createdBy) {
        String command = command(withoutMark(createdBy));
        int end = behindArguments(command);
        return end == 0 ? "" : command.substring(command.indexOf(' ') + 1, end < 0 ? command.length() : end);
    }

    private static String withoutMark(String createdBy) {
        String text = createdBy.strip();
        return text.endsWith(BUILDKIT)
                ? text.substring(0, text.length() - BUILDKIT.length()).stripTrailing()
                : text;
    }

    private static String command(String text) {
        return text.startsWith("RUN ") ? text.substring("RUN ".length()).stripLeading() : text;
    }

    /** An instruction with the secrets in it, but without build arguments. */
    static String clean(String createdBy) {
        String text = withoutMark(createdBy);
        boolean run = text.startsWith("RUN ");
        String command = command(text);
        int start = behindArguments(command);
        if (start < 0) {
            return "RUN ***";
        }
        int behindShell = behindShell(command, start);
        String bare = command.substring(behindShell < 0 ? start : behindShell).strip();
        if (behindShell >= 0 && bare.startsWith(NOP)) {
            return bare.substring(NOP.length()).strip();
        }
        return run || behindShell >= 0 || start > 0 ? ("RUN " + bare).strip() : text;
    }

    /**
     * Returns where the command begins behind {@code |2 A=1 B=two words }, the build arguments that a RUN could see. Their values may
     * hold spaces, so that a shell is what tells where they end, and only without one their number; -1 where that might leave
     * the rest of a secret.
     */
    private static int behindArguments(String text) {
        int at = 1;
        int count = 0;
        while (at < text.length() && isDigit(text.charAt(at)) && count < 1_000_000) {
            count = count * 10 + text.charAt(at++) - '0';
        }
        if (!text.startsWith("|") || at == 1 || at >= text.length() || text.charAt(at) != ' ') {
            return 0;
        }
        int counted = at + 1;
        int last = counted;
        for (int i = 0;
                i < count && text.substring(counted, endOfWord(text, counted)).contains("=");
                i++) {
            last = counted;
            counted = Math.min(text.length(), endOfWord(text, counted) + 1);
        }
        if (behindShell(text, counted) >= 0) {
            return counted;
        }
        for (int word = counted; word < text.length(); word = endOfWord(text, word) + 1) {
            if (behindShell(text, word) >= 0) {
                return word;
            }
        }
        int equals = text.indexOf('=', last);
        return equals >= 0 && equals < counted && SecretName.is(text, last, equals) ? -1 : counted;
    }

    /** Returns where the command begins behind a shell that stands at {@code from}, with its options; -1 if none does. */
    private static int behindShell(String text, int from) {
        int end = endOfWord(text, from);
        String shell = text.substring(from, end).toLowerCase(Locale.ROOT);
        shell = shell.substring(Math.max(shell.lastIndexOf('/'), shell.lastIndexOf('\\')) + 1);
        shell = shell.endsWith(".exe") ? shell.substring(0, shell.length() - ".exe".length()) : shell;
        boolean posix = SHELLS.contains(shell);
        if (!posix && !POWERSHELLS.contains(shell) && !shell.equals("cmd")) {
            return -1;
        }
        for (int options = 0; end < text.length() && options < MAX_SHELL_OPTIONS; options++) {
            int word = end + 1;
            end = endOfWord(text, word);
            if (word == end) {
                continue;
            }
            String option = text.substring(word, Math.min(end, word + 20));
            if (posix ? isLetters(option) && option.endsWith("c") : isCommand(option, shell)) {
                return Math.min(text.length(), end + 1);
            }
            if (posix && isLetters(option) && option.endsWith("o")) {
                end = endOfWord(text, Math.min(text.length(), end + 1)); // the name of what is set, such as pipefail
            } else if (!option.startsWith(shell.equals("cmd") ? "/" : "-")) {
                return -1;
            }
        }
        return -1;
    }

    /** {@code -c} and {@code -euxo}: letters behind one dash. */
    private static boolean isLetters(String option) {
        return option.length() > 1
                && option.charAt(0) == '-'
                && option.chars().skip(1).allMatch(Character::isLetter);
    }

    private static boolean isCommand(String option, String shell) {
        return shell.equals("cmd")
                ? option.equalsIgnoreCase("/c")
                : option.equalsIgnoreCase("-command") || option.equalsIgnoreCase("-c");
    }

    private static int endOfWord(String text, int from) {
        int space = text.indexOf(' ', from);
        return space < 0 ? text.length() : space;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
