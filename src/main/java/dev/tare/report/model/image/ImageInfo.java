package dev.tare.report.model.image;

/**
 * Which image a report is about.
 *
 * @param reference the full name of the image
 * @param repository the name without tag and digest, which stays the same from build to build
 * @param digest of its manifest
 * @param platform {@code os/architecture[/variant]} as the config says it; may be empty
 * @param mediaType of its manifest
 * @param created RFC 3339 as the config says it, or empty
 */
public record ImageInfo(
        String reference, String repository, String digest, String platform, String mediaType, String created) {}
