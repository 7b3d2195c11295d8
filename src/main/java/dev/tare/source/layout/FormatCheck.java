package dev.tare.source.layout;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.Members;

/** Whether a folder or an archive has the list of images that is wanted, and what to do if not. */
final class FormatCheck {

    private final Members members;
    private final boolean isLayout;
    private final boolean isSaved;

    FormatCheck(Members members) {
        this.members = members;
        this.isLayout = has(Inventory.INDEX);
        this.isSaved = has(SavedImage.LIST);
    }

    private boolean has(String file) {
        return members.size(file) >= 0;
    }

    /** Whether there is the index of an OCI image layout. */
    boolean isLayout() {
        return isLayout;
    }

    /** Whether there is the list of {@code docker save}. */
    boolean isSaved() {
        return isSaved;
    }

    /** @throws Unreadable if the list of this form is not there; says what to write instead */
    void require(ImageFormat form) throws Unreadable {
        String name = members.name();
        switch (form) {
            case OCI_LAYOUT -> {
                if (!isLayout) {
                    throw new Unreadable(
                            "%s is no OCI image layout: it has no %s".formatted(name, Inventory.INDEX),
                            members instanceof Folder ? insteadOfFolder() : insteadOfLayout());
                }
            }
            case DOCKER_SAVE -> {
                if (!isSaved) {
                    throw new Unreadable(
                            "%s is no archive of docker save: it has no %s".formatted(name, SavedImage.LIST),
                            isLayout ? "it is an OCI image layout: write oci-archive:" + name : older());
                }
            }
            case ANY -> {
                if (!isLayout && !isSaved) {
                    String older = older();
                    throw new Unreadable(
                            "%s is no image: it has neither the %s of an image layout nor the %s of docker save"
                                    .formatted(name, Inventory.INDEX, SavedImage.LIST),
                            older.isEmpty()
                                    ? "for instance: docker save IMAGE | tare scan -; where it holds the files of a root file system,"
                                            + " podman import makes an image of it"
                                    : older);
                }
            }
        }
    }

    private String insteadOfLayout() {
        return isSaved ? "it is an archive of docker save: write docker-archive:" + members.name() : older();
    }

    private String insteadOfFolder() {
        if (isSaved) {
            return has("version")
                    ? "skopeo copy dir:%s oci:FOLDER makes a layout of it".formatted(members.name())
                    : "what docker save wrote is read as it was before it was unpacked: tar -C %s -c . | tare scan -"
                            .formatted(members.name());
        }
        return has("Dockerfile") || has("Containerfile")
                ? "to scan the image that is built of it, name that image"
                : older();
    }

    private String older() {
        return has("repositories")
                ? "it is one of a Docker older than 1.10; load it into a newer one and save it again"
                : "";
    }
}
