package dev.tare.report.model;

import dev.tare.report.model.image.Copy;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.waste.Finding;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What an earlier image wasted at each path, and which secrets it had, for rules about what is new. */
public final class Baseline {

    private final String reference;
    private final Map<String, PathWaste> paths = new HashMap<>();
    private final Set<String> secrets = new HashSet<>();
    private boolean isToldSecrets;
    private boolean isByTable;

    /**
     * The hidden copies of one path.
     *
     * @param duplicated bytes of copies that were shipped again
     * @param metadataOnly of these, the bytes of copies of which nothing but metadata was changed
     * @param removed bytes of copies that were removed or replaced
     * @param exposed 1 if a hidden copy is a credential; else 0
     */
    public record PathWaste(long duplicated, long metadataOnly, long removed, int exposed) {

        public static final PathWaste NONE = new PathWaste(0, 0, 0, 0);

        /** Adds up the hidden copies that count. */
        public static PathWaste of(Finding finding, Predicate<Copy> counts) {
            long duplicated = 0;
            long metadataOnly = 0;
            long removed = 0;
            boolean isAny = false;
            for (var copy : finding.copies()) {
                if (copy.hidden().isEmpty() || !counts.test(copy)) {
                    continue;
                }
                isAny = true;
                var cause = copy.hidden().get().cause();
                duplicated += cause.isDuplication() ? copy.size() : 0;
                metadataOnly += cause == Hiding.Cause.METADATA ? copy.size() : 0;
                removed += cause.isDuplication() ? 0 : copy.size();
            }
            return new PathWaste(
                    duplicated,
                    metadataOnly,
                    removed,
                    isAny && finding.exposed().isPresent() ? 1 : 0);
        }

        public long wasted() {
            return duplicated + removed;
        }
    }

    /** @param reference of the earlier image */
    public Baseline(String reference) {
        this.reference = reference;
    }

    /** What an image wastes that is current. */
    public static Baseline of(ImageReport image) {
        var baseline = new Baseline(image.info().reference());
        for (var finding : image.waste().findings()) {
            baseline.add(finding);
        }
        image.layers().forEach(layer -> baseline.addLayer(layer.blob().source()));
        baseline.beginSecrets();
        image.secrets().forEach(secret -> baseline.add(secret.place()));
        return baseline;
    }

    /** Adds a path of the earlier image. */
    public void add(Finding finding) {
        paths.put(key(finding.path()), PathWaste.of(finding, _ -> true));
    }

    /** Says that all secrets of the earlier image follow. A report of a version before there were any has none. */
    public void beginSecrets() {
        isToldSecrets = true;
    }

    /** Returns true if it is known which secrets the earlier image had. */
    public boolean areSecretsKnown() {
        return isToldSecrets;
    }

    /** Adds a layer of the earlier image, by where its bytes came from. */
    public void addLayer(String source) {
        isByTable |= LayerBlob.isByTable(source);
    }

    /** Returns true if the earlier image may have had more secrets: not all of its files were searched. */
    public boolean mayHaveMoreSecrets() {
        return isByTable;
    }

    /** Adds a credential that the earlier image did not hide. */
    public void add(SecretPlace.Place place) {
        secrets.add(key(place));
    }

    /** Returns true if the earlier image had a credential in the same file or variable, which it did not hide. */
    public boolean has(SecretPlace.Place place) {
        return secrets.contains(key(place));
    }

    private static String key(SecretPlace.Place place) {
        return switch (place) {
            case SecretPlace.File file -> key(file.path()); // begins with a slash
            case SecretPlace.Variable variable -> key(variable.nameBytes());
        };
    }

    /** What the earlier image wasted at a path. */
    public PathWaste at(byte[] path) {
        return paths.getOrDefault(key(path), PathWaste.NONE);
    }

    public String reference() {
        return reference;
    }

    private static String key(byte[] path) {
        return new String(path, StandardCharsets.ISO_8859_1);
    }
}
