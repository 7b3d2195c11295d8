package dev.tare.gate;

import dev.tare.glob.Glob;
import dev.tare.image.Printable;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleInfo.Severity;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.RuleResult.Measure;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.text.Phrases;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * No regular file that matches a pattern, or lies below a directory that does.
 *
 * @param reason why not; may be empty
 */
public record PathRule(Where where, Glob paths, String reason) implements Rule {

    /** Where there must be no such file. */
    public enum Where {
        FINAL_IMAGE,
        HIDDEN_COPIES;

        /** What rules about this place are. */
        public RuleInfo info() {
            return switch (this) {
                case FINAL_IMAGE -> NO_FILE;
                case HIDDEN_COPIES -> NO_HIDDEN;
            };
        }
    }

    private static final RuleInfo NO_FILE = new RuleInfo(
            "no-file",
            Severity.WARNING,
            "No file that must not be there is in the final image",
            "leave the file out: name it in .dockerignore, or copy only what is needed",
            Listing.VIOLATIONS);

    private static final RuleInfo NO_HIDDEN = new RuleInfo(
            "no-hidden",
            Severity.WARNING,
            "No file that must not be there is among the hidden copies",
            "remove the file in the instruction that makes it, or do not make it",
            Listing.VIOLATIONS);

    @Override
    public RuleInfo info() {
        return where.info();
    }

    @Override
    public RuleResult check(Subject subject) {
        var found = new Found();
        switch (where) {
            case FINAL_IMAGE -> subject.selected().visitVisible(found::add);
            case HIDDEN_COPIES -> subject.selected().visitHidden(found::add);
        }
        return new RuleResult(
                info(),
                subject.image().info().reference(),
                new Measure(BigDecimal.ZERO, "0 of " + Printable.of(paths.toString())),
                new Measure(BigDecimal.valueOf(found.files), Phrases.count(found.files, "file")),
                found.places.values().stream()
                        .sorted(Comparator.comparing(Place::path, Arrays::compareUnsigned))
                        .map(place -> violation(subject, place))
                        .toList());
    }

    private Violation violation(Subject subject, Place place) {
        String files = place.isDirectory ? "/ (%s)".formatted(Phrases.count(place.files, "file")) : "";
        return Violations.ofPath(
                info(),
                subject.image(),
                place.path,
                subject.image().layers().get(place.layer),
                "%s%s is %s layer %d: no %s%s"
                        .formatted(
                                Printable.of(place.path),
                                files,
                                where == Where.FINAL_IMAGE ? "in the image, from" : "hidden in",
                                place.layer,
                                Printable.of(paths.toString()),
                                reason.isEmpty() ? "" : " (%s)".formatted(Printable.of(reason))));
    }

    /** A file that matches, or the highest directory that does. */
    private static final class Place {
        private final byte[] path;
        private final boolean isDirectory;
        private long files;
        private int layer;

        Place(byte[] path, boolean isDirectory, int layer) {
            this.path = path;
            this.isDirectory = isDirectory;
            this.layer = layer;
        }

        byte[] path() {
            return path;
        }
    }

    /** What matches. Places beyond the maximum are counted only. */
    private final class Found {
        private final Map<String, Place> places = new HashMap<>();
        private long files;

        void add(byte[] path, int layer, long bytes) {
            int covered = paths.coveredLength(path);
            if (covered < 0) {
                return;
            }
            files++;
            byte[] at = Arrays.copyOf(path, covered);
            String key = new String(at, StandardCharsets.ISO_8859_1);
            if (places.size() == MAX_VIOLATIONS && !places.containsKey(key)) {
                return;
            }
            var place = places.computeIfAbsent(key, _ -> new Place(at, covered < path.length, layer));
            place.files++;
            place.layer = Math.min(place.layer, layer);
        }
    }
}
