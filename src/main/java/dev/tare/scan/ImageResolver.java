package dev.tare.scan;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Index;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.image.spec.Platform;
import dev.tare.layer.Origin;
import dev.tare.source.Source;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Resolves a source to the manifest and config of one image for one platform, through indexes. */
final class ImageResolver {

    /** Maximum depth of indexes in indexes. Real tools nest them once. */
    private static final int MAX_NESTING = 4;

    /** Maximum manifests and indexes that are read to find the image. */
    private static final int MAX_DOCUMENTS = 200;

    /** Maximum platforms that a message names. A hostile index may list thousands. */
    private static final int MAX_PLATFORMS_NAMED = 50;

    private final Set<Digest> opened = new HashSet<>();

    /** What the indexes, and the images that no index tells a platform of, say they are for. */
    private final Set<Platform> offered = new LinkedHashSet<>();

    /** How many documents were looked at for one that is there. */
    private int looked;

    private final Source source;
    private final Optional<Platform> asked;
    private final Platform wanted;
    private final Limits limits;
    private final LayerIndexer.Turn turn;
    private final Consumer<Manifest> chosen;

    /**
     * @param turn of the image, which knows configs of earlier runs
     * @param chosen is told of the manifest of the image before its config is asked for, as far as it is known by then that it is the one
     */
    ImageResolver(
            Source source, Optional<Platform> asked, Limits limits, LayerIndexer.Turn turn, Consumer<Manifest> chosen) {
        this.source = source;
        this.asked = asked;
        this.wanted = asked.orElseGet(Platform::ofThisMachine);
        this.limits = limits;
        this.turn = turn;
        this.chosen = chosen;
    }

    ResolvedImage resolve() throws ImageFault {
        return resolve(source.manifest());
    }

    /** @param top the manifest or index of the source */
    ResolvedImage resolve(Source.Fetched top) throws ImageFault {
        return switch (Document.parse(top.bytes(), top.mediaType())) {
            case Manifest manifest -> onlyImage(top.digest(), manifest);
            case Index index -> chosen(index);
        };
    }

    private ResolvedImage chosen(Index index) throws ImageFault {
        ImageFault fault;
        try {
            var found = pick(index, MAX_NESTING);
            if (found.isPresent()) {
                return found.get();
            }
            fault = none();
        } catch (NotHeld e) {
            fault = e;
        }
        var held = new LinkedHashMap<Digest, ResolvedImage>();
        if (asked.isEmpty() && source.origin() == Origin.FILE) {
            addHeld(index, MAX_NESTING, held);
        }
        if (held.size() != 1) {
            throw fault;
        }
        return held.firstEntry().getValue();
    }

    /**
     * Adds the images of an index that are there. {@code docker save} and {@code ctr images export} write the whole index, and of its images only
     * those that were pulled: where that is one, it is meant by whoever names no platform.
     */
    private void addHeld(Index index, int nesting, Map<Digest, ResolvedImage> held) throws ImageFault {
        for (Descriptor candidate : index.manifests()) {
            if (candidate.isAttestation() || held.containsKey(candidate.digest()) || ++looked > MAX_DOCUMENTS) {
                continue;
            }
            try {
                var fetched = source.manifest(candidate);
                switch (Document.parse(fetched.bytes(), candidate.mediaType())) {
                    case Manifest manifest
                    when manifest.isImage() -> held.put(candidate.digest(), image(fetched.digest(), manifest));
                    case Index inner when nesting > 0 -> addHeld(inner, nesting - 1, held);
                    case Manifest _, Index _ -> {
                        // no image
                    }
                }
            } catch (NotHeld e) {
                // one of those that were not pulled
            }
        }
    }

    private ResolvedImage onlyImage(Digest digest, Manifest manifest) throws ImageFault {
        check(manifest);
        chosen.accept(manifest);
        var resolved = withConfig(digest, manifest);
        var actual = resolved.config().platform();
        if (asked.isPresent() && wanted.suits(actual) == 0) {
            throw new Unreadable(
                    actual.isKnown()
                            ? "the image is for %s alone, not for %s".formatted(actual, wanted)
                            : "the image does not say what it is for, so it may not be for " + wanted,
                    "leave --platform away to scan it all the same");
        }
        return resolved;
    }

