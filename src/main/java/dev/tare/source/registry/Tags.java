package dev.tare.source.registry;

import dev.tare.image.EditDistance;
import dev.tare.image.ImageFault;
import dev.tare.source.registry.Pages.Bounds;
import dev.tare.source.registry.Pages.Listing;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Retries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** {@code GET /v2/NAME/tags/list} (OCI distribution-spec 1.1, "Listing tags"). */
final class Tags {

    /** Enough for the largest repositories of Docker Hub, and for registries that send 100 names a page. */
    private static final Bounds ALL = new Bounds(2_000, 16 << 20, 200_000);

    /** For a hint, which nobody waits for. */
    private static final Bounds FEW = new Bounds(3, 256 << 10, 3_000);

    private static final int MAX_NEAREST = 3;
    private static final int MAX_SECONDS = 10;

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private final Repository repository;

    Tags(Repository repository) {
        this.repository = repository;
    }

    /**
     * All tags of the repository, in the order of the registry.
     *
     * @throws ImageFault if they cannot all be listed
     */
    List<String> all() throws ImageFault {
        var tags = new LinkedHashSet<String>();
        read(repository.retries(), ALL, tags);
        return List.copyOf(tags);
    }

    private void read(Retries retries, Bounds bounds, Collection<String> tags) throws ImageFault {
        var resource = Resource.of("the list of tags");
        var address = repository.at("/tags/list");
        var listing = new Listing(
                resource,
                address,
                "tags",
                tag -> TAG.matcher(tag).matches(),
                (status, said) -> repository.refused(address, status, resource, said));
        new Pages(repository, retries, listing, bounds)
                .read((api, authorization) -> api.tags(repository.name(), Pages.PAGE_NAMES, authorization), tags);
    }

    /**
     * The tags that are most like one that is not there, the most alike first. The list is for a hint: it is read for a few seconds and a few pages,
     * and is empty if the registry does not give it.
     */
    List<String> nearest(String tag) {
        List<String> tags = Collections.synchronizedList(new ArrayList<>());
        var task = new FutureTask<Void>(() -> {
            read(repository.retries().none(), FEW, tags);
            return null;
        });
        try {
            repository.api(); // before the clock runs: the first client takes a while to start
            Thread.ofPlatform().daemon().name("tags").start(task);
            task.get(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (TimeoutException e) {
            return List.of();
        } catch (ImageFault | ExecutionException e) {
            // the pages before will do
        } finally {
            task.cancel(true);
        }
        return List.copyOf(tags).stream()
                .distinct()
                .sorted(Comparator.comparingInt((String other) -> EditDistance.of(tag, other))
                        .thenComparing(Comparator.reverseOrder()))
                .limit(MAX_NEAREST)
                .toList();
    }
}
