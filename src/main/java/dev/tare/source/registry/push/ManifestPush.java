package dev.tare.source.registry.push;

import dev.tare.image.ImageFault;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Send;
import dev.tare.source.registry.http.Send.Body;
import dev.tare.source.registry.http.Send.Method;
import java.util.Set;

/** Pushes manifests (OCI distribution-spec 1.1, "Pushing Manifests"). What a manifest refers to must be in the repository before. */
public final class ManifestPush {

    private static final Set<Integer> CREATED = Set.of(201);

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
        var head = new Get(Resource.of("the manifest " + name), repository.at("/manifests/" + name));
        repository.send(new Send(Method.PUT, head, Body.of(mediaType, manifest)), CREATED);
    }
}
