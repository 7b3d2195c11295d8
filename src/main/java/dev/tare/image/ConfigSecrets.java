package dev.tare.image;

import dev.tare.secrets.SecretKind;
import dev.tare.secrets.SecretVariable;
import dev.tare.secrets.redaction.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Finds the variables that a config sets to secrets: in the environment of its containers (OCI image-spec, config.md, {@code Env}), and in the ENV, the ARG
 * and the build arguments of the RUN instructions of its history. Each name is told once, and no value.
 */
public final class ConfigSecrets {

    private static final String ENV = "ENV";
    private static final String ARG = "ARG";

    private final SecretVariable variables = new SecretVariable();
    private final Map<String, ConfigSecret> found = new LinkedHashMap<>();

    private ConfigSecrets() {}

    /** Those of the environment first. Takes time in proportion to the length of the config. */
    public static List<ConfigSecret> of(Config config) {
        var secrets = new ConfigSecrets();
        for (String variable : config.environment()) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                secrets.environment(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        int layers = 0;
        for (int item = 0; item < config.history().size(); item++) {
            var history = config.history().get(item);
            layers += history.emptyLayer() ? 0 : 1;
            secrets.history(history.createdBy(), item, layers - 1);
        }
        return List.copyOf(secrets.found.values());
    }

    private void environment(String name, String value) {
        var kind = variables.kind(name, value);
        if (!kind.isNone()) {
            found.put(
                    name,
                    new ConfigSecret(Redaction.of(name), kind, ENV, OptionalInt.empty(), OptionalInt.empty(), true));
        }
    }

    /** @param layer that the item made, or the last one before it; -1 if there is none */
    private void history(String createdBy, int item, int layer) {
        String text = Instruction.clean(createdBy);
        if (text.startsWith("ENV ") || text.startsWith("ARG ")) {
            variables(text.substring(0, 3), text.substring(4).strip(), item, layer);
        } else {
            variables(ARG, Instruction.arguments(createdBy), item, layer);
        }
    }

    /** Reads {@code A=1 B=two words}, as builders write them: a value goes to the next name. {@code ENV A two words} has one. */
    private void variables(String keyword, String text, int item, int layer) {
        int name = 0;
        int behind = behindName(text, 0);
        if (keyword.equals(ENV) && behind < text.length() && text.charAt(behind) == ' ') {
            variable(keyword, text.substring(0, behind), text.substring(behind + 1), item, layer);
            return;
        }
        while (behind < text.length() && text.charAt(behind) == '=') {
            int next = text.indexOf(' ', behind);
            while (next >= 0 && !isName(text, next + 1)) {
                next = text.indexOf(' ', next + 1);
            }
            int end = next < 0 ? text.length() : next;
            variable(keyword, text.substring(name, behind), text.substring(behind + 1, end), item, layer);
            name = Math.min(end + 1, text.length());
            behind = behindName(text, name);
        }
    }

    private void variable(String keyword, String name, String value, int item, int layer) {
        var kind = name.isEmpty() ? SecretKind.NONE : variables.kind(name, unquoted(value.strip()));
        if (kind.isNone()) {
            return;
        }
        var known = found.get(name);
        if (known == null || known.item().isEmpty()) {
            found.put(
                    name,
                    new ConfigSecret(
                            Redaction.of(name),
                            known == null ? kind : known.kind(),
                            known == null ? keyword : ENV,
                            OptionalInt.of(item),
                            layer < 0 ? OptionalInt.empty() : OptionalInt.of(layer),
                            known != null));
        }
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(value.length() - 1) == value.charAt(0);
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private static boolean isName(String text, int from) {
        int end = behindName(text, from);
        return end > from && end < text.length() && text.charAt(end) == '=';
    }

    private static int behindName(String text, int from) {
        int end = from;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_.-".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }
}
