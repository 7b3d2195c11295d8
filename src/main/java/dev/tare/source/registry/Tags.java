package dev.tare.source.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.EditDistance;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.http.Address;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** {@code GET /v2/NAME/tags/list} (OCI distribution-spec 1.1, "Listing tags"). */
final class Tags {

    private static final int MAX_PAGES = 3;
    private static final int PAGE_TAGS = 1000;
    private static final int MAX_PAGE_BYTES = 256 << 10;
    private static final int MAX_NEAREST = 3;
    private static final int MAX_SECONDS = 10;

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Repository repository;

    Tags(Repository repository) {
        this.repository = repository;
    }

    /**
     * The tags that are most like one that is not there, the most alike first. The list is for a hint: it is read for a few seconds and a few pages,
     * and is empty if the registry does not give it.
     */
    List<String> nearest(String tag) {
        FutureTask<List<String>> task;
        try {
            var api = repository.api(); // before the clock runs: the first client takes a while to start
            task = new FutureTask<>(() -> list(api));
        } catch (Unreadable e) {
            return List.of();
        }
        Thread.ofVirtual().name("tags").start(task);
        try {
            return task.get(MAX_SECONDS, TimeUnit.SECONDS).stream()
                    .distinct()
                    .sorted(Comparator.comparingInt((String other) -> EditDistance.of(tag, other))
                            .thenComparing(Comparator.reverseOrder()))
                    .limit(MAX_NEAREST)
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } finally {
            task.cancel(true);
        }
    }

    private List<String> list(RegistryApi api) throws IOException {
        String authorization = repository.authorization();
        var tags = new ArrayList<String>();
        var address = repository.at("/tags/list");
        var response = api.tags(repository.name(), PAGE_TAGS, authorization);
        for (int pages = 1; ; pages++) {
            var next = read(response, address, tags);
            if (next.isEmpty() || pages == MAX_PAGES) {
                return tags;
            }
            address = next.get();
            response = api.page(address.url(), authorization);
        }
    }

    /**
     * Reads one page.
     *
     * @param tags receives the tags that are valid
     * @return the address of the next page, if there is one of the same origin
     */
    private static Optional<Address> read(Response response, Address address, List<String> tags) throws IOException {
        byte[] bytes;
        String link;
        try (response;
                var body = response.readEntity(InputStream.class)) {
            bytes = body.readNBytes(MAX_PAGE_BYTES + 1);
            link = response.getHeaderString("Link");
        }
        if (response.getStatus() != 200 || bytes.length > MAX_PAGE_BYTES) {
            return Optional.empty();
        }
        for (var tag : JSON.readTree(bytes).path("tags")) {
            if (tag.isTextual() && TAG.matcher(tag.asText()).matches()) {
                tags.add(tag.asText());
            }
        }
        return link == null ? Optional.empty() : next(link, address);
    }

    private static Optional<Address> next(String link, Address address) throws Unreadable {
        var next = NEXT.matcher(link);
        try {
            return next.find()
                    ? Optional.of(address.resolve(next.group(1)))
                            .filter(it -> it.origin().equals(address.origin()))
                    : Optional.empty();
        } catch (Address.Invalid e) {
            return Optional.empty();
        }
    }
}
