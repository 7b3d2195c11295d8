package dev.tare.source.registry;

import dev.tare.image.Digest;
import java.util.Optional;

/**
 * What a server is asked for, for messages.
 *
 * @param what {@code the blob sha256:0123456789ab}
 * @param blob its digest, where it is a blob
 */
record Asked(String what, Optional<Digest> blob) {

    static Asked blob(Digest digest) {
        return new Asked("the blob " + digest.brief(), Optional.of(digest));
    }

    static Asked of(String what) {
        return new Asked(what, Optional.empty());
    }

    @Override
    public String toString() {
        return what;
    }
}
