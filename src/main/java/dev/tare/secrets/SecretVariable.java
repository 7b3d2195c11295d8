package dev.tare.secrets;

import java.nio.charset.StandardCharsets;

/**
 * Tells secrets in variables: of an environment, or of a build. A variable is judged as a line of a file of settings is. One object judges many
 * variables, one after another.
 */
public final class SecretVariable {

    /** A variable of which only the name tells that its value is a secret. */
    public static final SecretKind NAMED = new SecretKind(
            0,
            Integer.MAX_VALUE,
            "variable",
            "variable with a secret",
            "change the password, key or token that it is set to",
            "",
            "",
            false);

    /** A command, a label or another part of a config of which an argument or the name tells that it holds a secret. */
    public static final SecretKind IN_INSTRUCTION = new SecretKind(
            0,
            Integer.MAX_VALUE,
            "instruction",
            "instruction with a secret",
            "change the password, key or token in it",
            "",
            "",
            false);

    /** A file that has no telling name. */
    private static final PathNames NO_NAME = new PathNames() {
        @Override
        public int depth() {
            return 0;
        }

        @Override
        public byte[] bytes() {
            return new byte[0];
        }

        @Override
        public int begin(int name) {
            return 0;
        }

        @Override
        public int end(int name) {
            return 0;
        }
    };

    private final SecretDetector detector = new SecretDetector();

    /** Returns what a variable is set to; {@link SecretKind#NONE} if that is no secret, or no more than a stand-in for one. */
    public SecretKind kind(String name, String value) {
        if (value.isEmpty()) {
            return SecretKind.NONE;
        }
        var kind = ofContent(value);
        kind = kind.isNone() ? ofContent(name + "=" + value) : kind; // some tokens are told by the word before them
        if (kind.isNone()) {
            return Assignments.assigns(name + "=" + value) && !SecretText.isSmallNumber(value) ? NAMED : kind;
        }
        return kind.isHiddenOnly() ? SecretKind.NONE : kind;
    }

    private SecretKind ofContent(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        detector.begin(NO_NAME, content.length);
        detector.take(content, 0, content.length);
        return detector.end();
    }
}
