package dev.tare.source.registry.http;

import dev.tare.image.ImageFault.Unreadable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GET request.
 *
 * @param resource what it is for
 * @param headers beside those that every request has
 * @param guard checks the address, and each address of a redirect
 */
public record Get(Resource resource, Address address, Map<String, String> headers, Guard guard) {

    public static final String ACCEPT = "Accept";
    public static final String AUTHORIZATION = "Authorization";
    public static final String RANGE = "Range";

    /** Throws if an address must not be requested. */
    public interface Guard {
        void check(Address address) throws Unreadable;
    }

    public Get(Resource resource, Address address) {
        this(resource, address, Map.of(), _ -> {});
    }

    /** The same request with another header, unless the value is null. */
    public Get with(String header, @Nullable String value) {
        if (value == null) {
            return this;
        }
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Get(resource, address, more, guard);
    }

    public Get guardedBy(Guard other) {
        return new Get(resource, address, headers, other);
    }

    /** The request to send to the target of a redirect, without credentials if the origin changes. */
    Get redirectedTo(Address next) {
        var kept = new LinkedHashMap<>(headers);
        if (!next.origin().equals(address.origin())) {
            kept.remove(AUTHORIZATION);
        }
        return new Get(resource, next, kept, guard);
    }
}
