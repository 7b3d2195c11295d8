package dev.tare.report.fleet;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.tare.image.Printable;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.SecretPlace;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Credentials of many images. One that images have from a layer in common is one credential. */
final class CredentialTotals {

    /** Maximum distinct credentials that are held. More are only counted. */
    static final int MAX_CREDENTIALS = 10_000;

    /** Maximum pairs of a credential and a repository that has it. Where there are more, credentials are not compared with those of another run. */
    static final int MAX_OWNERS = 200_000;

    private final Map<Key, Total> all = new HashMap<>();
    private final Map<String, String> repositories = new HashMap<>();
    private long leftOut;
    private int owners;
    private boolean isByName;
    private int images;

    /**
     * What makes two credentials one.
     *
     * @param origin the stack of layers that ships it or, of a hidden one, that hides it; the image itself where that is not known
     */
    private record Key(String origin, String place, String kind, boolean isHidden) {}

    /** What stays the same when an image is built anew. */
    private record Spot(String repository, String place, String kind) {}

    private static final class Total {
        private final Set<String> repositories = new HashSet<>(2);
        private Fleet.Credential example;
        private int images;
        private int lastImage;

        Total(Fleet.Credential example) {
            this.example = example;
        }
    }

    /**
     * Adds the credentials of an image.
     *
     * @param chains the identities of its stacks of layers
     * @param isNew false for a further name of an image
     */
    void add(ImageFacts image, List<String> chains, boolean isNew) {
        images++;
        isByName |= image.layers().stream().anyMatch(layer -> layer.blob().isByTable());
        for (var secret : image.secrets()) {
            secret(image, chains, secret, isNew);
        }
        for (var place : image.exposed()) {
            int layer = place.hiding().layer();
            var file = new SecretPlace.File(place.path(), place.shippedBy().getFirst());
            add(image, chains.get(layer), credential(image, place.kind(), file, place.isFolder(), true, layer), isNew);
        }
    }

    private void secret(ImageFacts image, List<String> chains, SecretPlace secret, boolean isNew) {
        int layer = switch (secret.place()) {
            case SecretPlace.File file -> file.layer();
            case SecretPlace.Variable variable -> variable.layer().orElse(-1);
        };
        String origin = layer < 0 ? image.info().digest() : chains.get(layer);
        add(image, origin, credential(image, secret.kind(), secret.place(), false, false, layer), isNew);
    }

    private static Fleet.Credential credential(
            ImageFacts image,
            ExposedKind kind,
            SecretPlace.Place place,
            boolean isFolder,
            boolean isHidden,
            int layer) {
        String digest = layer < 0 ? "" : image.layers().get(layer).info().digest();
        return new Fleet.Credential(
                kind, place, isFolder, isHidden, digest, image.info().reference(), 0);
    }

    private void add(ImageFacts image, String origin, Fleet.Credential credential, boolean isNew) {
        var key = new Key(
                origin,
                name(credential.place()),
                credential.kind().id() + " " + credential.kind().reason(),
                credential.isHidden());
        var total = all.get(key);
        if (total == null) {
            if (all.size() >= MAX_CREDENTIALS) {
                leftOut++;
                return;
            }
            total = new Total(credential);
            all.put(key, total);
        }
        own(total, image.info().repository());
        if (image.info().reference().compareTo(total.example.image()) < 0) {
            total.example = credential;
        }
        if (isNew && total.lastImage != images) {
            total.lastImage = images;
            total.images++;
        }
    }

    private void own(Total total, String repository) {
        if (owners <= MAX_OWNERS && total.repositories.add(repositories.computeIfAbsent(repository, it -> it))) {
            owners++;
        }
    }

    /** The same text for the same bytes, and no path that is a variable. */
    private static String name(SecretPlace.Place place) {
        return switch (place) {
            case SecretPlace.File file -> new String(file.path(), StandardCharsets.ISO_8859_1);
            case SecretPlace.Variable variable -> variable.instruction() + " " + variable.name();
        };
    }

    Top<Fleet.Credential> top() {
        var top = first(all.values().stream());
        return new Top<>(top.first(), top.total() + leftOut);
    }

    long count() {
        return all.size() + leftOut;
    }

    /**
     * What is new, and what is gone, since another run. A credential is the same as one of before if the same stack of layers makes it, or if a repository
     * had one of its kind at its place: a layer that is built anew makes no credential new.
     *
     * @param isUnread true for a repository of which this run may not have told all credentials: what was there is not gone
     * @return empty where one of the runs has more credentials than can be compared, or has looked for some by name only
     */
    Optional<FleetChanges.Credentials> since(CredentialTotals before, Predicate<String> isUnread) {
        if (!isWhole() || !before.isWhole()) {
            return Optional.empty();
        }
        return Optional.of(new FleetChanges.Credentials(
                first(missingIn(before)),
                first(before.missingIn(this)
                        .filter(total -> total.repositories.stream().noneMatch(isUnread)))));
    }

    /** Returns false if there are more than are held, or if not all files were searched for them. */
    private boolean isWhole() {
        return leftOut == 0 && owners <= MAX_OWNERS && !isByName;
    }

    private Stream<Total> missingIn(CredentialTotals other) {
        var spots = other.all.entrySet().stream()
                .flatMap(it -> spots(it.getKey(), it.getValue()))
                .collect(Collectors.toSet());
        return all.entrySet().stream()
                .filter(it -> !other.all.containsKey(it.getKey()))
                .filter(it -> spots(it.getKey(), it.getValue()).noneMatch(spots::contains))
                .map(Map.Entry::getValue);
    }

    private static Stream<Spot> spots(Key key, Total total) {
        return total.repositories.stream().map(repository -> new Spot(repository, key.place(), key.kind()));
    }

    private static Top<Fleet.Credential> first(Stream<Total> totals) {
        return Top.of(
                totals.map(total -> counted(total.example, total.images)),
                comparing(Fleet.Credential::isHidden)
                        .thenComparing(comparingInt(Fleet.Credential::images).reversed())
                        .thenComparing(Fleet.Credential::image)
                        .thenComparing(credential -> Printable.of(name(credential.place())))
                        .thenComparing(credential -> credential.kind().reason())
                        .thenComparing(Fleet.Credential::layer),
                _ -> true);
    }

    private static Fleet.Credential counted(Fleet.Credential it, int images) {
        return new Fleet.Credential(
                it.kind(), it.place(), it.isFolder(), it.isHidden(), it.layer(), it.image(), images);
    }
}
