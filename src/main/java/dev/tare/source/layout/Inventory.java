package dev.tare.source.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Index;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.source.Members;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images that a folder or an archive holds. There may be two lists of them, which {@code docker save} writes since its version 25:
 * {@code index.json} of an OCI image layout and {@code manifest.json}. Either may name an image several times, once for each of its
 * names, and either may lack one: Docker's index.json lacks images without a name. So both are read, whatever the archive is called,
 * and what is one image by its digests is one here.
 */
final class Inventory {

    static final String INDEX = "index.json";
    private static final String VERSION = "oci-layout";

    /** What an image is called in a layout (OCI image-spec, annotations.md), and what containerd and Docker add. */
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final String FULL_NAME = "io.containerd.image.name";

    /** Maximum number of image names in a message. */
    private static final int MAX_NAMES_LISTED = 20;

    /**
     * One image, or one index of an image for several platforms.
     *
     * @param names the most telling first
     * @param descriptor of it in {@code index.json}; empty if it stands in {@code manifest.json} alone
     * @param saved what stands in {@code manifest.json} for it, several times where it has several names there
     */
    private record Image(Set<String> names, Optional<Descriptor> descriptor, List<SavedImage> saved) {}

    /** What was chosen. */
    sealed interface Choice {
        /** A manifest or index that {@code index.json} lists. */
        record Listed(Descriptor descriptor) implements Choice {}

        /** A manifest or index that is there, and that an inner index may list. */
        record Inner(Digest digest) implements Choice {}

        /** An index of manifests that make one image for several platforms. */
        record Platforms(byte[] index) implements Choice {}

        /** An image that only {@code manifest.json} lists. */
        record Saved(SavedImage image) implements Choice {}
    }

    private final Members members;
    private final Limits limits;
    private final byte[] index;
    private final List<Image> images = new ArrayList<>();

    /** The images of {@code manifest.json} by the digests of their configs. */
    private final Map<Digest, SavedImage> saved = new HashMap<>();

    private final Documents documents;

    /** @throws Unreadable if there is no list of the form that is wanted */
    Inventory(Members members, ImageFormat form, Limits limits) throws ImageFault {
        this.members = members;
        this.limits = limits;
        this.documents = new Documents(members, limits);
        var check = new FormatCheck(members);
        check.require(form);
        boolean isLayout = check.isLayout();
        this.index = isLayout ? members.read(INDEX, limits.manifestBytes(), Bound.MANIFEST_BYTES) : new byte[0];
        if (isLayout) {
            checkVersion();
            addListed();
        }
        if (check.isSaved()) {
            addSaved(isLayout);
        }
    }

