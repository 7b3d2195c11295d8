package dev.tare.source.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Descriptor;
import dev.tare.image.Digest;
import dev.tare.image.Document;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Index;
import dev.tare.image.Limits;
import dev.tare.image.MediaType;
import dev.tare.layer.LayerIndex;
import dev.tare.source.Members;
import dev.tare.source.MembersSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One image of an OCI image layout. */
public final class LayoutSource extends MembersSource {

    private static final String INDEX = "index.json";
    private static final String VERSION = "oci-layout";

    /** What an image is called in a layout (OCI image-spec, annotations.md), and what containerd and Docker add. */
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final String FULL_NAME = "io.containerd.image.name";

    private final String tag;
    private final Optional<Digest> digest;
    private final Limits limits;

    /**
     * @param name what the user called it
     * @param tag which image of several; empty where there is but one
     * @param digest of the image that is meant
     */
    public LayoutSource(Members members, String name, String tag, Optional<Digest> digest, Limits limits) {
        super(members, name);
        this.tag = tag;
        this.digest = digest;
        this.limits = limits;
    }

    /** Whether there is a layout at all. */
    public static boolean isIn(Members members) {
        return members.size(INDEX) >= 0;
    }

    @Override
    public Fetched manifest() throws ImageFault {
        if (!isIn(members)) {
            throw new Unreadable("%s is no OCI image layout: it has no %s".formatted(members.name(), INDEX), "");
        }
        checkVersion();
        byte[] bytes = members.read(INDEX, limits.manifestBytes(), "max-manifest-bytes");
        if (!(Document.parse(bytes, MediaType.OCI_INDEX) instanceof Index index)) {
            throw new Damaged("%s of the layout is no index".formatted(INDEX));
        }
        if (digest.isPresent()) {
            return byDigest(index, digest.get());
        }
        var named = index.manifests().stream().filter(this::isMeant).toList();
        if (named.size() == 1) {
            return manifest(named.getFirst());
        }
        if (!named.isEmpty() && isOneImage(named)) {
            return only(bytes, named);
        }
        throw severalOrNone(index, named.isEmpty());
    }

    /** Whether manifests are one image for several platforms: they have one name, or none, and each its own platform. */
    private static boolean isOneImage(List<Descriptor> manifests) {
        return distinct(manifests, m -> m.annotations().getOrDefault(REF_NAME, "")) == 1
                && manifests.stream().allMatch(m -> m.platform().isPresent() || m.isAttestation())
                && distinct(manifests.stream().filter(m -> !m.isAttestation()).toList(), Descriptor::platform)
                        == manifests.stream().filter(m -> !m.isAttestation()).count();
    }

    private static long distinct(List<Descriptor> manifests, Function<Descriptor, Object> property) {
        return manifests.stream().map(property).distinct().count();
    }

    /** The outer index as if it listed only these. */
    private static Fetched only(byte[] index, List<Descriptor> manifests) throws Damaged {
        var wanted = manifests.stream().map(m -> m.digest().toString()).toList();
        try {
            var root = (ObjectNode) new ObjectMapper().readTree(index);
            root.withArray("/manifests")
                    .removeIf(m -> !wanted.contains(m.path("digest").asText()));
            byte[] bytes = root.toString().getBytes(StandardCharsets.UTF_8);
            return new Fetched(bytes, MediaType.OCI_INDEX, Digest.sha256(bytes));
        } catch (IOException e) {
            throw new Damaged("%s of the layout cannot be read".formatted(INDEX));
        }
    }

    private boolean isMeant(Descriptor manifest) {
        String full = manifest.annotations().getOrDefault(FULL_NAME, "");
        return tag.isEmpty()
                || tag.equals(manifest.annotations().get(REF_NAME))
                || tag.equals(full)
                || (!full.isEmpty() && full.endsWith("/" + tag));
    }

    private Unreadable severalOrNone(Index index, boolean none) {
        String names = index.manifests().stream()
                .map(m -> tag.isEmpty() || none
                        ? m.annotations().getOrDefault(REF_NAME, "@" + m.digest())
                        : "@" + m.digest())
                .distinct()
                .limit(20)
                .collect(Collectors.joining(", "));
        return none
                ? new Unreadable(
                        index.manifests().isEmpty()
                                ? "%s holds no image".formatted(members.name())
                                : "%s holds no image %s".formatted(members.name(), tag),
                        names.isEmpty() ? "" : "it holds: " + names)
                : new Unreadable(
                        "%s holds several images%s".formatted(members.name(), tag.isEmpty() ? "" : " of that name"),
                        "name one of them behind a colon or, by its digest, an @: " + names);
    }

    /** A digest may be that of an image that only an inner index lists, so it need not stand in the outer one. */
    private Fetched byDigest(Index index, Digest wanted) throws ImageFault {
        for (Descriptor manifest : index.manifests()) {
            if (manifest.digest().equals(wanted)) {
                return manifest(manifest);
            }
        }
        String file = path(wanted);
        if (members.size(file) < 0) {
            throw new Unreadable("%s holds no image %s".formatted(members.name(), wanted), "");
        }
        byte[] bytes = members.read(file, limits.manifestBytes(), "max-manifest-bytes");
        return verified(bytes, "", wanted);
    }

    private void checkVersion() throws ImageFault {
        if (members.size(VERSION) < 0) {
            return; // the spec wants it, and several tools leave it out
        }
        try {
            var said = new ObjectMapper().readTree(members.read(VERSION, 1 << 16, "max-manifest-bytes"));
            String version = said.path("imageLayoutVersion").asText("");
            if (!version.startsWith("1.")) {
                throw new Unreadable(
                        "%s is an image layout of a version that tare does not know (%s)"
                                .formatted(members.name(), version.isEmpty() ? "none" : version),
                        "");
            }
        } catch (JsonProcessingException e) {
            throw new Damaged("the file %s of the layout is no valid JSON".formatted(VERSION), e);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable("the file %s cannot be read".formatted(VERSION), "", e);
        }
    }

    @Override
    public Fetched manifest(Descriptor descriptor) throws ImageFault {
        String file = path(descriptor.digest());
        if (members.size(file) < 0) {
            throw new NotHeld(
                    "the manifest %s is not in %s".formatted(descriptor.digest().brief(), members.name()),
                    "the layout may hold only some of the platforms: choose one with --platform");
        }
        byte[] bytes = members.read(file, limits.manifestBytes(), "max-manifest-bytes");
        if (bytes.length != descriptor.size()) {
            throw new Damaged("the manifest %s has %,d bytes; the index says %,d"
                    .formatted(descriptor.digest().brief(), bytes.length, descriptor.size()));
        }
        return verified(bytes, descriptor.mediaType(), descriptor.digest());
    }

    private static Fetched verified(byte[] bytes, String mediaType, Digest wanted) throws Damaged {
        Digest actual = wanted.ofSameKind(bytes);
        if (!actual.equals(wanted)) {
            throw new Damaged("the manifest's bytes have the digest %s; they are kept as %s".formatted(actual, wanted));
        }
        return new Fetched(bytes, mediaType, actual);
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        String file = path(descriptor.digest());
        if (members.size(file) < 0) {
            throw new NotHeld(
                    "the blob %s is not in %s".formatted(descriptor.digest().brief(), members.name()),
                    "copy the image again");
        }
        try {
            return members.open(file);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(file, e);
        }
    }

    @Override
    public Optional<LayerIndex> index(Descriptor layer) throws ImageFault {
        return members.index(path(layer.digest()));
    }
}
