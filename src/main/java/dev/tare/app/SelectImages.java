package dev.tare.app;

import dev.tare.app.SelectTags.Selected;
import dev.tare.image.ImageFault;
import dev.tare.image.name.Reference;
import dev.tare.select.LeftOut;
import dev.tare.select.NamePattern;
import dev.tare.select.Shard;
import dev.tare.select.TagRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Finds the images that a scan is of: those that are named, and those of repositories and registries. Several repositories and many tags are asked for
 * at the same time. The order does not depend on which answer comes first.
 */
public final class SelectImages {

    /** Maximum repositories, or registries, that are listed at the same time. */
    private static final int MAX_LISTED_TOGETHER = 4;

    private final Session session;

    public SelectImages(Session session) {
        this.session = session;
    }

    /**
     * What is wanted.
     *
     * @param names of images
     * @param repositories of which images are wanted, each with its host
     * @param registries hosts, of all repositories of which images are wanted
     * @param catalog patterns for these repositories, one of which must match; all do if there is none
     * @param tags which tags of all repositories
     * @param shard the part of all images that this run scans
     * @param platforms which images of an index are meant
     */
    public record Request(
            List<String> names,
            List<String> repositories,
            List<String> registries,
            List<NamePattern> catalog,
            TagRules tags,
            Optional<Shard> shard,
            Platforms platforms) {

        /** Images that are named, and no others. */
        public static Request of(List<String> names) {
            return new Request(names, List.of(), List.of(), List.of(), TagRules.ALL, Optional.empty(), Platforms.ONE);
        }

        boolean isPlain() {
            return repositories.isEmpty() && registries.isEmpty() && shard.isEmpty();
        }

        private boolean isHere(String repository) {
            return shard.isEmpty() || shard.get().has(repository);
        }
    }

    /** Which images of an index are meant. */
    public enum Platforms {
        /** That of the platform that the session has. */
        ONE,
        ALL
    }

    /**
     * The images in their order, each once. A repository or registry that cannot be listed has its place in it.
     *
     * @throws InvalidRequest if a name cannot be understood, or if there is no image and this is no shard
     */
    public List<NamedImage> run(Request request) throws InterruptedException {
        if (request.platforms() == Platforms.ALL && session.platform().isPresent()) {
            throw new InvalidRequest("--all-platforms: --platform names one, so only one of them can be given");
        }
        var images = named(request);
        return request.platforms() == Platforms.ALL ? new SelectPlatforms(session).of(images) : images;
    }

    private List<NamedImage> named(Request request) throws InterruptedException {
        var repositories = request.repositories().stream().map(this::repository).toList();
        var registries = request.registries().stream().map(this::registry).toList();
        var hosts = Stream.concat(repositories.stream().map(Reference::host), registries.stream())
                .toList();
        var found = new Found(request);
        session.images(request.names(), hosts).stream()
                .filter(image -> request.isHere(image.repository()))
                .forEach(found::add);
        if (request.isPlain()) {
            return found.images();
        }
        try (var progress = session.selecting();
                var workers = new Workers(request, session.connections(), progress)) {
            var places = new ArrayList<>(workers.tags(repositories));
            for (var asked : workers.catalogs(registries)) {
                var catalog = Answers.of(asked);
                catalog.fault()
                        .map(fault -> Selected.unlisted(catalog.host(), fault))
                        .ifPresent(failed -> places.add(CompletableFuture.completedFuture(failed)));
                places.addAll(workers.tags(wanted(catalog, request)));
            }
            for (var place : places) {
                found.add(Answers.of(place));
            }
        } catch (NamePattern.TooSlow e) {
            throw new InvalidRequest(String.valueOf(e.getMessage()));
        }
        return found.images();
    }

    private Reference repository(String text) {
        String path = text.startsWith("docker://") ? text.substring("docker://".length()) : text;
        if (path.indexOf('@') >= 0 || path.lastIndexOf(':') > path.lastIndexOf('/')) {
            throw new InvalidRequest("--repository: %s names one image or none: write HOST/REPOSITORY without a tag"
                    .formatted(Reference.withoutCredentials(text)));
        }
        return reference("--repository", text);
    }

