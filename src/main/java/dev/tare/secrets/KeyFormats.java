package dev.tare.secrets;

import java.util.List;

/** Keys and key stores, by their own formats. */
final class KeyFormats {

    private KeyFormats() {}

    /** Returns true if the text holds a private key in PEM, of PuTTY or of age. */
    static boolean isPrivateKey(String text) {
        if (text.startsWith("PuTTY-User-Key-File-")) {
            return text.contains("Private-Lines:");
        }
        int keys = 0;
        for (int at = text.indexOf("-----BEGIN ");
                at >= 0 && keys < Assignments.MAX_VALUES;
                at = text.indexOf("-----BEGIN ", at + 1)) {
            int from = at + "-----BEGIN ".length();
            int to = text.indexOf("-----", from);
            if (to < 0) {
                return false;
            }
            String what = to - from < 60 ? text.substring(from, to) : "";
            if (what.endsWith("PRIVATE KEY") || what.endsWith("PRIVATE KEY BLOCK")) {
                keys++;
                if (hasBody(text, to + 5)) {
                    return true;
                }
            }
        }
        return text.lines().limit(20).anyMatch(line -> line.startsWith("AGE-SECRET-KEY-1") && line.length() > 60);
    }

    /** Returns true if a key stands between the marks, and not only headers such as DEK-Info or a placeholder of documentation. */
    private static boolean hasBody(String text, int from) {
        boolean header = false;
        for (int at = from; at < text.length() && !text.startsWith("-----", at); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                header = false;
            } else if (!header && c > ' ') {
                int end = at;
                while (end < text.length() && end - at < Assignments.MAX_VALUE_CHARACTERS && text.charAt(end) != '\n') {
                    end++;
                }
                String line = text.substring(at, end).strip();
                header = line.contains(": ");
                if (!header) {
                    return !line.startsWith(".") && !Placeholder.is(line);
                }
            }
        }
        return false;
    }

    /** Returns true if the text is a private key of GnuPG. The stub of one on a smart card ("shadowed-private-key") is none. */
    static boolean isGnupgKey(String text) {
        return text.startsWith("(11:private-key")
                || text.startsWith("(21:protected-private-key")
                || text.lines().limit(20).anyMatch(line -> line.startsWith("Key: (p") && line.contains("private-key"))
                || text.charAt(0) == 0x95; // a secret key packet (RFC 4880, 4.2)
    }

    /** Returns true if the text is a key store of Java or PKCS #12 that holds a key. One with trusted certificates only is public. */
    static boolean isKeyStore(String text) {
        if (text.startsWith("\u00fe\u00ed\u00fe\u00ed") || text.startsWith("\u00ce\u00ce\u00ce\u00ce")) {
            return hasKeyEntry(text);
        }
        // the types keyBag and pkcs8ShroudedKeyBag (RFC 7292, appendix D)
        String bag = "*\u0086H\u0086\u00f7\r\u0001\f\n\u0001";
        return text.startsWith("0") && (text.contains(bag + "\u0001") || text.contains(bag + "\u0002"));
    }

    private static boolean hasKeyEntry(String text) {
        int at = 12;
        while (at + 4 <= text.length()) {
            if (number(text, at, 4) != 2) {
                return number(text, at, 4) == 1 || number(text, at, 4) == 3;
            }
            at += 4;
            at += 2 + number(text, at, 2) + 8; // alias and date
            at += 2 + number(text, at, 2); // kind of the certificate
            int length = number(text, at, 4);
            if (length < 0) {
                return false;
            }
            at = (int) Math.min(text.length(), at + 4L + length);
        }
        return false;
    }

    private static int number(String text, int from, int bytes) {
        int number = 0;
        for (int i = from; i < from + bytes; i++) {
            number = number << 8 | (i < text.length() ? text.charAt(i) : 0);
        }
        return number;
    }

    static boolean isServiceAccount(String text) {
        return text.startsWith("{")
                && text.contains("\"service_account\"")
                && Assignments.sets(text, List.of("private_key"));
    }
}
