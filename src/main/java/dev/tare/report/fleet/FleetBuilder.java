package dev.tare.report.fleet;

import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.text.Excerpt;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds up images as they are told. What comes out does not depend on their order. */
public final class FleetBuilder {

    /** The year before which a time of creation says nothing: builders write 1970 or 1980 to make builds reproducible. */
    private static final int FIRST_YEAR = 2000;

    private static final int LAST_YEAR = 9999;

    /** Maximum characters of a platform, which has no bound in the config. */
    private static final int MAX_PLATFORM_CHARACTERS = 100;

    private final List<Fleet.Image> images = new ArrayList<>();
    private final Set<String> digests = new HashSet<>();
    private final NavigableSet<String> failed = new TreeSet<>();
    private final NavigableSet<String> incomplete = new TreeSet<>();
    private final FleetLayers layers = new FleetLayers();
    private final CredentialTotals credentials = new CredentialTotals();
    private final PathTotals paths = new PathTotals();
    private final Map<String, BaseTotal> bases = new HashMap<>();
    private final Map<String, RepositoryTotal> repositories = new TreeMap<>();

    /** The images of one base. */
    private static final class BaseTotal {
        private String reference;
        private final int layers;
        private long wasted;
        private long avoidable;
        private int images;

        BaseTotal(BaseImage.Known base) {
            this.reference = base.reference();
            this.layers = base.layers();
        }
    }

    /** The distinct images of one repository. */
    private static final class RepositoryTotal {
        private final Set<String> digests = new HashSet<>();
        private final Set<String> blobs = new HashSet<>();
        private long stored;
        private long wasted;
        private long avoidable;
    }

    /** Adds an image. Nothing of it is held but a record. */
    public void add(ImageFacts image) {
        images.add(new Fleet.Image(
                brief(image.info()),
                image.totals(),
                image.avoidable(),
                image.exposedFiles(),
                image.secrets().size()));
        if (image.layers().stream().anyMatch(layer -> !layer.blob().isScanned())) {
            incomplete.add(image.info().reference());
        }
        boolean isNew = digests.add(image.info().digest());
        var stacks = layers.add(image, isNew);
        credentials.add(image, stacks.ids(), isNew);
        paths.add(image, stacks.added(), isNew);
        repository(image);
        if (image.base() instanceof BaseImage.Known base) {
            base(base, image, isNew);
        }
    }

    /** Adds an image that could not be told, or not wholly. */
    public void add(Failure failure) {
        failed.add(failure.reference());
    }

    private static ImageInfo brief(ImageInfo info) {
        return new ImageInfo(
                info.reference(),
                info.repository(),
                info.digest(),
                Excerpt.head(info.platform(), MAX_PLATFORM_CHARACTERS),
                info.mediaType(),
                created(info.created()));
    }

    /** A time in UTC; empty where there is none or it says nothing. */
    private static String created(String text) {
        try {
            var time = OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.SECONDS);
            boolean isTold = time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR;
            return isTold ? time.toInstant().toString() : "";
        } catch (DateTimeException e) {
            return "";
        }
    }

    private void base(BaseImage.Known base, ImageFacts image, boolean isNew) {
        var total = bases.computeIfAbsent(base.digest(), _ -> new BaseTotal(base));
        total.reference = least(total.reference, base.reference());
        total.wasted = Math.max(total.wasted, image.totals().content().wastedByBase());
        total.avoidable = Math.max(total.avoidable, image.avoidable().ofBase());
        total.images += isNew ? 1 : 0;
    }

    private void repository(ImageFacts image) {
        var total = repositories.computeIfAbsent(image.info().repository(), _ -> new RepositoryTotal());
        if (!total.digests.add(image.info().digest())) {
            return; // another tag of the same image
        }
        for (var layer : image.layers()) {
            if (total.blobs.add(layer.info().digest())) {
                total.stored += layer.blob().stored().compressed();
            }
        }
        total.wasted += image.totals().content().wasted();
        total.avoidable += image.avoidable().all();
    }

    static String least(String a, String b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** What all images that were added come to. */
    public Fleet fleet() {
        return fleet(Optional.empty());
    }

    /** The same, and what is otherwise than in an earlier report. */
    public Fleet fleet(Optional<EarlierFleet> earlier) {
        return new Fleet(
                earlier.map(before -> FleetComparison.of(before, told(), credentials)),
                counts(),
                layers.bytes(),
                oneByOne(),
                credentials.top(),
                layers.atFault(),
                bases(),
                layers.kinds(),
                paths.paths(),
                layers.shared(),
                repositories(),
                images.stream()
                        .sorted(Comparator.comparingLong(Fleet.Image::wasted)
                                .reversed()
                                .thenComparing(image -> image.info().reference())
                                .thenComparing(image -> image.info().digest()))
                        .toList());
    }

    /**
     * What all images that were added come to, for a later run to be compared with.
     *
     * @param report the file that they are from, as the user named it
     * @param isPartial true if its run was stopped before it reached all images
     */
    public EarlierFleet earlier(String report, boolean isPartial) {
        return new EarlierFleet(
                new FleetChanges.Before(report, isPartial, counts(), credentials.count(), layers.bytes(), oneByOne()),
                told(),
                credentials);
    }

    private Fleet.Counts counts() {
        return new Fleet.Counts(images.size(), digests.size(), failed.size(), layers.blobs());
    }

    private ToldImages told() {
        var byReference = HashMap.<String, Fleet.Image>newHashMap(images.size());
        for (var image : images) {
            byReference.merge(
                    image.info().reference(),
                    image,
                    (one, other) -> one.info().digest().compareTo(other.info().digest()) <= 0 ? one : other);
        }
        return new ToldImages(byReference, failed, incomplete);
    }

    private Fleet.Bytes oneByOne() {
        long stored = 0;
        long shipped = 0;
        long wasted = 0;
        long avoidable = 0;
        var pulled = OptionalLong.of(0);
        for (var image : images) {
            stored += image.totals().stored().compressed();
            pulled = sum(pulled, image.totals().stored().pulled());
            shipped += image.totals().content().shipped();
            wasted += image.wasted();
            avoidable += image.avoidable().all();
        }
        return new Fleet.Bytes(stored, pulled, shipped, wasted, avoidable);
    }

    static OptionalLong sum(OptionalLong a, OptionalLong b) {
        return a.isPresent() && b.isPresent() ? OptionalLong.of(a.getAsLong() + b.getAsLong()) : OptionalLong.empty();
    }

    private Top<Fleet.Base> bases() {
        return Top.of(
                bases.entrySet().stream().map(entry -> {
                    var total = entry.getValue();
                    return new Fleet.Base(
                            total.reference, entry.getKey(), total.layers, total.wasted, total.avoidable, total.images);
                }),
                Comparator.comparingLong(Fleet.Base::inherited)
                        .reversed()
                        .thenComparing(Fleet.Base::reference)
                        .thenComparing(Fleet.Base::digest),
                _ -> true);
    }

    private Top<Fleet.Repository> repositories() {
        return Top.of(
                repositories.entrySet().stream().map(entry -> {
                    var total = entry.getValue();
                    return new Fleet.Repository(
                            entry.getKey(), total.digests.size(), total.stored, total.wasted, total.avoidable);
                }),
                Comparator.comparingLong(Fleet.Repository::stored).reversed().thenComparing(Fleet.Repository::name),
                _ -> true);
    }
}
