package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.Limits;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Descriptor;
import dev.tare.source.Source;
import dev.tare.source.registry.http.body.PartMemory;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** One image in one registry. */
final class RegistrySource implements Source {

    private final Reference reference;
    private final Repository repository;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Tags tags;

    RegistrySource(
            Reference reference, Repository repository, RegistryOptions options, Limits limits, PartMemory memory) {
        this.reference = reference;
        this.repository = repository;
        this.manifests = new Manifests(repository, limits);
        this.blobs = new Blobs(repository, options, limits, memory);
        this.tags = new Tags(repository);
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
        try {
            return manifests.of(reference);
        } catch (NotHeld e) {
            throw reference.digest().isPresent() || repository.isMirror() ? e : withNearest(e);
        }
    }

    /** The error for a tag that is not there, with the tags that may have been meant. */
    private NotHeld withNearest(NotHeld fault) {
        var nearest = tags.nearest(reference.name());
        return nearest.isEmpty()
                ? fault
                : new NotHeld(
                        String.valueOf(fault.getMessage()),
                        "%s; tags like it: %s".formatted(fault.hint(), String.join(", ", nearest)));
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
    public Optional<InputStream> openRange(Descriptor descriptor, long from, long length) throws ImageFault {
        return blobs.openRange(descriptor, from, length);
    }

    @Override
    public void close() {
        // the connections belong to the session of the host
    }
}
