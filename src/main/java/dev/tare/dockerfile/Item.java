package dev.tare.dockerfile;

import dev.tare.image.spec.Config;
import dev.tare.image.spec.Instruction;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An item of a history, as far as it can be compared with a step.
 *
 * @param commands what a {@code RUN} ran, in each way to read it; empty for any other
 * @param text what follows the keyword, as {@link Lexer#loose} has it; empty for a {@code RUN}
 * @param destination where files went of which only a hash is told, as the classic builder and buildah tell it
 * @param ports the numbers in an {@code EXPOSE}
 */
record Item(String keyword, List<String> commands, String text, Optional<String> destination, Set<String> ports) {

    /** The classic builder's mark of what is no {@code RUN}, behind a shell that {@link Instruction} does not know. */
    private static final String NOP = "#(nop)";

    /** The mark is searched in this many characters: no real SHELL prefix is longer. */
    private static final int MAX_SHELL_CHARACTERS = 200;

    private static final int SHA256_DIGITS = 64;

    static Item of(Config.History history) {
        String text = Instruction.of(history.createdBy()).text();
        int nop =
                text.substring(0, Math.min(text.length(), MAX_SHELL_CHARACTERS)).indexOf(NOP);
        text = nop < 0 ? text : text.substring(nop + NOP.length()).strip();
        int end = Lexer.endOfWord(text, 0);
        String keyword = text.substring(0, Math.min(end, 20)).toUpperCase(Locale.ROOT);
        if (!Instruction.KEYWORDS.contains(keyword)) {
            // the classic builder writes an exec form as it is, without its RUN
            return text.isEmpty() ? new Item("", List.of(), "", Optional.empty(), Set.of()) : run(text);
        }
        String rest = text.substring(end).strip();
        return keyword.equals("RUN") ? run(rest) : setting(keyword, rest);
    }

    private static Item run(String text) {
        String command = Lexer.squeeze(Lexer.withoutFlags(text));
        return new Item("RUN", List.of(command, withoutHashes(command)), "", Optional.empty(), Set.of());
    }

    private static Item setting(String keyword, String text) {
        String loose = Lexer.loose(text.replace(Lexer.ANYTHING, ' '));
        int in = loose.indexOf(" in ");
        String source = in < 0 ? "" : loose.substring(loose.lastIndexOf(' ', in - 1) + 1, in);
        var destination =
                endsWithHash(source, source.length()) ? Optional.of(loose.substring(in + 4)) : Optional.<String>empty();
        String bare = Lexer.withoutFlags(loose);
        return new Item(
                keyword,
                List.of(),
                keyword.equals("ENV") || keyword.equals("LABEL") ? Lexer.assigned(bare) : bare,
                destination,
                keyword.equals("EXPOSE") ? Lexer.ports(text) : Set.of());
    }

    /** buildah puts the hashes of what a {@code RUN --mount} sees behind the command. */
    private static String withoutHashes(String command) {
        int end = command.length();
        while (endsWithHash(command, end) && end > SHA256_DIGITS && command.charAt(end - SHA256_DIGITS - 1) == ':') {
            end -= SHA256_DIGITS + 1;
            end -= command.startsWith(":sha256", end - ":sha256".length()) ? ":sha256".length() : 0;
        }
        return command.substring(0, end);
    }

    private static boolean endsWithHash(String text, int end) {
        int from = end - SHA256_DIGITS;
        return from >= 0 && text.substring(from, end).chars().allMatch(HexFormat::isHexDigit);
    }
}
