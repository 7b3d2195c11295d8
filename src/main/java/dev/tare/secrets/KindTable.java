package dev.tare.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;

/**
 * The table of all kinds of credentials, as {@code kinds.toml} has it.
 *
 * @param rows the kinds, the worst first
 * @param fingerprint the first bytes of the SHA-256 of all that detection depends on, in hexadecimal; how a kind is worded is no part of it
 */
record KindTable(List<Row> rows, Names names, Placeholders placeholders, Harmless harmless, String fingerprint) {

    /** Maximum number of a kind. Indexes of layers hold it in a byte, where 0 stands for none. */
    static final int MAX_NUMBER = 255;

    private static final int FINGERPRINT_BYTES = 8;

    /** Fields of a row that detection does not depend on. */
    private static final List<String> WORDING = List.of("id", "reason", "revoke", "at", "hidden_only");

    /**
     * A row of the table.
     *
     * @param files patterns for paths
     * @param begins how a file of any name begins
     * @param evidence what a file of such a path or beginning must hold
     * @param tokens what any text may hold
     */
    record Row(SecretKind kind, List<String> files, List<String> begins, Evidence evidence, List<Token> tokens) {}

    /**
     * A form of token of some kind.
     *
     * @param requires what else is in the text, in small letters; empty for nothing
     * @param beside what else is in the text
     */
    record Token(SecretKind kind, TokenForm form, String requires, List<TokenForm> beside) {}

    /**
     * Names that stand for secrets, in small letters and with underscores.
     *
     * @param endings how they end
     * @param stages what may follow
     */
    record Names(List<String> endings, List<String> stages) {}

    /**
     * Values that only stand for a secret, in small letters.
     *
     * @param beginnings how they begin
     * @param values those that say that there is none
     * @param answers those that say whether there is one
     * @param inTokens parts of tokens
     */
    record Placeholders(List<String> beginnings, List<String> values, List<String> answers, List<String> inTokens) {}

    /** Files and values that are no credentials: endings of names, beginnings of values, and folders. */
    record Harmless(
            List<String> endings,
            List<String> examples,
            List<String> published,
            List<String> packages,
            List<String> tests,
            List<String> names) {}

    /**
     * Reads a table.
     *
     * @throws IOException if it is not TOML
     * @throws IllegalArgumentException if a rule or a form in it is unknown, or a number does not fit or is given twice
     */
    static KindTable read(byte[] toml) throws IOException {
        JsonNode table = new TomlMapper().readTree(toml);
        var rows = new ArrayList<Row>();
        var numbers = new HashSet<Integer>();
        for (JsonNode row : table.path("kind")) {
            int number = row.path("number").asInt();
            if (number < 1 || number > MAX_NUMBER || !numbers.add(number)) {
                throw new IllegalArgumentException("%s: its number is not from 1 to %d, or another kind has it"
                        .formatted(row.path("id").asText(), MAX_NUMBER));
            }
            rows.add(row(row, number, rows.size() + 1));
        }
        return new KindTable(
                List.copyOf(rows),
                new Names(texts(table.at("/names/endings")), texts(table.at("/names/stages"))),
                new Placeholders(
                        texts(table.at("/placeholders/beginnings")),
                        texts(table.at("/placeholders/values")),
                        texts(table.at("/placeholders/answers")),
                        texts(table.at("/placeholders/in_tokens"))),
                new Harmless(
                        texts(table.at("/harmless/endings")),
                        texts(table.at("/harmless/examples")),
                        texts(table.at("/harmless/published")),
                        texts(table.at("/harmless/packages")),
                        texts(table.at("/harmless/tests")),
                        texts(table.at("/harmless/names"))),
                fingerprint(table));
    }

    private static Row row(JsonNode row, int number, int rank) {
        var kind = new SecretKind(
                number,
                rank,
                row.path("id").asText(),
                row.path("reason").asText(),
                row.path("revoke").asText(),
                row.path("at").asText(),
                row.path("folder").asText(),
                row.path("hidden_only").asBoolean());
        var evidence = texts(row.path("evidence"));
        String requires = row.path("requires").asText();
        var beside = row.hasNonNull("beside")
                ? List.of(TokenForm.of(row.path("beside").asText()))
                : List.<TokenForm>of();
        return new Row(
                kind,
                texts(row.path("files")),
                texts(row.path("begins")),
                requiring(requires, evidence.isEmpty() ? _ -> true : Evidence.anyOf(evidence)),
                texts(row.path("tokens")).stream()
                        .map(form -> new Token(kind, TokenForm.of(form), requires, beside))
                        .toList());
    }

    private static Evidence requiring(String word, Evidence evidence) {
        return word.isEmpty() ? evidence : text -> text.contains(word) && evidence.isIn(text);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static String fingerprint(JsonNode table) {
        JsonNode rules = table.deepCopy();
        rules.path("kind").forEach(row -> ((ObjectNode) row).remove(WORDING));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(rules.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
