package dev.tare.source.registry;

import dev.tare.image.Descriptor;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.Reference;
import dev.tare.source.Source;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An image that several places may have: its mirrors in their order, and last the registry itself. Each thing is asked for where
 * the last one was found, then at the others; a mirror that fails is a warning as long as another place has the thing.
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

    /** One question to one place. */
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
                // what the registry itself says is what counts; mirrors need not have everything
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
