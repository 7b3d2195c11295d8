package dev.tare.source.registry;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.MediaType;
import dev.tare.source.Source.Fetched;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.RegistryErrors;
import dev.tare.source.registry.http.Resource;
import java.util.Optional;

/** {@code GET /v2/NAME/manifests/REFERENCE} (OCI distribution-spec 1.1, "Pulling manifests"). */
final class Manifests {

    private static final String ACCEPT = String.join(", ", MediaType.DOCUMENTS);

    private final Repository repository;
    private final Limits limits;

    Manifests(Repository repository, Limits limits) {
        this.repository = repository;
        this.limits = limits;
    }

    /** The manifest or index of a reference. A digest in the reference is verified. */
    Fetched of(Reference reference) throws ImageFault {
        return get(Resource.of("the image"), reference.name(), reference.digest());
    }

    /** A manifest that an index lists. */
    Fetched of(Descriptor descriptor) throws ImageFault {
        var digest = descriptor.digest();
        var fetched = get(Resource.of("the manifest " + digest.brief()), digest.toString(), Optional.of(digest));
        if (fetched.bytes().length != descriptor.size()) {
            throw new Damaged("the manifest %s has %,d bytes; the index says %,d"
                    .formatted(digest.brief(), fetched.bytes().length, descriptor.size()));
        }
        return fetched;
    }

    private Fetched get(Resource resource, String name, Optional<Digest> expected) throws ImageFault {
        var get = new Get(resource, repository.at("/manifests/" + name)).with(Get.ACCEPT, ACCEPT);
        return repository.document(get, limits.manifestBytes(), (answer, bytes) -> verified(answer, bytes, expected));
    }

    private Fetched verified(Answer answer, byte[] bytes, Optional<Digest> expected) throws ImageFault {
        if (bytes.length > limits.manifestBytes()) {
            throw Limits.exceeded(
                    "a manifest of more than %,d bytes".formatted(limits.manifestBytes()),
                    limits.manifestBytes(),
                    Bound.MANIFEST_BYTES);
        }
        String type = answer.header("Content-Type").split(";", 2)[0].strip();
        if (RegistryErrors.isHtml(type, bytes)) {
            throw new Unreadable(
                    "%s answered with a web page where a manifest was asked for".formatted(repository.base()),
                    "check that this is the address of a registry, and that no proxy or sign-in page is in between");
        }
        Digest digest = expected.map(d -> d.ofSameKind(bytes)).orElseGet(() -> Digest.sha256(bytes));
        if (expected.isPresent() && !expected.get().equals(digest)) {
            throw new Damaged("the registry answered with a manifest of the digest %s where %s was asked for"
                    .formatted(digest, expected.get()));
        }
        String said = answer.header("Docker-Content-Digest");
        if (!said.isEmpty() && said.startsWith(digest.algorithm()) && !said.equals(digest.toString())) {
            repository.warn("the registry says that the manifest's digest is %s, but it is %s"
                    .formatted(RegistryErrors.brief(said), digest));
        }
        return new Fetched(bytes, type, digest);
    }
}
