package dev.tare.source.registry.http;

import dev.tare.image.Digest;
import java.util.Optional;

/**
 * What a request is for, in the words of messages.
 *
 * @param name {@code the blob sha256:0123456789ab}
 * @param blob its digest, if it is a blob
 */
public record Resource(String name, Optional<Digest> blob) {

    public static Resource blob(Digest digest) {
        return new Resource("the blob " + digest.brief(), Optional.of(digest));
    }

    public static Resource of(String name) {
        return new Resource(name, Optional.empty());
    }

    @Override
    public String toString() {
        return name;
    }
}
