package dev.tare.source.registry.push;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.spec.Artifact;
import dev.tare.image.spec.MediaType;
import dev.tare.image.spec.ReferrersList;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Resource;

/**
 * Pushes artifacts that are about a manifest of the same repository (OCI distribution-spec 1.1, "Pushing Manifests with Subject"). Where the registry
 * has no referrers API, the list of referrers is kept under a tag.
 */
public final class ReferrerPush {

    /** Maximum size of a manifest and of a list of referrers, in bytes: what every registry takes ("Pushing Manifests"). */
    private static final int MAX_MANIFEST_BYTES = 4 << 20;

    /** How often the list is written if others write it at the same time. */
    private static final int MAX_ATTEMPTS = 5;

    /** A registry that has the referrers API answers a manifest that has a subject with this header. */
    private static final String SUBJECT = "OCI-Subject";

    private final Repository repository;
    private final ManifestPush manifests;

    /** @param repository that may be written to */
    public ReferrerPush(Repository repository) {
        this.repository = repository;
        this.manifests = new ManifestPush(repository);
    }

    /**
     * A manifest of the repository, for artifacts to be about it.
     *
     * @throws NotHeld if the repository does not have it
     */
    public Artifact.Subject subject(Digest digest) throws ImageFault {
        return repository.document(
                get("the manifest " + digest.brief(), digest.toString()), MAX_MANIFEST_BYTES, (answer, bytes) -> {
                    if (!digest.ofSameKind(bytes).equals(digest)) {
                        throw new Damaged("the registry answered with another manifest than %s".formatted(digest));
                    }
                    String type = answer.header("Content-Type").split(";", 2)[0].strip();
                    return new Artifact.Subject(type, digest, bytes.length);
                });
    }

    /** Pushes an artifact that has a subject. Its blobs must be in the repository. */
    public void push(Artifact artifact) throws ImageFault {
        byte[] manifest = artifact.manifest();
        var digest = Digest.sha256(manifest);
        var answer = manifests.put(digest.toString(), MediaType.OCI_MANIFEST, manifest, "");
        if (answer.header(SUBJECT).isEmpty()) {
            list(artifact, digest);
        }
    }

    /** A list under a tag as it is at a time; {@code etag} is empty where the registry tells none. */
    private record Version(ReferrersList list, String etag) {}

    private void list(Artifact artifact, Digest digest) throws ImageFault {
        String tag = ReferrersList.tag(artifact.subject().orElseThrow().digest());
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            var current = current(tag);
            if (current.list().has(digest)) {
                return; // also after another process has replaced what was written: then it is written again
            }
            current.list().add(artifact);
            byte[] index = current.list().bytes();
            if (index.length > MAX_MANIFEST_BYTES) {
                throw new Unreadable(
                        "the list of referrers would have more than %,d bytes".formatted(MAX_MANIFEST_BYTES),
                        "remove artifacts that are about this image");
            }
            var _ = manifests.put(tag, MediaType.OCI_INDEX, index, current.etag());
        }
        if (!current(tag).list().has(digest)) {
            throw new Unreadable("the list of referrers is changed by others all the time", "try again");
        }
    }

    private Version current(String tag) throws ImageFault {
        try {
            return repository.document(
                    get("the list of referrers " + tag, tag),
                    MAX_MANIFEST_BYTES,
                    (answer, bytes) -> new Version(ReferrersList.parse(bytes), answer.header("ETag")));
        } catch (NotHeld e) {
            return new Version(ReferrersList.empty(), "");
        }
    }

    /** Any kind of document is accepted, since some registries say of another kind than that which is asked for that it is not there. */
    private Get get(String what, String name) {
        return new Get(Resource.of(what), repository.at("/manifests/" + name))
                .with(Get.ACCEPT, String.join(", ", MediaType.DOCUMENTS));
    }
}
