package dev.tare.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The table of all kinds of credentials, {@code kinds.toml}. */
public final class SecretKinds {

    private static final String RESOURCE = "kinds.toml";

    /** Indexes of layers keep the number of a kind in a byte. */
    private static final int MAX_KINDS = 255;

    private static final int FINGERPRINT_BYTES = 8;

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

    /** Files and values that are no credentials: endings of names, beginnings of values, and folders. */
    record Harmless(
            List<String> endings,
            List<String> examples,
            List<String> published,
            List<String> packages,
            List<String> tests) {}

    private static final String FINGERPRINT;
    static final Harmless HARMLESS;
    static final List<Row> ROWS;
    private static final List<SecretKind> KINDS;
    private static final List<List<TokenForm>> FORMS;

    static {
        byte[] text = read();
        FINGERPRINT = HexFormat.of().formatHex(sha256(text), 0, FINGERPRINT_BYTES);
        JsonNode table = parse(text);
        HARMLESS = new Harmless(
                texts(table.at("/harmless/endings")),
                texts(table.at("/harmless/examples")),
                texts(table.at("/harmless/published")),
                texts(table.at("/harmless/packages")),
                texts(table.at("/harmless/tests")));
        var rows = new ArrayList<Row>();
        var kinds = new ArrayList<SecretKind>();
        kinds.add(SecretKind.NONE);
        for (JsonNode row : table.path("kind")) {
            rows.add(row(row, kinds.size()));
            kinds.add(rows.getLast().kind());
        }
        if (kinds.size() > MAX_KINDS) {
            throw new IllegalStateException("more than " + MAX_KINDS + " kinds in " + RESOURCE);
        }
        ROWS = List.copyOf(rows);
        KINDS = List.copyOf(kinds);
        var forms = new ArrayList<List<TokenForm>>();
        for (int first = 0; first < 128; first++) {
            char begin = (char) first;
            forms.add(ROWS.stream()
                    .flatMap(row -> row.tokens().stream())
                    .map(Token::form)
                    .filter(form -> !form.prefix().isEmpty() && form.prefix().charAt(0) == begin)
                    .toList());
        }
        FORMS = List.copyOf(forms);
    }

    private SecretKinds() {}

    private static byte[] read() {
        try (var in = Objects.requireNonNull(SecretKinds.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static JsonNode parse(byte[] text) {
        try {
            return new TomlMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(JsonNode row, int number) {
        var kind = new SecretKind(
                number,
                row.path("id").asText(),
                row.path("reason").asText(),
                row.path("revoke").asText(),
                row.path("at").asText(),
                row.path("folder").asText());
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

    /** All kinds, the worst first. */
    public static List<SecretKind> all() {
        return KINDS.subList(1, KINDS.size());
    }

    /** Returns true if a kind, or none, has this number. */
    public static boolean has(int number) {
        return number < KINDS.size();
    }

    /** The kind of a number, which is {@link SecretKind#NONE} for 0. */
    public static SecretKind at(int number) {
        return KINDS.get(number);
    }

    /**
     * Tells this table from every other: the first bytes of the table's SHA-256, in hexadecimal. What was found by another table may be found otherwise
     * by this one, and the numbers of kinds may mean others.
     */
    public static String fingerprint() {
        return FINGERPRINT;
    }

    /** The forms of tokens that begin with a character. */
    static List<TokenForm> tokenForms(byte first) {
        return first < 0 ? List.of() : FORMS.get(first);
    }
}
