package dev.tare.cluster;

import dev.tare.image.name.Reference;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a pod's status says that a container runs ({@code imageID} of a container status), and which image of a registry that is. */
final class ImageId {

    /** Docker's word for an ID by which the image can be pulled. */
    private static final String PULLABLE = "docker-pullable://";

    /** Names that containerd makes for images that came from an archive: no registry has them. */
    private static final Pattern IMPORTED = Pattern.compile("(?:library/)?import-[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private ImageId() {}

    /**
     * The image that a container runs: by the digest of its ID, with the tag of the specification where both are of one repository. An ID that
     * names no repository is that of a config, by which nothing can be pulled; the image is then that of the specification.
     *
     * @param specified as the pod's specification names the image
     * @param imageId empty if nothing runs
     * @throws IllegalArgumentException that says what is wrong with the specification's name
     */
    static Reference of(String specified, String imageId) {
        var running = running(imageId);
        var named = running.isPresent() ? reference(specified).orElse(running.get()) : Reference.parse(specified);
        if (running.isEmpty()) {
            return named;
        }
        boolean sameRepository = named.host().equals(running.get().host())
                && named.repository().equals(running.get().repository());
        return sameRepository
                ? new Reference(
                        named.host(),
                        named.repository(),
                        named.tag(),
                        running.get().digest())
                : running.get();
    }

    private static Optional<Reference> running(String imageId) {
        String name = imageId.startsWith(PULLABLE) ? imageId.substring(PULLABLE.length()) : imageId;
        return reference(name)
                .filter(it -> it.digest().isPresent())
                .filter(it -> !IMPORTED.matcher(it.repository()).matches());
    }

    private static Optional<Reference> reference(String text) {
        try {
            return Optional.of(Reference.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
