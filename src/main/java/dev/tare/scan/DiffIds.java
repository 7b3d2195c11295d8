package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.spec.Config;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Manifest;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.stream.Compression;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * What the config says the layers of an image are (OCI image-spec, config.md, "rootfs": the hashes of the layers, in order from first to
 * last). Docker and containerd refuse an image with another number of layers, or with a layer whose diff ID is not the one at its
 * place, and so do podman and CRI-O by now: such an image is damaged. An empty layer is a layer like any other.
 *
 * <p>Two things are no damage. A config without any diff ID contradicts nothing: Docker and containerd refuse that as well, but podman and
 * CRI-O run it. And a foreign layer, which may be nowhere to be had, need not have one.
 */
final class DiffIds {

    /** For each layer of the manifest; empty where the config does not say it. */
    private final List<Optional<Digest>> expected;

    private DiffIds(List<Optional<Digest>> expected) {
        this.expected = expected;
    }

    /** @throws Damaged if the manifest cannot list the layers of the config */
    static DiffIds of(Manifest manifest, Config config) throws Damaged {
        var layers = manifest.layers();
        var ids = config.diffIds();
        if (ids.isEmpty()) {
            return new DiffIds(Collections.nCopies(layers.size(), Optional.empty()));
        }
        if (ids.size() == layers.size()) {
            return new DiffIds(ids.stream().map(Optional::of).toList());
        }
        if (ids.size() != layers.stream().filter(layer -> !layer.isForeign()).count()) {
            throw new Damaged("the manifest lists %,d layers, but the config lists %,d diff IDs"
                    .formatted(layers.size(), ids.size()));
        }
        var left = ids.iterator();
        var expected = new ArrayList<Optional<Digest>>();
        for (Descriptor layer : layers) {
            expected.add(layer.isForeign() ? Optional.empty() : Optional.of(left.next()));
        }
        return new DiffIds(expected);
    }

    /** The expected diff ID at a place. */
    Optional<Digest> at(int place) {
        return expected.get(place);
    }

    /** Returns true if a layer may be the one at this place, as far as its diff ID can be checked. */
    boolean fits(int place, LayerIndex layer) {
        return at(place)
                .flatMap(id -> own(id.algorithm(), layer).map(id::equals))
                .orElse(true);
    }

    /** The error for a layer that does not fit. */
    Damaged misfit(int place, LayerIndex layer) {
        return new Damaged("its diff ID is %s; the config says %s"
                .formatted(layer.diffId(), at(place).map(Digest::toString).orElse("nothing")));
    }

    /** A warning if the diff ID of a layer could not be checked. */
    Optional<String> unchecked(int place, LayerIndex layer) {
        return at(place)
                .filter(id -> own(id.algorithm(), layer).isEmpty())
                .map(id -> "its diff ID is %s; it was not checked against that of the config, %s"
                        .formatted(layer.diffId(), id));
    }

    /** The layer's own diff ID by an algorithm; that of an uncompressed one is the digest of its blob too. */
    private static Optional<Digest> own(String algorithm, LayerIndex layer) {
        if (layer.diffId().algorithm().equals(algorithm)) {
            return Optional.of(layer.diffId());
        }
        return Optional.of(layer.digest())
                .filter(digest -> layer.compression() == Compression.NONE
                        && digest.algorithm().equals(algorithm));
    }

    /**
     * The order of the config, for layers that the manifest lists in another one.
     *
     * @return for each diff ID the place of its layer among these; empty if these are not just the layers of the config
     */
    Optional<List<Integer>> order(List<LayerIndex> layers) {
        var places = new HashMap<Digest, Deque<Integer>>();
        for (int place = 0; place < layers.size(); place++) {
            for (String algorithm : List.of("sha256", "sha512")) {
                var own = own(algorithm, layers.get(place));
                if (own.isPresent()) {
                    places.computeIfAbsent(own.get(), _ -> new ArrayDeque<>()).add(place);
                }
            }
        }
        var order = new ArrayList<Integer>();
        var taken = new BitSet();
        for (var id : expected) {
            var candidates = id.map(places::get).orElseGet(ArrayDeque::new);
            Integer place = candidates.poll();
            while (place != null && taken.get(place)) {
                place = candidates.poll();
            }
            if (place == null) {
                return Optional.empty();
            }
            taken.set(place);
            order.add(place);
        }
        return Optional.of(order);
    }
}
