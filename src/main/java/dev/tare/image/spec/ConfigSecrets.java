package dev.tare.image.spec;

import dev.tare.image.spec.Config.History;
import dev.tare.image.spec.Config.Setting;
import dev.tare.secrets.SecretKind;
import dev.tare.secrets.SecretName;
import dev.tare.secrets.SecretVariable;
import dev.tare.secrets.redaction.KnownSecrets;
import dev.tare.secrets.redaction.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds the secrets in a config: in the environment of its containers (OCI image-spec, config.md, {@code Env}), in the ENV, the ARG and the build arguments of
 * the RUN instructions of its history, in commands, labels and triggers. Each name is told once, and no value.
 */
public final class ConfigSecrets {

    private static final String ENV = "ENV";
    private static final String ARG = "ARG";

    /** Keywords of what a container runs. */
    private static final Set<String> OF_CONTAINERS = Set.of("CMD", "ENTRYPOINT", "HEALTHCHECK");

    /** Maximum characters of a value in which a secret is looked for. */
    private static final int MAX_CHARACTERS = 64 << 10;

    /** Maximum secrets that are hidden wherever they stand. */
    private static final int MAX_VALUES = 10_000;

    /** Minimum length of a value that is taken for a text in base64. */
    private static final int MIN_BASE64_CHARACTERS = 40;

    /** Minimum length of a secret in the text of a label. */
    private static final int MIN_CHARACTERS_IN_LABELS = 6;

    private final SecretVariable variables = new SecretVariable();
    private final Map<String, ConfigSecret> found = new LinkedHashMap<>();
    private final Set<String> values = new LinkedHashSet<>();

    private ConfigSecrets() {}

    /** Those of the environment first. Takes time in proportion to the length of the config. */
    public static List<ConfigSecret> of(Config config) {
        var secrets = new ConfigSecrets();
        secrets.read(config.environment(), config.history(), config.settings());
        return List.copyOf(secrets.found.values());
    }

    /** What the secrets are. */
    static KnownSecrets values(List<String> environment, List<History> history, List<Setting> settings) {
        var secrets = new ConfigSecrets();
        secrets.read(environment, history, settings);
        return KnownSecrets.of(secrets.values);
    }

    private void read(List<String> environment, List<History> history, List<Setting> settings) {
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                environment(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        int layers = 0;
        for (int item = 0; item < history.size(); item++) {
            layers += history.get(item).emptyLayer() ? 0 : 1;
            history(history.get(item).createdBy(), item, layers - 1);
        }
        settings.forEach(this::setting);
    }

    private void environment(String name, String value) {
        var kind = kind(name, value);
        if (!kind.isNone()) {
            found.put(
                    name,
                    new ConfigSecret(Redaction.of(name), kind, ENV, OptionalInt.empty(), OptionalInt.empty(), true));
        }
    }

    private void setting(Setting setting) {
        boolean isLabel = setting.keyword().equals("LABEL");
        String text = head(setting.text());
        var kind = isLabel ? variables.kind(setting.name(), text) : variables.kind("", text);
        var secrets = isLabel
                ? Redaction.secrets(text).stream()
                        .filter(ConfigSecrets::isNoExample)
                        .toList()
                : Redaction.secrets(setting.keyword() + " " + text);
        if (kind.isNone() && secrets.isEmpty()) {
            return;
        }
        remember(isLabel && !kind.isNone() ? setting.text() : "", secrets);
        boolean isNamed = kind.isNone() || kind.equals(SecretVariable.NAMED);
        found.putIfAbsent(
                setting.keyword() + " " + setting.name(),
                new ConfigSecret(
                        Redaction.of(setting.name()),
                        isNamed ? SecretVariable.IN_INSTRUCTION : kind,
                        setting.keyword(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OF_CONTAINERS.contains(setting.keyword())));
    }

    /** Labels tell how an image is used: {@code docker run -e POSTGRES_PASSWORD=mysecretpassword}. */
    private static boolean isNoExample(String secret) {
        return secret.length() >= MIN_CHARACTERS_IN_LABELS && !SecretName.is(secret, 0, secret.length());
    }

    /** Judges a variable by its name and value, and by what the value holds: an option, a field in JSON, a text in base64. */
    private SecretKind kind(String name, String value) {
        String text = head(value);
        var kind = variables.kind(name, text);
        var secrets = Redaction.secrets(text);
        if (kind.isNone() && secrets.isEmpty()) {
            String decoded = decoded(text);
            kind = decoded.isEmpty() ? kind : variables.kind(name, decoded);
            secrets = decoded.isEmpty() ? secrets : Redaction.secrets(decoded);
        }
        if (kind.isNone() && secrets.isEmpty()) {
            return kind;
        }
        remember(value, secrets);
        return kind.isNone() ? SecretVariable.NAMED : kind;
    }

    /** @param value that is a secret, or holds one */
    private void remember(String value, List<String> secrets) {
        if (values.size() < MAX_VALUES) {
            values.add(value);
            values.addAll(secrets);
        }
    }

    private static String head(String value) {
        return value.length() > MAX_CHARACTERS ? value.substring(0, MAX_CHARACTERS) : value;
    }

    /** The text that a value holds in base64; empty if it holds none. */
    private static String decoded(String value) {
        if (value.length() < MIN_BASE64_CHARACTERS) {
            return "";
        }
        try {
            String text = new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8);
            boolean isText =
                    text.chars().limit(MIN_BASE64_CHARACTERS).allMatch(c -> (c >= ' ' && c < 127) || c == '\n');
            return isText ? text : "";
        } catch (IllegalArgumentException e) {
            return "";
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
        var kind = name.isEmpty() ? SecretKind.NONE : kind(name, unquoted(value.strip()));
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
