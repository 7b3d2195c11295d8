package dev.tare.secrets;

import java.util.List;

/** Names that stand for secrets: of variables, fields, headers and options. */
public final class SecretName {

    private static final List<String> ENDINGS = List.of(
            "token",
            "secret",
            "password",
            "passwd",
            "passphrase",
            "pass_phrase",
            "api_key",
            "apikey",
            "access_key",
            "accesskey",
            "private_key",
            "privatekey",
            "secret_key",
            "secretkey",
            "secret_key_base",
            "encryption_key",
            "signing_key",
            "master_key",
            "client_key_data",
            "credentials",
            "account_key",
            "app_key",
            "sshpass",
            "pgpass",
            "dbpass",
            "keypass",
            "storepass",
            "_auth",
            "_pass",
            "_pwd",
            "_pw");

    /** Where it is used may stand behind what it is. */
    private static final List<String> PLACES = List.of("_prod", "_production", "_staging", "_dev", "_test", "_local");

    private static final int SHORTEST = 4;

    private SecretName() {}

    /** Whether {@code text[from, to)} ends as the name of a secret does, in letters of any case, with dashes or dots, and perhaps a number or a stage. */
    public static boolean is(CharSequence text, int from, int to) {
        int end = to;
        while (end > from && (Character.isDigit(text.charAt(end - 1)) || (end < to && isDash(text.charAt(end - 1))))) {
            end--;
        }
        if (end - from < SHORTEST) {
            return false;
        }
        for (String place : PLACES) {
            if (endsWith(text, from, end, place)) {
                end -= place.length();
                break;
            }
        }
        for (String ending : ENDINGS) {
            if (endsWith(text, from, end, ending)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(CharSequence text, int from, int to, String ending) {
        int start = to - ending.length();
        if (start < from) {
            return false;
        }
        for (int i = 0; i < ending.length(); i++) {
            char c = text.charAt(start + i);
            char small = isDash(c) ? '_' : Character.toLowerCase(c);
            if (small != ending.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDash(char c) {
        return c == '_' || c == '-' || c == '.';
    }
}
