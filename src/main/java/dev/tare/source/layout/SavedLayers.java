package dev.tare.source.layout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.spec.Config;
import dev.tare.layer.stream.Compression;
import dev.tare.source.Members;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Descriptors for the layers that {@code manifest.json} names by their files. What the digest of a file is, its name may tell. An
 * uncompressed layer, which has its diff ID for a digest, goes by what the config expects, so that it need not be read for that alone.
 */
final class SavedLayers {

    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar";

    private final Members members;
    private final Map<Digest, String> files = new ConcurrentHashMap<>();
    private final Set<Digest> expected = ConcurrentHashMap.newKeySet();

    /** @param told whether the digest is that of the file, and not only what the config expects */
    private record Layer(String file, Compression compression, Digest digest, boolean told) {}

    SavedLayers(Members members) {
        this.members = members;
    }

    /** Notes that a file is not named as a blob of a layout is. */
    void keep(Digest digest, String file) {
        files.put(digest, file);
    }

    /** The file of a blob. */
    String file(Digest digest) {
        return files.getOrDefault(digest, Members.blob(digest));
    }

    /** Whether a digest is what the config expects of a layer, and the layer may have another. */
    boolean isExpected(Digest digest) {
        return expected.contains(digest);
    }

    /** The layers as a manifest lists them. */
    ArrayNode descriptors(SavedImage image, Config config, Limits limits) throws ImageFault {
        int count = image.layers().size();
        if (count > limits.layers()) {
            throw Limits.exceeded("an image of %,d layers".formatted(count), limits.layers(), Bound.LAYERS);
        }
        var layers = new ArrayList<Layer>();
        for (int i = 0; i < count; i++) {
            String file = image.layers().get(i);
            var diffId =
                    i < config.diffIds().size() ? Optional.of(config.diffIds().get(i)) : Optional.<Digest>empty();
            try {
                layers.add(layer(file, diffId));
            } catch (ImageFault e) {
                throw e.in("layer %d (%s)".formatted(i, file));
            }
        }
        for (var twofold = twofold(layers); twofold.isPresent(); twofold = twofold(layers)) {
            String file = twofold.get().file();
            var told = new Layer(file, twofold.get().compression(), hash(file), true);
            layers.replaceAll(layer -> layer.file().equals(file) ? told : layer);
        }
        var descriptors = new ObjectMapper().createArrayNode();
        for (Layer layer : layers) {
            keep(layer.digest(), layer.file());
            if (!layer.told()) {
                expected.add(layer.digest());
            }
            descriptors
                    .addObject()
                    .put(
                            "mediaType",
                            LAYER + (layer.compression() == Compression.NONE ? "" : "." + layer.compression()))
                    .put("digest", layer.digest().toString())
                    .put("size", members.size(layer.file()));
        }
        return descriptors;
    }

    /**
     * A layer that goes by what the config expects, and another file goes by that too: one of them is a copy, or not what it should be.
     */
    private static Optional<Layer> twofold(List<Layer> layers) {
        var files = new HashMap<Digest, Layer>();
        for (Layer layer : layers) {
            var other = files.putIfAbsent(layer.digest(), layer);
            if (other != null && !other.file().equals(layer.file()) && !(layer.told() && other.told())) {
                return Optional.of(layer.told() ? other : layer);
            }
        }
        return Optional.empty();
    }

    private Layer layer(String file, Optional<Digest> diffId) throws ImageFault {
        var compression = compression(file);
        var named = Members.blobDigest(file);
        if (named.isPresent()) {
            return new Layer(file, compression, named.get(), true);
        }
        var read = members.index(file);
        if (read.isPresent()) {
            return new Layer(file, compression, read.get().digest(), true);
        }
        return compression == Compression.NONE && diffId.isPresent()
                ? new Layer(file, compression, diffId.get(), false)
                : new Layer(file, compression, hash(file), true);
    }

    private Digest hash(String file) throws ImageFault {
        return read(file, Digest::sha256);
    }

    private Compression compression(String file) throws ImageFault {
        var read = members.index(file);
        return read.isPresent() ? read.get().compression() : read(file, Compression::of);
    }

    private interface Reading<T> {
        T of(InputStream stream) throws IOException;
    }

    private <T> T read(String file, Reading<T> reading) throws ImageFault {
        if (members.size(file) < 0) {
            throw SavedImage.missing(file);
        }
        try (var stream = members.open(file)) {
            return reading.of(stream);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw members.unreadable(file, e);
        }
    }
}
