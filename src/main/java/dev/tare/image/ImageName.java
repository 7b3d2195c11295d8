package dev.tare.image;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a user calls an image: a reference to a registry, or one of the transports of containers-transports(5) that read files.
 * A path ends at its first colon, as it does there.
 */
public sealed interface ImageName {

    /** Text that {@code Reference} reads, since what short names mean is a matter of configuration. */
    record InRegistry(String text) implements ImageName {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * {@code oci:DIR[:TAG|@DIGEST]}.
     *
     * @param tag the annotation {@code org.opencontainers.image.ref.name}; empty where there is but one image
     */
    record InLayout(Path directory, String tag, Optional<Digest> digest) implements ImageName {
        @Override
        public String toString() {
            return text("oci:" + directory, tag, digest);
        }
    }

    /** {@code oci-archive:FILE[:TAG|@DIGEST]}: the same as a tar. */
    record InOciArchive(Path file, String tag, Optional<Digest> digest) implements ImageName {
        @Override
        public String toString() {
            return text("oci-archive:" + file, tag, digest);
        }
    }

    /**
     * {@code docker-archive:FILE[:NAME|:@N|:@DIGEST]}: what {@code docker save} writes.
     *
     * @param name a repository and tag, or {@code @} and the number or digest of an image; empty where there is but one image
     */
    record InDockerArchive(Path file, String name) implements ImageName {
        @Override
        public String toString() {
            return text("docker-archive:" + file, name, Optional.empty());
        }
    }

    /** {@code -}: an archive of either kind on standard input. */
    record OnStdin() implements ImageName {
        @Override
        public String toString() {
            return "-";
        }
    }

    /** @throws IllegalArgumentException that says what is wrong with it */
    static ImageName parse(String text) {
        if (text.equals("-")) {
            return new OnStdin();
        }
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "oci" -> {
                var file = file(text, rest, true);
                yield new InLayout(file.path(), file.name(), file.digest());
            }
            case "oci-archive" -> {
                var file = file(text, rest, true);
                yield new InOciArchive(file.path(), file.name(), file.digest());
            }
            case "docker-archive" -> {
                var file = file(text, rest, false);
                yield new InDockerArchive(file.path(), file.name());
            }
            case "docker-daemon", "containers-storage", "dir", "ostree", "sif" ->
                throw new IllegalArgumentException(
                        "not an image that tare can read: %s (write docker save or skopeo copy before it, and scan what comes)"
                                .formatted(text));
            default -> new InRegistry(text);
        };
    }

    private static String text(String file, String name, Optional<Digest> digest) {
        return file
                + (name.isEmpty() ? "" : ":" + name)
                + digest.map(d -> "@" + d).orElse("");
    }

    /** A path and which image in it. */
    record Located(Path path, String name, Optional<Digest> digest) {}

    private static Located file(String text, String rest, boolean digests) {
        String path = rest;
        String name = "";
        Optional<Digest> digest = Optional.empty();
        int at = digests ? rest.lastIndexOf('@') : -1;
        if (at >= 0 && rest.startsWith("sha", at + 1)) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            path = rest.substring(0, at);
        }
        int colon = path.indexOf(':');
        if (colon >= 0) {
            name = path.substring(colon + 1);
            path = path.substring(0, colon);
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("not an image: " + text + " (it names no file)");
        }
        try {
            return new Located(Path.of(path), name, digest);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not an image: " + text + " (it names no file)", e);
        }
    }
}
