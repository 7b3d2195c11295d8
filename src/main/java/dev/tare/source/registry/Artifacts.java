package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.spec.Artifact;
import dev.tare.image.spec.MediaType;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Resource;
import java.util.Optional;

/** Reads artifacts of a repository into memory. */
public final class Artifacts {

    /** Maximum size of an artifact's manifest, in bytes. */
    private static final int MAX_MANIFEST_BYTES = 256 << 10;

    private final Repository repository;

    public Artifacts(Repository repository) {
        this.repository = repository;
    }

    /**
     * The artifact of a tag.
     *
     * @return empty if there is no such tag
     * @throws Damaged if the tag has something else
     */
    public Optional<Artifact> find(String tag) throws ImageFault {
        var get = new Get(Resource.of("the artifact " + tag), repository.at("/manifests/" + tag))
                .with(Get.ACCEPT, MediaType.OCI_MANIFEST);
        try {
            return Optional.of(repository.document(get, MAX_MANIFEST_BYTES, (_, bytes) -> parsed(bytes)));
        } catch (NotHeld e) {
            return Optional.empty();
        }
    }

    private static Artifact parsed(byte[] bytes) throws Damaged {
        if (bytes.length > MAX_MANIFEST_BYTES) {
            throw new Damaged("the artifact's manifest has more than %,d bytes".formatted(MAX_MANIFEST_BYTES));
        }
        return Artifact.parse(bytes);
    }

    /**
     * The content of a blob, which is verified.
     *
     * @param maxBytes maximum size
     */
    public byte[] content(Artifact.Blob blob, int maxBytes) throws ImageFault {
        if (blob.size() > maxBytes) {
            throw new Damaged(
                    "a blob of the artifact has %,d bytes, which is more than %,d".formatted(blob.size(), maxBytes));
        }
        if (blob.data().isPresent()) {
            return blob.data().get();
        }
        var get = new Get(Resource.blob(blob.digest()), repository.at("/blobs/" + blob.digest()));
        return repository.document(get, (int) blob.size(), (_, bytes) -> {
            blob.verify(bytes);
            return bytes;
        });
    }
}
