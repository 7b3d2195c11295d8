package dev.tare.secrets;

import java.util.List;

/** Names that stand for secrets: of variables, fields, headers and options. */
public final class SecretName {

    private static final List<String> ENDINGS = SecretKinds.TABLE.names().endings();
    private static final List<String> STAGES = SecretKinds.TABLE.names().stages();

    private static final int MIN_CHARACTERS = 4;

    private SecretName() {}

    /** Returns true if {@code text[from, to)} ends as names of secrets do, in letters of any case. A number or a stage may follow. */
    public static boolean is(CharSequence text, int from, int to) {
        int end = to;
        while (end > from && (Character.isDigit(text.charAt(end - 1)) || (end < to && isDash(text.charAt(end - 1))))) {
            end--;
        }
        if (end - from < MIN_CHARACTERS) {
            return false;
        }
        for (String stage : STAGES) {
            if (endsWith(text, from, end, stage)) {
                end -= stage.length();
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