    private void checkVersion() throws ImageFault {
        if (members.size(VERSION) < 0) {
            return; // the spec wants it, and several tools leave it out
        }
        try {
            var said = new ObjectMapper().readTree(members.read(VERSION, 1 << 16, Bound.MANIFEST_BYTES));
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

    /** The images of {@code index.json}; a digest that it lists for each of its names is one. */
    private void addListed() throws ImageFault {
        if (!(Document.parse(index, MediaType.OCI_INDEX) instanceof Index listed)) {
            throw new Damaged("%s of the layout is no index".formatted(INDEX));
        }
        var byDigest = new LinkedHashMap<Digest, Image>();
        for (Descriptor descriptor : listed.manifests()) {
            byDigest.computeIfAbsent(
                            descriptor.digest(),
                            _ -> new Image(new LinkedHashSet<>(), Optional.of(descriptor), new ArrayList<>()))
                    .names()
                    .addAll(names(descriptor));
        }
        images.addAll(byDigest.values());
    }

    private static List<String> names(Descriptor descriptor) {
        return Stream.of(FULL_NAME, REF_NAME)
                .map(name -> descriptor.annotations().getOrDefault(name, ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The images of {@code manifest.json}: each goes by the digest of its config, which is Docker's image ID. */
    private void addSaved(boolean isLayout) throws ImageFault {
        List<SavedImage> all;
        try {
            all = SavedImage.read(members, limits);
        } catch (Damaged e) {
            if (isLayout) {
                return; // a file of that name that is not Docker's, in a layout that is whole without it
            }
            throw e;
        }
        var owners = isLayout ? byConfig() : new HashMap<Digest, List<Owner>>();
        for (SavedImage one : all) {
            var id = isLayout || all.size() > 1 ? id(one) : Optional.<Digest>empty();
            var image = id.flatMap(it -> owner(owners.getOrDefault(it, List.of()), one))
                    .orElseGet(() -> {
                        var alone = new Image(new LinkedHashSet<>(), Optional.empty(), new ArrayList<>());
                        id.ifPresent(it -> owners.put(it, List.of(new Owner(alone, one.layerDigests()))));
                        images.add(alone);
                        return alone;
                    });
            image.names().addAll(one.tags());
            image.saved().add(one);
            id.ifPresent(it -> saved.putIfAbsent(it, one));
        }
    }

    /** An image with a config, and the digests of its layers as far as they are known. */
    private record Owner(Image image, List<Optional<Digest>> layers) {}

    /** The image with this config, if there are several the one with these layers: one may be compressed in another way. */
    private static Optional<Image> owner(List<Owner> owners, SavedImage saved) {
        return owners.stream()
                .filter(owner -> owner.layers().equals(saved.layerDigests()))
                .findFirst()
                .or(() -> owners.stream().findFirst())
                .map(Owner::image);
    }

    /** The digest of a config; empty if it is not there. */
    private Optional<Digest> id(SavedImage image) throws ImageFault {
        var named = Members.blobDigest(image.config());
        if (named.isPresent() || members.size(image.config()) < 0) {
            return named;
        }
        documents.count(members.size(image.config()));
        return Optional.of(Digest.sha256(members.read(image.config(), limits.configBytes(), Bound.CONFIG_BYTES)));
    }

    private Map<Digest, List<Owner>> byConfig() throws ImageFault {
        var owners = new HashMap<Digest, List<Owner>>();
        for (Image image : images) {
            for (Manifest manifest : manifests(image).values()) {
                var layers = manifest.layers().stream()
                        .map(Descriptor::digest)
                        .map(Optional::of)
                        .toList();
                owners.computeIfAbsent(manifest.config().digest(), _ -> new ArrayList<>())
                        .add(new Owner(image, layers));
            }
        }
        return owners;
    }

    /** Whether there are images in {@code manifest.json} too. */
    boolean hasSaved() {
        return !saved.isEmpty();
    }

    /** What {@code manifest.json} says of the image with this config. */
    Optional<SavedImage> saved(Digest config) {
        return Optional.ofNullable(saved.get(config));
    }

    /** @throws Unreadable if there is no such image, or more than one */
    Choice choose(Wanted wanted, String reference) throws ImageFault {
        if (wanted instanceof Wanted.ByDigest(Digest digest)) {
            return byDigest(digest);
        }
        var meant = meant(wanted);
        if (meant.size() > 1 && isOneForSeveralPlatforms(meant)) {
            return new Choice.Platforms(only(meant));
        }
        if (meant.size() > 1) {
            meant = distinct(meant);
        }
        if (meant.size() != 1) {
            throw meant.isEmpty() ? none(wanted) : several(meant, wanted, reference);
        }
        return choice(meant.getFirst());
    }

    private static Choice choice(Image image) {
        return image.descriptor()
                .<Choice>map(Choice.Listed::new)
                .orElseGet(() -> new Choice.Saved(image.saved().getFirst()));
    }

    private List<Image> meant(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Only _, Wanted.ByDigest _ -> images;
            case Wanted.Numbered(int number) ->
                images.stream()
                        .filter(image -> image.saved().stream().anyMatch(one -> one.number() == number))
                        .toList();
            case Wanted.Named(String name) -> {
                var exact = named(name::equals);
                yield exact.isEmpty()
                        ? named(has -> has.equals(name + ":latest")
                                || has.endsWith("/" + name)
                                || has.endsWith("/" + name + ":latest"))
                        : exact;
            }
        };
    }

    private List<Image> named(Predicate<String> matches) {
        return images.stream()
                .filter(image -> image.names().stream().anyMatch(matches))
                .toList();
    }

    /** A digest may be that of an image that only an inner index lists, or of a config: Docker's image ID. */
    private Choice byDigest(Digest digest) throws ImageFault {
        for (Image image : images) {
            if (image.descriptor().filter(d -> d.digest().equals(digest)).isPresent()) {
                return choice(image);
            }
        }
        for (Image image : images) {
            for (SavedImage one : image.saved()) {
                if (id(one).filter(digest::equals).isPresent()) {
                    return byConfig(image, digest);
                }
            }
        }
        if (members.size(Members.blob(digest)) >= 0) {
            return new Choice.Inner(digest);
        }
        throw new Unreadable("%s holds no image %s".formatted(members.name(), digest), "");
    }

    /** Of an index of several images, the one with this config. */
    private Choice byConfig(Image image, Digest config) throws ImageFault {
        for (var manifest : manifests(image).entrySet()) {
            if (manifest.getValue().config().digest().equals(config)) {
                return new Choice.Inner(manifest.getKey());
            }
        }
        return choice(image);
    }

    /** Whether manifests are one image for several platforms: they have one name, or none, and each its own platform. */
    private static boolean isOneForSeveralPlatforms(List<Image> some) {
        if (some.stream().anyMatch(image -> image.descriptor().isEmpty())) {
            return false;
        }
        var all = some.stream().flatMap(image -> image.descriptor().stream()).toList();
        var manifests = all.stream().filter(m -> !m.isAttestation()).toList();
        return distinct(all, m -> m.annotations().getOrDefault(REF_NAME, "")) == 1
                && manifests.stream().allMatch(m -> m.platform().isPresent())
                && distinct(manifests, Descriptor::platform) == manifests.size();
    }

    private static long distinct(List<Descriptor> manifests, Function<Descriptor, Object> property) {
        return manifests.stream().map(property).distinct().count();
    }

    /** The outer index as if it listed only these. */
    private byte[] only(List<Image> some) throws Damaged {
        var wanted = some.stream()
                .flatMap(image -> image.descriptor().stream())
                .map(m -> m.digest().toString())
                .collect(Collectors.toSet());
        try {
            var root = (ObjectNode) new ObjectMapper().readTree(index);
            root.withArray("/manifests")
                    .removeIf(m -> !wanted.contains(m.path("digest").asText()));
            return root.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Damaged("%s of the layout cannot be read".formatted(INDEX));
        }
    }

    /**
     * Those that are not the same image as another. Artifacts, such as signatures, are none where there are images; and where one index leads to
     * all that the others lead to, it is the only one.
     */
    private List<Image> distinct(List<Image> some) throws ImageFault {
        record Leading(Image image, Set<Digest> manifests) {}
        var leading = new ArrayList<Leading>();
        for (Image image : some) {
            var manifests = manifests(image).keySet();
            if (image.descriptor().isEmpty() || !manifests.isEmpty()) {
                leading.add(new Leading(image, manifests));
            }
        }
        for (Leading candidate : leading) {
            boolean leadsToAll = leading.stream()
                    .allMatch(other -> other.image().descriptor().isPresent()
                            && candidate.manifests().containsAll(other.manifests()));
            if (leadsToAll) {
                return List.of(candidate.image());
            }
        }
        return leading.isEmpty() ? some : leading.stream().map(Leading::image).toList();
    }

    /** The manifests of images that one of {@code index.json} leads to, by their digests, as far as they are there. */
    private Map<Digest, Manifest> manifests(Image image) throws ImageFault {
        return image.descriptor().isPresent()
                ? documents.images(image.descriptor().get())
                : Map.of();
    }

    private Unreadable none(Wanted wanted) {
        return new Unreadable(
                images.isEmpty()
                        ? "%s holds no image".formatted(members.name())
                        : "%s holds no image %s".formatted(members.name(), wanted.text()),
                images.isEmpty() ? "" : "it holds: " + labels(images));
    }

    private Unreadable several(List<Image> some, Wanted wanted, String reference) {
        String how = reference.equals("-")
                ? "save one of them alone: "
                : reference.startsWith("docker-archive:")
                        ? "name one of them behind a colon (docker-archive:FILE:NAME): "
                        : "name one of them behind a colon or, by its digest, with an @: ";
        return new Unreadable(
                "%s holds several images%s"
                        .formatted(members.name(), wanted instanceof Wanted.Only ? "" : " of that name"),
                how + labels(some));
    }

    private String labels(List<Image> some) {
        return some.stream().map(this::label).limit(MAX_NAMES_LISTED).collect(Collectors.joining(", "));
    }

    /** A name that no other image has, or a digest or number. */
    private String label(Image image) {
        return image.names().stream()
                .filter(name -> meant(new Wanted.Named(name)).size() == 1)
                .findFirst()
                .or(() -> image.descriptor().map(descriptor -> "@" + descriptor.digest()))
                .orElseGet(() -> "@" + image.saved().getFirst().number());
    }
}
