package dev.tare.sharedcache;

import dev.tare.image.name.Reference;

/**
 * The name of a shared cache, {@code oci://HOST/REPOSITORY}.
 *
 * @param reference of the repository; its tag does not matter
 */
public record SharedCacheName(Reference reference) {

    private static final String SCHEME = "oci://";

    /** @throws IllegalArgumentException that says what is wrong with it */
    public static SharedCacheName parse(String text) {
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("'%s' is no shared cache: write it as oci://HOST/REPOSITORY"
                    .formatted(Reference.withoutCredentials(text)));
        }
        String name = text.substring(SCHEME.length());
        var reference = Reference.parse(name);
        if (!name.equals(reference.host() + "/" + reference.repository())) {
            throw new IllegalArgumentException(
                    "'%s' is no shared cache: write it as oci://HOST/REPOSITORY, with the host and without a tag"
                            .formatted(text));
        }
        return new SharedCacheName(reference);
    }

    @Override
    public String toString() {
        return SCHEME + reference.host() + "/" + reference.repository();
    }
}
