package dev.tare.app;

import dev.tare.image.Reference;
import dev.tare.select.LeftOut;
import dev.tare.select.NamePattern;
import dev.tare.select.TagRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds the images that a scan is of: those that are named, and those of repositories. Several repositories and many tags are asked for at the same
 * time. The order does not depend on which answer comes first.
 */
public final class SelectImages {

    /** Maximum repositories that are listed at the same time. */
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
     * @param tags which tags of these repositories
     */
    public record Request(List<String> names, List<String> repositories, TagRules tags) {

        /** Images that are named, and no others. */
        public static Request of(List<String> names) {
            return new Request(names, List.of(), TagRules.ALL);
        }

        boolean isPlain() {
            return repositories.isEmpty();
        }
    }

    /**
     * The images in their order, each once. A repository that cannot be listed has its place in it.
     *
     * @throws InvalidRequest if a name cannot be understood, or if there is no image
     */
    public List<NamedImage> run(Request request) throws InterruptedException {
        if (request.isPlain()) {
            return session.images(request.names());
        }
        var repositories =
                request.repositories().stream().map(this::repository).distinct().toList();
        var images = new LinkedHashMap<String, NamedImage>();
        var hosts = repositories.stream().map(Reference::host).distinct().toList();
        session.images(request.names(), hosts).forEach(image -> images.putIfAbsent(image.name(), image));
        var left = LeftOut.NOTHING;
        try (var workers = new Workers(session.connections())) {
            var listed = workers.list(repositories, request.tags());
            for (var found : listed) {
                var one = Workers.get(found);
                one.images().forEach(image -> images.putIfAbsent(image.name(), image));
                left = left.plus(one.left());
            }
        } catch (NamePattern.TooSlow e) {
            throw new InvalidRequest(String.valueOf(e.getMessage()));
        }
        if (images.isEmpty()) {
            throw new InvalidRequest("there is no image to scan: " + left);
        }
        if (!left.equals(LeftOut.NOTHING)) {
            session.tell("%,d images are scanned; %s".formatted(images.size(), left));
        }
        return List.copyOf(images.values());
    }

    private Reference repository(String text) {
        String path = text.startsWith("docker://") ? text.substring("docker://".length()) : text;
        if (path.indexOf('@') >= 0 || path.lastIndexOf(':') > path.lastIndexOf('/')) {
            throw new InvalidRequest("--repository: %s names one image or none: write HOST/REPOSITORY without a tag"
                    .formatted(Reference.withoutCredentials(text)));
        }
        try {
            return session.repository(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--repository: " + e.getMessage());
        }
    }

    /** Threads that ask, as many as there may be connections to one host. */
    private final class Workers implements AutoCloseable {

        private final ExecutorService listing = threads("list", MAX_LISTED_TOGETHER);
        private final ExecutorService looking;

        Workers(int connections) {
            this.looking = threads("look", connections);
        }

        private static ExecutorService threads(String name, int count) {
            return Executors.newFixedThreadPool(
                    count, task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
        }

        List<Future<SelectTags.Selected>> list(List<Reference> repositories, TagRules rules) {
            var select = new SelectTags(session, rules, looking);
            return repositories.stream()
                    .map(repository -> listing.submit((Callable<SelectTags.Selected>) () -> select.of(repository)))
                    .toList();
        }

        static <T> T get(Future<T> future) throws InterruptedException {
            try {
                return future.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException bug -> throw bug;
                    case Error bug -> throw bug;
                    case InterruptedException interrupted -> throw interrupted;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void close() {
            listing.shutdownNow();
            looking.shutdownNow();
        }
    }
}
