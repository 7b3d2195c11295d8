package dev.tare.source.layout;

import dev.tare.image.Digest;
import java.util.Optional;

/** Which of the images in a folder or an archive is meant. */
public sealed interface Wanted {

    /** The only one. */
    record Only() implements Wanted {}

    /**
     * The one that has a name.
     *
     * @param name a repository and tag, the end of one behind a slash, or a tag as the layout has it; without a tag, that is {@code latest}
     */
    record Named(String name) implements Wanted {}

    /** The one with this number in {@code manifest.json}, counted from 0: {@code @N} of containers-transports(5). */
    record Numbered(int number) implements Wanted {}

    /** The one whose manifest, or config if it has no manifest, has this digest. */
    record ByDigest(Digest digest) implements Wanted {}

    /** @param text a name, {@code @N} or {@code @} and a digest; empty for the only one */
    static Wanted of(String text) {
        if (text.isEmpty()) {
            return new Only();
        }
        if (text.matches("@[0-9]{1,6}")) {
            return new Numbered(Integer.parseInt(text.substring(1)));
        }
        try {
            return text.startsWith("@") ? new ByDigest(Digest.parse(text.substring(1))) : new Named(text);
        } catch (IllegalArgumentException e) {
            return new Named(text);
        }
    }

    /** The same where a digest, which counts more than a name, is given apart. */
    static Wanted of(String text, Optional<Digest> digest) {
        return digest.<Wanted>map(ByDigest::new).orElseGet(() -> of(text));
    }

    /** What the user asked for, for a message. */
    default String text() {
        return switch (this) {
            case Only _ -> "";
            case Named(String name) -> name;
            case Numbered(int number) -> "@" + number;
            case ByDigest(Digest digest) -> digest.toString();
        };
    }
}