    private Optional<ResolvedImage> pick(Index index, int nesting) throws ImageFault {
        offered.addAll(index.platforms());
        for (Descriptor candidate : index.candidates(wanted)) {
            if (MediaType.isManifest(candidate.mediaType()) || MediaType.isIndex(candidate.mediaType())) {
                var found = open(candidate, nesting);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ResolvedImage> open(Descriptor candidate, int nesting) throws ImageFault {
        if (!opened.add(candidate.digest())) {
            return Optional.empty(); // it was not the one when it was met before
        }
        if (opened.size() > MAX_DOCUMENTS) {
            throw new ImageFault.BeyondLimit(
                    "the index lists so many images that %,d were opened, and none of them was for %s"
                            .formatted(MAX_DOCUMENTS, wanted),
                    "name the image by its digest");
        }
        var fetched = source.manifest(candidate);
        return switch (Document.parse(fetched.bytes(), candidate.mediaType())) {
            case Manifest manifest -> {
                if (!manifest.isImage()) {
                    yield Optional.empty(); // an artifact among images
                }
                check(manifest);
                if (candidate.platform().isPresent()) {
                    chosen.accept(manifest);
                }
                var resolved = withConfig(fetched.digest(), manifest);
                yield candidate.platform().isPresent()
                                || suits(resolved.config().platform())
                        ? Optional.of(resolved)
                        : Optional.empty();
            }
            case Index inner -> {
                if (nesting == 0) {
                    throw new Damaged("the index lists indexes that list indexes, too deep to follow");
                }
                yield pick(inner, nesting - 1);
            }
        };
    }

    /** Whether an image suits that says in its config alone what it is for. One that says it nowhere does, unless another was asked for. */
    private boolean suits(Platform platform) {
        if (!platform.isKnown()) {
            return asked.isEmpty();
        }
        offered.add(platform);
        return wanted.suits(platform) > 0;
    }

    private Unreadable none() {
        if (offered.isEmpty()) {
            return new Unreadable("the index lists no image for any platform", "");
        }
        return new Unreadable(
                "the index lists no image for " + wanted,
                "choose one of these with --platform: "
                        + offered.stream()
                                .limit(MAX_PLATFORMS_NAMED)
                                .map(Platform::toString)
                                .collect(Collectors.joining(", "))
                        + (offered.size() > MAX_PLATFORMS_NAMED ? ", …" : ""));
    }

    private ResolvedImage image(Digest digest, Manifest manifest) throws ImageFault {
        check(manifest);
        return withConfig(digest, manifest);
    }

    private static void check(Manifest manifest) throws Unreadable {
        if (manifest.layers().stream().anyMatch(layer -> layer.mediaType().startsWith("application/vnd.in-toto"))) {
            throw new Unreadable(
                    "this is an attestation about an image, and no image", "name the image that it is about");
        }
        if (!manifest.isImage()) {
            String type = manifest.artifactType().isEmpty() ? manifest.config().mediaType() : manifest.artifactType();
            throw new Unreadable(
                    "this is an artifact of type %s, and no container image".formatted(type),
                    "tare accounts for the files of container images only");
        }
    }

    private ResolvedImage withConfig(Digest digest, Manifest manifest) throws ImageFault {
        var image = new ResolvedImage(digest, manifest, config(manifest.config()));
        image.diffIds(); // refuses an image whose manifest and config are not of one another
        return image;
    }

    private Config config(Descriptor descriptor) throws ImageFault {
        if (descriptor.size() > limits.configBytes()) {
            throw Limits.exceeded(
                    "a config of %,d bytes".formatted(descriptor.size()), limits.configBytes(), Bound.CONFIG_BYTES);
        }
        boolean isKept = source.origin() == Origin.NETWORK;
        var kept = isKept ? turn.config(descriptor) : Optional.<byte[]>empty();
        if (kept.isPresent()) {
            return Config.parse(kept.get());
        }
        byte[] bytes = verified(descriptor);
        var config = Config.parse(bytes);
        if (isKept) {
            turn.keepConfig(descriptor.digest(), bytes);
        }
        return config;
    }

    private byte[] verified(Descriptor descriptor) throws ImageFault {
        byte[] bytes;
        try (var stream = source.blob(descriptor)) {
            bytes = stream.readNBytes((int) descriptor.size() + 1);
        } catch (ImageFault e) {
            throw e.in("the config");
        } catch (IOException e) {
            throw new Unreadable("the config could not be read", "try again", e);
        }
        var actual = descriptor.digest().ofSameKind(bytes);
        if (bytes.length != descriptor.size() || !actual.equals(descriptor.digest())) {
            throw new Damaged(
                    "the config's bytes are not those that the manifest promises (%s)".formatted(descriptor.digest()));
        }
        return bytes;
    }
}
