package dev.tare.image.name;

import dev.tare.image.Digest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The name of an image as users write it: a reference to a registry, one of the transports of containers-transports(5) that read files, or a path.
 *
 * <p>Behind a transport a path ends at its first colon, as it does there, unless only a longer one leads to something. A text without
 * transport is a path if it begins with {@code /}, {@code ./} or {@code ../}; if it is the name of a file that is there and ends as an
 * archive's does, such as {@code image.tar}; or if it is there and could not be a reference. All else is a reference: that a folder is
 * called {@code nginx} does not change what {@code nginx} means.
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

    /**
     * {@code FILE[:NAME|@DIGEST]}: an archive of either kind.
     *
     * @param name as in the archive of that kind; empty where there is but one image
     */
    record InArchive(Path file, String name, Optional<Digest> digest) implements ImageName {
        @Override
        public String toString() {
            return text(file.toString(), name, digest);
        }
    }

    /** {@code -}: an archive of either kind on standard input. */
    record OnStdin() implements ImageName {
        @Override
        public String toString() {
            return "-";
        }
    }

    /** Returns true if a text ends as the name of an archive does. */
    static boolean isArchive(String text) {
        return ImageNameParser.ARCHIVE.matcher(text).matches();
    }

    /** @throws IllegalArgumentException that says what is wrong with it, and what to write instead */
    static ImageName parse(String text) {
        return ImageNameParser.parse(text);
    }

    private static String text(String file, String name, Optional<Digest> digest) {
        return file
                + (name.isEmpty() ? "" : ":" + name)
                + digest.map(d -> "@" + d).orElse("");
    }
}
