package dev.tare.app;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Document;
import dev.tare.image.spec.Index;
import dev.tare.image.spec.Manifest;
import dev.tare.image.spec.Platform;
import dev.tare.scan.Scanner;
import dev.tare.select.LeftOut;
import dev.tare.select.TagRules;
import dev.tare.source.Source;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Finds the images of one repository that are wanted, by their tags. Tags are looked at many at a time: the manifest tells whether a tag names an image and
 * which, the config when it was made.
 */
final class SelectTags {

    private final Session session;
    private final TagRules rules;
    private final ExecutorService workers;
    private final Watch.OfSelection progress;

    /** @param workers ask for manifests and configs */
    SelectTags(Session session, TagRules rules, ExecutorService workers, Watch.OfSelection progress) {
        this.session = session;
        this.rules = rules;
        this.workers = workers;
        this.progress = progress;
    }

    /** What a repository came to. */
    record Selected(List<NamedImage> images, LeftOut left) {

        /** @param place a repository or a registry that could not be listed */
        static Selected unlisted(String place, ImageFault fault) {
            return new Selected(List.of(NamedImage.unlisted(place, fault)), LeftOut.NOTHING);
        }
    }

    private enum Kind {
        IMAGE,
        NO_IMAGE,
        /** Not known, since it could not be read. The scan tells why. */
        UNREAD
    }

    /**
     * What a tag names.
     *
     * @param digest of the image, or of the index that has it; empty if it could not be read
     * @param created empty where that is not known or not needed
     */
    private record Look(NamedImage image, Kind kind, Optional<Digest> digest, Optional<Instant> created) {

        static Look unread(NamedImage image) {
            return new Look(image, Kind.UNREAD, Optional.empty(), Optional.empty());
        }
    }

    /** The images of a repository, or the repository itself if it cannot be listed. */
    Selected of(Reference repository) throws InterruptedException {
        String place = repository.host() + "/" + repository.repository();
        List<String> candidates;
        try {
            candidates = rules.candidates(session.tags(repository));
        } catch (ImageFault fault) {
            return Selected.unlisted(place, fault);
        } finally {
            progress.listed();
        }
        var sieve = new Sieve();
        boolean isByDate = rules.latest().isPresent() && rules.orderOf(candidates) == TagRules.NewestBy.CREATED;
        if (isByDate) {
            newestFirst(look(repository, candidates)).forEach(sieve::take);
        } else {
            int together = Math.max(1, rules.latest().orElse(candidates.size()));
            for (int from = 0; from < candidates.size() && !sieve.isFull(); from += together) {
                var some = candidates.subList(from, Math.min(candidates.size(), from + together));
                look(repository, some).forEach(sieve::take);
            }
        }
        return sieve.selected();
    }

    private static List<Look> newestFirst(List<Look> looks) {
        return looks.stream()
                .sorted(Comparator.comparing(
                        (Look look) -> look.created().orElse(Instant.MIN), Comparator.reverseOrder()))
                .toList();
    }

    /** Takes the tags that are wanted, each image once. */
    private final class Sieve {

        private final List<NamedImage> images = new ArrayList<>();
        private final Set<Digest> seen = new HashSet<>();
        private LeftOut left = LeftOut.NOTHING;

        boolean isFull() {
            return rules.latest().isPresent() && seen.size() >= rules.latest().getAsInt();
        }

        void take(Look look) {
            if (look.kind() == Kind.UNREAD) {
                images.add(look.image());
            } else if (look.kind() == Kind.NO_IMAGE) {
                left = left.plus(new LeftOut(0, 1, 0, 0));
            } else if (isTooOld(look)) {
                left = left.plus(new LeftOut(0, 0, 1, 0));
            } else if (look.digest().filter(seen::contains).isPresent()) {
                left = left.plus(new LeftOut(1, 0, 0, 0));
            } else if (!isFull()) {
                look.digest().ifPresent(seen::add);
                images.add(look.image());
            }
        }

        private boolean isTooOld(Look look) {
            return rules.since()
                    .filter(since ->
                            look.created().filter(it -> !it.isBefore(since)).isEmpty())
                    .isPresent();
        }

        Selected selected() {
            return new Selected(List.copyOf(images), images.isEmpty() ? left.plus(new LeftOut(0, 0, 0, 1)) : left);
        }
    }

    /** Looks at tags many at a time, and tells in their order. */
    private List<Look> look(Reference repository, List<String> tags) throws InterruptedException {
        boolean withDates = rules.needsDates(tags);
        progress.tags(tags.size());
        var asked = new ArrayList<Future<Look>>();
        for (String tag : tags) {
            var image = Session.found(new Reference(repository.host(), repository.repository(), tag, Optional.empty()));
            asked.add(workers.submit((Callable<Look>) () -> look(image, withDates)));
        }
        var looks = new ArrayList<Look>();
        for (var one : asked) {
            looks.add(Answers.of(one));
        }
        return looks;
    }

    private Look look(NamedImage image, boolean withDate) throws InterruptedException {
        try {
            return session.with(image, (source, scanner) -> look(image, withDate, source, scanner));
        } catch (IOException e) {
            return Look.unread(image);
        } finally {
            progress.looked();
        }
    }

    private Look look(NamedImage image, boolean withDate, Source source, Scanner scanner) throws ImageFault {
        var top = source.manifest();
        if (Document.parse(top.bytes(), top.mediaType()) instanceof Manifest manifest && !manifest.isImage()) {
            return new Look(image, Kind.NO_IMAGE, Optional.empty(), Optional.empty());
        }
        var created = withDate
                ? created(scanner.resolve(source, top, dated(top)).config().created())
                : Optional.<Instant>empty();
        return new Look(image, Kind.IMAGE, Optional.of(top.digest()), created);
    }

    /** The platform by whose image an index is dated: the one that is scanned, or the first where the index does not have that. */
    private Optional<Platform> dated(Source.Fetched top) throws ImageFault {
        var wanted = session.platform();
        if (wanted.isEmpty()
                && Document.parse(top.bytes(), top.mediaType()) instanceof Index index
                && index.candidates(Platform.ofThisMachine()).isEmpty()) {
            return index.platforms().stream().findFirst();
        }
        return wanted;
    }

    private static Optional<Instant> created(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
