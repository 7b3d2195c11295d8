package dev.tare.source.registry;

import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Descriptor;
import dev.tare.source.Source;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An image with mirrors: they are tried in order, and the registry itself last. Each request begins at the place that answered the one before. A
 * mirror that fails is a warning as long as another place answers.
 */
final class MirroredSource implements Source {

    private final Reference reference;
    private final List<Endpoint> endpoints;
    private final Function<Endpoint, RegistrySource> opener;
    private final Map<Endpoint, RegistrySource> open = new ConcurrentHashMap<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private volatile Endpoint current;

    MirroredSource(Reference reference, List<Endpoint> endpoints, Function<Endpoint, RegistrySource> opener) {
        this.reference = reference;
        this.endpoints = List.copyOf(endpoints);
        this.opener = opener;
        this.current = endpoints.getFirst();
    }

    /** A request to one place. */
    private interface Question<T> {
        T ask(RegistrySource source) throws ImageFault;
    }

    private <T> T ask(Question<T> question) throws ImageFault {
        var order = new ArrayList<Endpoint>(endpoints);
        Endpoint first = current;
        order.remove(first);
        order.addFirst(first);
        ImageFault fault = null;
        var failed = new ArrayList<String>();
        for (Endpoint endpoint : order) {
            try {
                T answer = question.ask(open.computeIfAbsent(endpoint, opener));
                current = endpoint;
                failed.forEach(this::warn);
                return answer;
            } catch (BeyondLimit e) {
                throw e; // another place would send the same
            } catch (ImageFault e) {
                failed.add("the %s %s was passed over: %s"
                        .formatted(endpoint.mirror() ? "mirror" : "registry", endpoint.host(), e.getMessage()));
                // the error of the registry itself is reported; a mirror need not have everything
                fault = worse(fault, e, endpoint);
            }
        }
        throw java.util.Objects.requireNonNull(fault);
    }

    private static ImageFault worse(@Nullable ImageFault before, ImageFault now, Endpoint endpoint) {
        return before == null || !endpoint.mirror() ? now : before;
    }

    private void warn(String warning) {
        if (!warnings.contains(warning) && warnings.size() < 20) {
            warnings.add(warning);
        }
    }

    @Override
    public String name() {
        return reference.toString();
    }

    @Override
    public Fetched manifest() throws ImageFault {
        return ask(RegistrySource::manifest);
    }

    @Override
    public Fetched manifest(Descriptor descriptor) throws ImageFault {
        return ask(source -> source.manifest(descriptor));
    }

    @Override
    public InputStream blob(Descriptor descriptor) throws ImageFault {
        return ask(source -> source.blob(descriptor));
    }

    @Override
    public Optional<InputStream> openRange(Descriptor descriptor, long from, long length) throws ImageFault {
        return ask(source -> source.openRange(descriptor, from, length));
    }

    @Override
    public List<String> warnings() {
        var all = new ArrayList<>(warnings);
        open.values().forEach(source -> all.addAll(source.warnings()));
        return List.copyOf(all);
    }

    @Override
    public void close() {
        open.values().forEach(RegistrySource::close);
    }
}
