package dev.tare.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** Finds Kubernetes secrets (Kubernetes API, Secret v1) in YAML in block style, as kubectl writes them: objects in documents, or in a list. */
final class SecretManifest {

    /** Keys of secrets whose values are public. */
    private static final Set<String> PUBLIC_KEYS = Set.of(
            "username",
            "user",
            "ca.crt",
            "tls.crt",
            "cert",
            "namespace",
            "host",
            "hostname",
            "port",
            "email",
            "url",
            "database");

    private static final int NONE = -1;

    private boolean secret;
    private boolean filled;

    /** The indentation of the {@code data} or {@code stringData} that the line is below; {@link #NONE} if it is below neither. */
    private int section = NONE;

    private boolean encoded;

    /** The key whose value begins on the next line; empty if there is none. */
    private String openKey = "";

    private SecretManifest() {}

    static boolean isIn(String text) {
        if (!text.contains("Secret")) {
            return false;
        }
        var object = new SecretManifest();
        for (String line : (Iterable<String>) text.lines().limit(Assignments.MAX_LINES)::iterator) {
            if (line.startsWith("---") || line.strip().startsWith("- apiVersion:")) {
                if (object.isFound()) {
                    return true;
                }
                object = new SecretManifest();
            }
            object.read(line);
        }
        return object.isFound();
    }

    private boolean isFound() {
        return secret && filled;
    }

    private void read(String line) {
        String bare = line.strip();
        if (bare.isEmpty() || bare.startsWith("#")) {
            return;
        }
        int indent = line.indexOf(bare.charAt(0));
        section = indent <= section ? NONE : section;
        int colon = bare.indexOf(':');
        String key = colon < 0 ? "" : unquoted(bare.substring(0, colon));
        String value = colon < 0 ? "" : unquoted(bare.substring(colon + 1).strip());
        if (section != NONE) {
            entry(bare, key, value);
        } else if (key.equals("kind")) {
            secret |= value.equals("Secret");
        } else if ((key.equals("data") || key.equals("stringData")) && value.isEmpty()) {
            section = indent;
            encoded = key.equals("data");
            openKey = "";
        }
    }

    private void entry(String line, String key, String value) {
        if (!openKey.isEmpty()) {
            filled |= isSecret(openKey, line);
            openKey = "";
        } else if (value.isEmpty() || value.startsWith("|") || value.startsWith(">")) {
            openKey = key;
        } else {
            filled |= isSecret(key, value);
        }
    }

    private boolean isSecret(String key, String value) {
        if (PUBLIC_KEYS.contains(key) || Placeholder.is(value) || value.startsWith("{{")) {
            return false;
        }
        if (!encoded) {
            return true;
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
            return !Placeholder.is(decoded)
                    && !decoded.startsWith("-----BEGIN CERTIFICATE")
                    && !decoded.startsWith("-----BEGIN PUBLIC");
        } catch (IllegalArgumentException e) {
            return false; // no base64, so Kubernetes would refuse it
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && "\"'".indexOf(text.charAt(0)) >= 0;
        return quoted ? Assignments.value(text, 0) : text;
    }
}
