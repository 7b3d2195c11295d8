package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.MediaType;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Http;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.body.PartMemory;
import dev.tare.source.registry.http.body.ResumingBody;
import dev.tare.source.registry.http.body.ResumingBody.Beginning;
import dev.tare.source.registry.http.body.WideBody;
import dev.tare.source.registry.rate.Rate;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;

/** {@code GET /v2/NAME/blobs/DIGEST} (OCI distribution-spec 1.1, "Pulling blobs"), whole or in part. */
final class Blobs {

    private final Repository repository;
    private final RegistryOptions options;
    private final Limits limits;
    private final PartMemory memory;

    /** @param memory of all blobs of a run */
    Blobs(Repository repository, RegistryOptions options, Limits limits, PartMemory memory) {
        this.repository = repository;
        this.options = options;
        this.limits = limits;
        this.memory = memory;
    }

    /** Opens a blob. Configs are read at once; a layer goes on after a broken connection. */
    InputStream open(Descriptor descriptor) throws ImageFault {
        var get = get(descriptor);
        if (!MediaType.isLayer(descriptor.mediaType())) {
            int limit = (int) Math.min(limits.configBytes(), descriptor.size());
            return repository.document(get, limit, (_, bytes) -> new ByteArrayInputStream(bytes));
        }
        try {
            return layer(get, descriptor);
        } catch (NotHeld e) {
            if (!options.foreignLayers() || descriptor.urls().isEmpty()) {
                throw e;
            }
            return foreign(descriptor);
        }
    }

    /**
     * Opens a part of a blob.
     *
     * @param from the first byte, counted from 0
     * @param length in bytes
     * @return empty if the registry does not support ranges
     */
    Optional<InputStream> openRange(Descriptor descriptor, long from, long length) throws ImageFault {
        var get = get(descriptor);
        return ResumingBody.part(
                get.resource(),
                range -> repository.get(get.with(Get.RANGE, range)),
                repository.retries(),
                from,
                length);
    }

    /** A large layer comes over as many connections as bring something, unless requests are few. */
    private InputStream layer(Get get, Descriptor descriptor) throws ImageFault {
        ResumingBody.Opener opener = range -> repository.get(get.with(Get.RANGE, range));
        return descriptor.size() < WideBody.MIN_BYTES || !options.maxRate().equals(Rate.UNLIMITED)
                ? whole(get, descriptor, opener)
                : wide(get, descriptor, opener);
    }

    private InputStream wide(Get get, Descriptor descriptor, ResumingBody.Opener opener) throws ImageFault {
        long size = descriptor.size();
        var resource = get.resource();
        var retries = repository.retries();
        ResumingBody.Opener once = range -> repository.get(get.with(Get.RANGE, range), retries.none());
        Optional<Beginning> beginning;
        try {
            beginning = ResumingBody.beginning(resource, once, opener, retries, WideBody.PIECE_BYTES, size);
        } catch (Unreadable e) {
            beginning = Optional.empty(); // the whole may come, or the fault again
        }
        if (beginning.isEmpty()) {
            return whole(get, descriptor, opener);
        }
        if (beginning.get().isWhole()) {
            return beginning.get().stream();
        }
        return new WideBody(
                beginning.get().stream(),
                size,
                new WideBody.Requests() {
                    @Override
                    public Optional<InputStream> part(long from, long length) throws ImageFault {
                        return ResumingBody.part(resource, once, retries.none(), from, length);
                    }

                    @Override
                    public Optional<InputStream> piece(long from, long length) throws ImageFault {
                        return ResumingBody.part(resource, once, opener, retries, from, length);
                    }

                    @Override
                    public InputStream rest(long from) throws ImageFault {
                        return ResumingBody.rest(resource, opener, retries, from, size);
                    }
                },
                memory);
    }

    private Get get(Descriptor descriptor) {
        return new Get(Resource.blob(descriptor.digest()), repository.at("/blobs/" + descriptor.digest()));
    }

    private InputStream whole(Get get, Descriptor descriptor, ResumingBody.Opener opener) throws ImageFault {
        return ResumingBody.whole(get.resource(), opener, repository.retries(), descriptor.size());
    }

    /** Reads a foreign layer from the URLs of its descriptor, without credentials. It is verified like any other layer. */
    private InputStream foreign(Descriptor descriptor) throws ImageFault {
        Unreadable last = new Unreadable("no address of the foreign layer can be used", "");
        for (String url : descriptor.urls()) {
            try {
                var get = new Get(Resource.blob(descriptor.digest()), Address.parse(url))
                        .guardedBy(Http.publicOr(repository.base().origin()));
                return whole(get, descriptor, range -> foreign(get.with(Get.RANGE, range)));
            } catch (Unreadable e) {
                last = e;
            } catch (Address.Invalid e) {
                // the next URL may be valid
            }
        }
        throw last;
    }

    private Answer foreign(Get get) throws Unreadable {
        var answer = repository.http().get(get, repository.retries());
        if (Repository.isWanted(get, answer)) {
            return answer;
        }
        answer.close();
        throw new Unreadable("%s answered %d for the foreign layer".formatted(get.address(), answer.status()), "");
    }
}
