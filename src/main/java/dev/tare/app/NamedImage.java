package dev.tare.app;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.name.ImageName;
import dev.tare.image.name.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One image that a {@link Session} can open, or a place whose images could not be found out: that fails when it is opened.
 *
 * @param name what the user called it or, of one in a registry, its whole reference
 * @param reference of an image in a registry
 * @param fault why the images of this place are unknown
 */
public record NamedImage(String name, ImageName image, Optional<Reference> reference, Optional<ImageFault> fault) {

    NamedImage(String name, ImageName image, Optional<Reference> reference) {
        this(name, image, reference, Optional.empty());
    }

    /**
     * Stands for all images of a registry or a repository that could not be listed.
     *
     * @param place its host, perhaps with a repository
     */
    static NamedImage unlisted(String place, ImageFault fault) {
        return new NamedImage(place, new ImageName.InRegistry(place), Optional.empty(), Optional.of(fault));
    }

    /** The name without digest and, of an image in a registry, without tag: what stays the same from build to build. */
    public String repository() {
        return switch (image) {
            case ImageName.InRegistry(String text) ->
                reference.map(it -> it.host() + "/" + it.repository()).orElse(text);
            case ImageName.InLayout in -> new ImageName.InLayout(in.directory(), in.tag(), Optional.empty()).toString();
            case ImageName.InOciArchive in ->
                new ImageName.InOciArchive(in.file(), in.tag(), Optional.empty()).toString();
            case ImageName.InArchive in -> new ImageName.InArchive(in.file(), in.name(), Optional.empty()).toString();
            case ImageName.InDockerArchive _, ImageName.OnStdin _ -> image.toString();
        };
    }

    /** The image that has this digest in the same place; empty where images have no digests by which they could be named. */
    Optional<NamedImage> at(Digest digest) {
        var only = Optional.of(digest);
        return switch (image) {
            case ImageName.InRegistry _ ->
                reference.map(it -> Session.found(new Reference(it.host(), it.repository(), it.tag(), only)));
            case ImageName.InLayout in -> Optional.of(of(new ImageName.InLayout(in.directory(), in.tag(), only)));
            case ImageName.InOciArchive in -> Optional.of(of(new ImageName.InOciArchive(in.file(), in.tag(), only)));
            case ImageName.InArchive in -> Optional.of(of(new ImageName.InArchive(in.file(), in.name(), only)));
            case ImageName.InDockerArchive _, ImageName.OnStdin _ -> Optional.empty();
        };
    }

    private static NamedImage of(ImageName image) {
        return new NamedImage(image.toString(), image, Optional.empty());
    }

    /** A fault of this image, with a hint at the path that the user may have meant. */
    ImageFault explained(ImageFault fault) {
        var meant = meantPath();
        if (meant.isEmpty() || this.fault.isPresent()) {
            return fault;
        }
        String message = String.valueOf(fault.getMessage());
        String hint = fault.hint().isEmpty() ? meant.get() : fault.hint() + "; " + meant.get();
        return switch (fault) {
            case ImageFault.Unreadable _ -> new ImageFault.Unreadable(message, hint, fault);
            case ImageFault.NotHeld _ -> new ImageFault.NotHeld(message, hint);
            default -> fault;
        };
    }

    private Optional<String> meantPath() {
        if (!(image instanceof ImageName.InRegistry(String text)) || text.startsWith("docker://")) {
            return Optional.empty();
        }
        var path = Path.of(text); // a reference has no character that a path could not have
        if (Files.exists(path)) {
            return Optional.of("for the %s of that name here, write ./%s"
                    .formatted(Files.isDirectory(path) ? "folder" : "file", text));
        }
        return ImageName.isArchive(text)
                ? Optional.of("there is no file %s here either".formatted(text))
                : Optional.empty();
    }
}
