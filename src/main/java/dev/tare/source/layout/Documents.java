package dev.tare.source.layout;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Index;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.MediaType;
import dev.tare.source.Members;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The manifests and indexes of a layout, each read once to tell images apart, and all of them together within a bound. */
final class Documents {

    /** Maximum depth of indexes in indexes. Real tools nest them once. */
    private static final int MAX_NESTING = 4;

    /** Maximum bytes of all manifests and indexes that are read together. A real one has some 10 kB. */
    private static final long MAX_TOTAL_BYTES = 256 << 20;

    private final Members members;
    private final Limits limits;
    private final Map<Digest, Optional<Document>> known = new HashMap<>();
    private long bytes;

    Documents(Members members, Limits limits) {
        this.members = members;
        this.limits = limits;
    }

    /** @throws BeyondLimit if so many bytes more are too many to be read */
    void count(long more) throws BeyondLimit {
        bytes += more;
        if (bytes > MAX_TOTAL_BYTES) {
            throw new BeyondLimit(
                    "%s lists images of which more than %,d bytes would have to be read to tell them apart"
                            .formatted(members.name(), MAX_TOTAL_BYTES),
                    "save one image alone");
        }
    }

    /** The manifests of images that a descriptor leads to, by their digests, as far as they are there. */
    Map<Digest, Manifest> images(Descriptor descriptor) throws ImageFault {
        var found = new LinkedHashMap<Digest, Manifest>();
        collect(descriptor, MAX_NESTING, found);
        return found;
    }

    private void collect(Descriptor descriptor, int nesting, Map<Digest, Manifest> found) throws ImageFault {
        switch (document(descriptor).orElse(null)) {
            case Manifest manifest when isImage(manifest) -> found.put(descriptor.digest(), manifest);
            case Index inner
            when nesting > 0 -> {
                for (Descriptor next : inner.manifests()) {
                    if (!next.isAttestation() && !found.containsKey(next.digest())) {
                        collect(next, nesting - 1, found);
                    }
                }
            }
            case null, default -> {
                // no image
            }
        }
    }

    /** Signatures have the config of an image, but no layers that are files. */
    private static boolean isImage(Manifest manifest) {
        return manifest.isImage() && manifest.layers().stream().allMatch(layer -> MediaType.isLayer(layer.mediaType()));
    }

    /** A manifest or an index; empty if it is not there, or damaged: whoever wants just that one is told so. */
    private Optional<Document> document(Descriptor descriptor) throws ImageFault {
        var before = known.get(descriptor.digest());
        if (before != null) {
            return before;
        }
        var document = Optional.<Document>empty();
        String file = Members.blob(descriptor.digest());
        long size = members.size(file);
        if (size >= 0 && size <= limits.manifestBytes()) {
            count(size);
            try {
                byte[] read = members.read(file, limits.manifestBytes(), Bound.MANIFEST_BYTES);
                if (descriptor.digest().ofSameKind(read).equals(descriptor.digest())) {
                    document = Optional.of(Document.parse(read, descriptor.mediaType()));
                }
            } catch (ImageFault e) {
                // it may not be the one that is wanted
            }
        }
        known.put(descriptor.digest(), document);
        return document;
    }
}
