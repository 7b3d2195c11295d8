package dev.tare.source.layout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.Limits;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.source.Members;
import dev.tare.source.Source;
import dev.tare.source.layout.Inventory.Choice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One image of a folder or an archive: of an OCI image layout, of what {@code docker save} writes, or of both in one. */
public final class FileSource implements Source {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Members members;
    private final String name;
    private final ImageFormat form;
    private final Wanted wanted;
    private final Limits limits;
    private final SavedLayers savedLayers;
    private final CopyOnWriteArrayList<String> warnings = new CopyOnWriteArrayList<>();
    private @Nullable Inventory inventory;

    /**
     * @param members to be closed with this
     * @param name what the user called it
     * @param form of the list that must be there
     * @param wanted which image of several
     */
    public FileSource(Members members, String name, ImageFormat form, Wanted wanted, Limits limits) {
        this.members = members;
        this.name = name;
        this.form = form;
        this.wanted = wanted;
        this.limits = limits;
        this.savedLayers = new SavedLayers(members);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Origin origin() {
        return Origin.FILE;
    }

    @Override
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private synchronized Inventory inventory() throws ImageFault {
        if (inventory == null) {
            inventory = new Inventory(members, form, limits);
        }
        return inventory;
    }

    @Override
    public Fetched manifest() throws ImageFault {
        return switch (inventory().choose(wanted, name)) {
            case Choice.Listed(Descriptor descriptor) -> manifest(descriptor);
            case Choice.Inner(Digest digest) -> {
                byte[] bytes = members.read(Members.blob(digest), limits.manifestBytes(), Bound.MANIFEST_BYTES);
                yield mended(verified(bytes, "", digest));
            }
            case Choice.Platforms(byte[] index) -> new Fetched(index, MediaType.OCI_INDEX, Digest.sha256(index));
            case Choice.Saved(SavedImage image) -> madeUp(image);
        };
    }

    @Override
    public Fetched manifest(Descriptor descriptor) throws ImageFault {
        String file = Members.blob(descriptor.digest());
        if (members.size(file) < 0) {
            throw new NotHeld(
                    "the manifest %s is not in %s".formatted(descriptor.digest().brief(), members.name()),
                    "the layout may hold only some of the platforms: choose one with --platform");
        }
        byte[] bytes = members.read(file, limits.manifestBytes(), Bound.MANIFEST_BYTES);
        if (bytes.length != descriptor.size()) {
            throw new Damaged("the manifest %s has %,d bytes; the index says %,d"
                    .formatted(descriptor.digest().brief(), bytes.length, descriptor.size()));
        }
        return mended(verified(bytes, descriptor.mediaType(), descriptor.digest()));
    }

    private static Fetched verified(byte[] bytes, String mediaType, Digest wanted) throws Damaged {
        Digest actual = wanted.ofSameKind(bytes);
        if (!actual.equals(wanted)) {
            throw new Damaged("the manifest's bytes have the digest %s; they are kept as %s".formatted(actual, wanted));
        }
        return new Fetched(bytes, mediaType, actual);
    }

    /**
     * A manifest with the layers that {@code manifest.json} names, where its own cannot be those of the config: Docker 25.0.0 wrote manifests
     * that lack layers, beside a {@code manifest.json} that is right.
     */
    private Fetched mended(Fetched fetched) throws ImageFault {
        if (!inventory().hasSaved()
                || !(Document.parse(fetched.bytes(), fetched.mediaType()) instanceof Manifest manifest)) {
            return fetched;
        }
        var saved = inventory().saved(manifest.config().digest());
        var own = manifest.layers().stream()
                .map(Descriptor::digest)
                .map(Optional::of)
                .toList();
        if (saved.isEmpty() || saved.get().layerDigests().equals(own)) {
            return fetched;
        }
        var config = config(saved.get());
        if (likeness(saved.get().layerDigests(), config) <= likeness(own, config)) {
            return fetched;
        }
        warnings.addIfAbsent(
                "the layers that the image's own manifest lists are not those of the config: those of %s are taken"
                        .formatted(SavedImage.LIST));
        try {
            var root = (ObjectNode) JSON.readTree(fetched.bytes());
            root.set("layers", savedLayers.descriptors(saved.get(), config, limits));
            return new Fetched(bytes(root), fetched.mediaType(), fetched.digest());
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw new Damaged("the manifest cannot be read", e);
        }
    }

    /** How well layers suit a config, as far as that can be told before they are read: 2 is surely, 1 perhaps, 0 not at all. */
    private static int likeness(List<Optional<Digest>> layers, Config config) {
        long distinct = layers.stream().distinct().count();
        boolean isKnown = layers.stream().allMatch(Optional::isPresent);
        if (layers.size() != config.diffIds().size()
                || (isKnown && distinct < config.diffIds().stream().distinct().count())) {
            return 0;
        }
        // the digest of an uncompressed layer is its diff ID
        return sorted(layers.stream().flatMap(Optional::stream)).equals(sorted(config.diffIds().stream())) ? 2 : 1;
    }

    private static List<Digest> sorted(Stream<Digest> digests) {
        return digests.sorted(Comparator.comparing(Digest::toString)).toList();
    }

    private byte[] configBytes(SavedImage image) throws ImageFault {
        if (members.size(image.config()) < 0) {
            throw SavedImage.missing(image.config());
        }
        return members.read(image.config(), limits.configBytes(), Bound.CONFIG_BYTES);
    }

    private Config config(SavedImage image) throws ImageFault {
        return Config.parse(configBytes(image));
    }

    /** A manifest as registries have it. It has no digest of its own, so the image goes by that of its config, which is Docker's image ID. */
    private Fetched madeUp(SavedImage image) throws ImageFault {
        byte[] bytes = configBytes(image);
        var id = Members.blobDigest(image.config()).orElseGet(() -> Digest.sha256(bytes));
        savedLayers.keep(id, image.config());
        var manifest = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.DOCKER_MANIFEST);
        manifest.putObject("config")
                .put("mediaType", MediaType.DOCKER_CONFIG)
                .put("digest", id.toString())
                .put("size", bytes.length);
        manifest.set("layers", savedLayers.descriptors(image, Config.parse(bytes), limits));
        return new Fetched(bytes(manifest), MediaType.DOCKER_MANIFEST, id);
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        return read(descriptor, members::open);
    }

    @Override
    public Optional<InputStream> openRange(Descriptor descriptor, long from, long length) throws ImageFault {
        return read(descriptor, file -> members.openRange(file, from, length));
    }

    private interface Reading<T> {
        T of(String file) throws IOException;
    }

    private <T> T read(Descriptor descriptor, Reading<T> reading) throws ImageFault {
        String file = savedLayers.file(descriptor.digest());
        if (members.size(file) < 0) {
            throw new NotHeld(
                    "the blob %s is not in %s".formatted(descriptor.digest().brief(), members.name()),
                    "copy the image again");
        }
        try {
            return reading.of(file);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(file, e);
        }
    }

    @Override
    public Optional<Digest> digest(Descriptor layer) {
        return savedLayers.isExpected(layer.digest()) ? Optional.empty() : Optional.of(layer.digest());
    }

    @Override
    public Optional<LayerIndex> index(Descriptor layer) throws ImageFault {
        return members.index(savedLayers.file(layer.digest()));
    }

    @Override
    public void close() {
        try {
            members.close();
        } catch (IOException e) {
            // nothing was written
        }
    }
}
