package dev.tare.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The kinds of credentials that tare knows. */
public final class SecretKinds {

    private static final String RESOURCE = "kinds.toml";

    private static final int ASCII_CHARACTERS = 128;

    static final KindTable TABLE = read();

    /** By number; {@link SecretKind#NONE} for 0 and where there is none. */
    private static final SecretKind[] BY_NUMBER = byNumber();

    /** Forms of tokens by their first character. */
    private static final List<List<TokenForm>> TOKEN_FORMS = IntStream.range(0, ASCII_CHARACTERS)
            .mapToObj(SecretKinds::beginningWith)
            .toList();

    private SecretKinds() {}

    private static KindTable read() {
        try (var in = Objects.requireNonNull(SecretKinds.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return KindTable.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SecretKind[] byNumber() {
        var kinds = new SecretKind[KindTable.MAX_NUMBER + 1];
        Arrays.fill(kinds, SecretKind.NONE);
        all().forEach(kind -> kinds[kind.number()] = kind);
        return kinds;
    }

    private static List<TokenForm> beginningWith(int first) {
        return TABLE.rows().stream()
                .flatMap(row -> row.tokens().stream())
                .map(KindTable.Token::form)
                .filter(form -> !form.prefix().isEmpty() && form.prefix().charAt(0) == first)
                .toList();
    }

    /** All kinds, the worst first. */
    public static List<SecretKind> all() {
        return TABLE.rows().stream().map(KindTable.Row::kind).toList();
    }

    /** Returns true if an index may hold this number: 0, which stands for no credential, or that of a kind. */
    public static boolean has(int number) {
        return number == SecretKind.NONE.number() || !at(number).isNone();
    }

    /** The kind of a number from 0 to 255, which is {@link SecretKind#NONE} if no kind has it. */
    public static SecretKind at(int number) {
        return BY_NUMBER[number];
    }

    /** 16 hexadecimal digits that differ between tables that may detect different credentials, or number them differently. */
    public static String fingerprint() {
        return TABLE.fingerprint();
    }

    /** The forms of tokens that begin with a character. */
    static List<TokenForm> tokenForms(byte first) {
        return first < 0 ? List.of() : TOKEN_FORMS.get(first);
    }
}