    private Reference reference(String option, String text) {
        try {
            return session.repository(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }

    private String registry(String host) {
        var any = reference("--registry", host + "/x/x");
        if (host.indexOf('/') >= 0 || !any.repository().equals("x/x")) {
            throw new InvalidRequest(
                    "--registry: %s is no host, such as registry.example or registry:5000; for one repository say --repository"
                            .formatted(host));
        }
        return any.host();
    }

    /** The repositories of a catalog that are wanted. */
    private List<Reference> wanted(Catalog catalog, Request request) {
        if (catalog.fault().isEmpty() && catalog.repositories().isEmpty()) {
            session.tell(catalog.host() + ": its catalog names no repository");
        }
        var wanted = catalog.repositories().stream()
                .filter(name -> NamePattern.any(request.catalog(), name))
                .map(name -> new Reference(catalog.host(), name, "", Optional.empty()))
                .toList();
        if (wanted.isEmpty() && !catalog.repositories().isEmpty()) {
            session.tell("%s: none of its %,d repositories matches --repositories"
                    .formatted(catalog.host(), catalog.repositories().size()));
        }
        return wanted;
    }

    /**
     * The catalog of a registry.
     *
     * @param fault why it cannot be listed
     */
    private record Catalog(String host, List<String> repositories, Optional<ImageFault> fault) {}

    /** What was found so far. */
    private final class Found {

        private final Request request;
        private final Map<String, NamedImage> images = new LinkedHashMap<>();
        private LeftOut left = LeftOut.NOTHING;

        Found(Request request) {
            this.request = request;
        }

        void add(NamedImage image) {
            images.putIfAbsent(image.name(), image);
        }

        void add(Selected selected) {
            selected.images().forEach(this::add);
            left = left.plus(selected.left());
        }

        List<NamedImage> images() {
            if (images.isEmpty() && request.shard().isEmpty()) {
                throw new InvalidRequest(
                        "there is no image to scan" + (left.equals(LeftOut.NOTHING) ? "" : ": " + left));
            }
            if (!left.equals(LeftOut.NOTHING)) {
                session.tell("%,d images to scan; left out: %s".formatted(images.size(), left));
            }
            return List.copyOf(images.values());
        }
    }

    /** Threads that ask, as many as there may be connections to one host. */
    private final class Workers implements AutoCloseable {

        private final Request request;
        private final ExecutorService listing = threads("list", MAX_LISTED_TOGETHER);
        private final ExecutorService looking;
        private final Watch.OfSelection progress;
        private final Set<Reference> listed = new LinkedHashSet<>();

        Workers(Request request, int connections, Watch.OfSelection progress) {
            this.request = request;
            this.progress = progress;
            this.looking = threads("look", connections);
        }

        private static ExecutorService threads(String name, int count) {
            return Executors.newFixedThreadPool(
                    count, task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
        }

        /** The images of those of these repositories that are in the shard and were not asked for before. */
        List<Future<Selected>> tags(List<Reference> repositories) {
            var select = new SelectTags(session, request.tags(), looking, progress);
            var further = repositories.stream()
                    .filter(it -> request.isHere(it.host() + "/" + it.repository()))
                    .filter(listed::add)
                    .toList();
            progress.repositories(further.size());
            return further.stream()
                    .map(it -> listing.submit((Callable<Selected>) () -> select.of(it)))
                    .toList();
        }

        List<Future<Catalog>> catalogs(List<String> registries) {
            return registries.stream()
                    .distinct()
                    .map(host -> listing.submit(() -> catalog(host)))
                    .toList();
        }

        private Catalog catalog(String host) {
            try {
                return new Catalog(host, session.repositories(host), Optional.empty());
            } catch (ImageFault fault) {
                return new Catalog(host, List.of(), Optional.of(fault));
            }
        }

        @Override
        public void close() {
            listing.shutdownNow();
            looking.shutdownNow();
        }
    }
}
