package dev.tare.source.registry;

import dev.tare.image.Descriptor;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.Reference;
import dev.tare.source.Source;
import java.io.InputStream;
import java.util.List;

/** One image in one registry. */
final class RegistrySource implements Source {

    private final Reference reference;
    private final Repository repository;
    private final Manifests manifests;
    private final Blobs blobs;

    RegistrySource(Reference reference, Repository repository, RegistryOptions options, Limits limits) {
        this.reference = reference;
        this.repository = repository;
        this.manifests = new Manifests(repository, limits);
        this.blobs = new Blobs(repository, options, limits);
    }

    @Override
    public String name() {
        return reference.toString();
    }

    @Override
    public List<String> warnings() {
        return repository.warnings();
    }

    @Override
    public Fetched manifest() throws ImageFault {
        return manifests.of(reference);
    }

    @Override
    public Fetched manifest(Descriptor descriptor) throws ImageFault {
        return manifests.of(descriptor);
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        return blobs.open(descriptor);
    }

    @Override
    public void close() {
        // the connections belong to the session of the host
    }
}
