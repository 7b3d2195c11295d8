package dev.tare.image;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names as text that does no harm: what is not UTF-8 becomes {@code \xNN}, and so do control characters, which a terminal
 * would obey, and marks that turn the direction of writing. A backslash is doubled, so that two names never print alike.
 */
public final class Printable {

    private Printable() {}

    /** Maximum bytes of a name in a message. A name may have 64 KiB. */
    private static final int MAX_BRIEF_BYTES = 200;

    public static String of(byte[] name) {
        return of(name, name.length);
    }

    /** The end of a name that is long, for a message. */
    public static String brief(byte[] name, int length) {
        return length <= MAX_BRIEF_BYTES
                ? of(name, length)
                : "…" + of(Arrays.copyOfRange(name, length - MAX_BRIEF_BYTES, length));
    }

    public static String of(byte[] name, int length) {
        if (isPlain(name, length)) {
            return new String(name, 0, length, StandardCharsets.US_ASCII);
        }
        var text = new StringBuilder(length + 16);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(name, 0, length);
        var out = CharBuffer.allocate(length);
        while (true) {
            var result = decoder.decode(in, out, true);
            out.flip();
            escape(out, text, true);
            out.clear();
            if (result.isUnderflow()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                hex(text, in.get() & 0xff);
            }
            decoder.reset();
        }
    }

    /** Escapes text that is no name, such as an instruction. Its backslashes stay as they are. */
    public static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        var out = new StringBuilder(text.length());
        escape(text, out, false);
        return out.toString();
    }

    private static boolean isPlain(byte[] name, int length) {
        for (int i = 0; i < length; i++) {
            if (name[i] < ' ' || name[i] > '~' || name[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static void escape(CharSequence from, StringBuilder to, boolean name) {
        from.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> to.append("\\n");
                case '\t' -> to.append("\\t");
                case '\r' -> to.append("\\r");
                case '\\' -> to.append(name ? "\\\\" : "\\");
                default -> {
                    if (harmless(c)) {
                        to.appendCodePoint(c);
                    } else {
                        for (byte b : new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8)) {
                            hex(to, b & 0xff);
                        }
                    }
                }
            }
        });
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void hex(StringBuilder to, int b) {
        to.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
    }
}
