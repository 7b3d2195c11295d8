package dev.tare.source.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.RegistryErrors;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Retries;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a list of names that comes in pages, by the declared API: with credentials, retries, and bounds on all that a registry may send. */
final class Pages {

    /** Maximum names that a page is asked for. A registry may send fewer. */
    static final int PAGE_NAMES = 1000;

    private static final int BUFFER_BYTES = 8 << 10;
    private static final int OK = 200;
    private static final int MAX_ERROR_BYTES = 64 << 10;

    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Repository repository;
    private final Retries retries;
    private final Listing listing;
    private final Bounds bounds;

    /**
     * What is listed.
     *
     * @param resource for messages
     * @param address of the first page
     * @param field of the JSON that has the names
     * @param valid whether a name can be one; others are passed over
     * @param refusal makes the error of a status
     */
    record Listing(Resource resource, Address address, String field, Predicate<String> valid, Refusal refusal) {}

    /**
     * What is read at most.
     *
     * @param pageBytes of one page
     */
    record Bounds(int pages, int pageBytes, int names) {}

    /** Sends the first request. */
    interface First {
        Response send(RegistryApi api, @Nullable String authorization);
    }

    /** Makes the error of a request that the registry refuses. */
    interface Refusal {
        /** @param said the error message of the registry; may be empty */
        ImageFault of(int status, String said);
    }

    Pages(Repository repository, Retries retries, Listing listing, Bounds bounds) {
        this.repository = repository;
        this.retries = retries;
        this.listing = listing;
        this.bounds = bounds;
    }

    /** One page as received. */
    private record Page(byte[] bytes, Optional<Address> next) {}

    /**
     * Reads all pages.
     *
     * @param names receives the valid names; has those of the pages before, if one fails
     * @throws BeyondLimit if there are more pages or names than the bounds allow
     */
    void read(First first, Collection<String> names) throws ImageFault {
        var api = repository.api();
        var address = listing.address();
        Set<Address> seen = new HashSet<>();
        First request = first;
        while (seen.add(address)) {
            if (seen.size() > bounds.pages()) {
                throw beyond("%,d pages".formatted(bounds.pages()));
            }
            var page = page(api, request, address);
            add(page.bytes(), names);
            if (page.next().isEmpty()) {
                return;
            }
            address = page.next().get();
            String url = address.url();
            request = (it, authorization) -> it.page(url, authorization);
        }
        throw new Unreadable(
                "%s could not be listed: the registry links to a page that it sent before"
                        .formatted(listing.resource()),
                "");
    }

    private Page page(RegistryApi api, First request, Address address) throws ImageFault {
        var handshake = repository.handshake(retries);
        for (int failures = 0; ; ) {
            retries.checkTime();
            String authorization = handshake.authorization();
            Unreadable fault;
            Optional<Duration> wait = Optional.empty();
            try (var response = repository.http().declared(address, retries, () -> request.send(api, authorization))) {
                int status = response.getStatus();
                if (status == OK) {
                    return page(response, address);
                }
                String said = said(response);
                if (handshake.answer(status, headers(response, "WWW-Authenticate"), authorization)) {
                    continue;
                }
                if (!Retries.isPassing(status) || failures >= retries.max()) {
                    throw listing.refusal().of(status, said);
                }
                fault = new Unreadable("%s answered %d".formatted(address.origin(), status), "try again later");
                wait = headers(response, "Retry-After").stream().findFirst().flatMap(Retries::retryAfter);
            } catch (ProcessingException e) {
                fault = repository.http().unanswered(address, e, retries);
            }
            retries.pause(listing.resource(), failures, wait, fault);
            failures++;
        }
    }

    private static List<String> headers(Response response, String name) {
        var values = response.getStringHeaders().get(name);
        return values == null ? List.of() : values;
    }

    private String said(Response response) {
        try (var body = response.readEntity(InputStream.class)) {
            return RegistryErrors.read(body.readNBytes(MAX_ERROR_BYTES), repository::conceal);
        } catch (IOException | ProcessingException e) {
            return ""; // the status alone is reported
        }
    }

    private Page page(Response response, Address address) throws ImageFault {
        byte[] bytes;
        try (var body = response.readEntity(InputStream.class)) {
            bytes = read(body, bounds.pageBytes() + 1);
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw repository.http().unanswered(address, e, retries);
        }
        if (bytes.length > bounds.pageBytes()) {
            throw beyond("a page of %,d bytes".formatted(bounds.pageBytes()));
        }
        return new Page(bytes, next(response.getHeaderString("Link"), address));
    }

    /** Reads no more than so many bytes, and no longer than the time for the whole lasts: bytes may drip in one by one. */
    private byte[] read(InputStream body, int maxBytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (bytes.size() < maxBytes) {
            retries.checkTime();
            int got = body.read(buffer, 0, Math.min(buffer.length, maxBytes - bytes.size()));
            if (got < 0) {
                break;
            }
            bytes.write(buffer, 0, got);
        }
        return bytes.toByteArray();
    }

    /**
     * The next page. Credentials go to the registry alone.
     *
     * @throws Unreadable if it is not at the registry's own origin
     */
    private Optional<Address> next(@Nullable String link, Address address) throws Unreadable {
        var next = NEXT.matcher(link == null ? "" : link);
        if (!next.find()) {
            return Optional.empty();
        }
        try {
            var resolved = address.resolve(next.group(1));
            if (resolved.origin().equals(address.origin())) {
                return Optional.of(resolved);
            }
        } catch (Address.Invalid e) {
            // the same error
        }
        throw new Unreadable(
                "%s could not be listed: the next page is at no address of %s"
                        .formatted(listing.resource(), address.origin()),
                "");
    }

    private void add(byte[] bytes, Collection<String> names) throws ImageFault {
        try {
            var page = JSON.readTree(bytes);
            if (!page.has(listing.field())) { // null stands for no names, an error does not
                throw noList();
            }
            for (var name : page.path(listing.field())) {
                if (name.isTextual() && listing.valid().test(name.asText())) {
                    if (names.size() >= bounds.names()) {
                        throw beyond("%,d names".formatted(bounds.names()));
                    }
                    names.add(name.asText());
                }
            }
        } catch (JsonProcessingException e) {
            throw notJson();
        } catch (ImageFault e) {
            throw e;
        } catch (IOException e) {
            throw notJson();
        }
    }

    private Unreadable noList() {
        return new Unreadable(
                "%s could not be listed: %s answered without a list".formatted(listing.resource(), repository.base()),
                "try again later");
    }

    private Unreadable notJson() {
        return new Unreadable(
                "%s could not be listed: %s answered with no valid JSON"
                        .formatted(listing.resource(), repository.base()),
                "check that this is the address of a registry, and that no proxy or sign-in page is in between");
    }

    private BeyondLimit beyond(String what) {
        return new BeyondLimit("%s could not be listed: there is more than %s".formatted(listing.resource(), what), "");
    }
}
