package dev.tare.image.spec;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The media types of images: OCI image-spec media-types.md, and Docker's schema 2 beside them. */
public final class MediaType {

    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

    /**
     * What Docker 1.10 and registries of its time called the config of an image, or left out. Docker still takes these for images, in
     * manifests of schema 2 alone: a type that was invented since is never one of them.
     */
    private static final Set<String> UNTYPED_CONFIGS =
            Set.of("", "application/octet-stream", "application/json", "text/html");

    private static final String DOCKER_SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1";

    /** Media types of documents that are accepted, the best first. */
    public static final List<String> DOCUMENTS = List.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST);

    private static final Pattern LAYER =
            Pattern.compile("application/vnd\\.[a-z0-9.]*[.]tar([.+](gzip|gz|zstd|xz|bzip2|bz2))?");

    private MediaType() {}

    public static boolean isManifest(String type) {
        return type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
    }

    public static boolean isIndex(String type) {
        return type.equals(OCI_INDEX) || type.equals(DOCKER_LIST);
    }

    public static boolean isSchema1(String type) {
        return type.startsWith(DOCKER_SCHEMA_1);
    }

    /** Returns true if a config of this type is that of a container image; any other is that of an artifact. */
    static boolean isConfig(String type, String manifestType) {
        return type.equals(OCI_CONFIG)
                || type.equals(DOCKER_CONFIG)
                || (manifestType.equals(DOCKER_MANIFEST) && UNTYPED_CONFIGS.contains(type));
    }

    /** A changeset as tar, in any compression: what tare can read. */
    public static boolean isLayer(String type) {
        return LAYER.matcher(type).matches();
    }

    /** A layer that registries need not hold: its bytes may have to come from the descriptor's {@code urls}. */
    public static boolean isForeign(String type) {
        return type.contains(".foreign.") || type.contains(".nondistributable.");
    }
}
