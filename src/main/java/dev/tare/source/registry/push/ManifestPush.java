package dev.tare.source.registry.push;

import dev.tare.image.ImageFault;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Send;
import dev.tare.source.registry.http.Send.Body;
import dev.tare.source.registry.http.Send.Method;
import java.util.Set;

/** Pushes manifests (OCI distribution-spec 1.1, "Pushing Manifests"). What a manifest refers to must be in the repository before. */
public final class ManifestPush {

    /** The status of a response to a request whose condition does not hold (RFC 9110, 15.5.13). */
    static final int PRECONDITION_FAILED = 412;

    private static final Set<Integer> CREATED = Set.of(201);
    private static final Set<Integer> CREATED_OR_CHANGED = Set.of(201, PRECONDITION_FAILED);

    private final Repository repository;

    /** @param repository that may be written to */
    public ManifestPush(Repository repository) {
        this.repository = repository;
    }

    /**
     * Pushes a manifest. A tag that was there is moved to it.
     *
     * @param name a tag, or the digest of the manifest
     */
    public void push(String name, String mediaType, byte[] manifest) throws ImageFault {
        var _ = put(name, mediaType, manifest, "");
    }

    /**
     * The same with a condition.
     *
     * @param unchangedSince the {@code ETag} of what is to be replaced; empty to replace whatever is there
     * @return the response, whose body is read; its status is 412 if something else is there by now
     */
    Answer put(String name, String mediaType, byte[] manifest, String unchangedSince) throws ImageFault {
        var head = new Get(Resource.of("the manifest " + name), repository.at("/manifests/" + name))
                .with("If-Match", unchangedSince.isEmpty() ? null : unchangedSince);
        return repository.send(
                new Send(Method.PUT, head, Body.of(mediaType, manifest)),
                unchangedSince.isEmpty() ? CREATED : CREATED_OR_CHANGED);
    }
}
