package dev.tare.report.model;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What an earlier image wasted at each path, for rules about what is new. */
public final class Baseline {

    private final String reference;
    private final Map<String, PathWaste> paths = new HashMap<>();

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
        return baseline;
    }

    /** Adds a path of the earlier image. */
    public void add(Finding finding) {
        paths.put(key(finding.path()), PathWaste.of(finding, _ -> true));
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
