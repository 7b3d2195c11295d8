package dev.tare.gate;

import dev.tare.image.Printable;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.rule.IgnoredPaths;
import dev.tare.report.model.rule.IgnoredPaths.Hidden;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.RuleInfo.Severity;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.RuleResult.Measure;
import dev.tare.report.model.rule.Selected;
import dev.tare.report.model.rule.Selector.PathSet;
import dev.tare.report.text.Phrases;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * All paths that rules do not look at.
 *
 * @param today by which they expire
 */
public record Ignores(List<Ignore> all, LocalDate today) {

    public static final Ignores NONE = new Ignores(List.of(), LocalDate.EPOCH);

    /** Maximum copies of one pattern that are listed by their paths. */
    private static final int MAX_LISTED = 1_000;

    static final RuleInfo EXPIRED = new RuleInfo(
            "expired-ignore",
            Severity.WARNING,
            "Nothing is ignored for longer than agreed",
            "mend what was ignored, or agree on another day",
            Listing.VIOLATIONS);

    /** What to tell of those that will expire soon, a line each. */
    public List<String> warnings() {
        return all.stream()
                .filter(ignore -> ignore.isExpiringSoon(today))
                .map(ignore -> "soon no longer ignored: " + Printable.of(ignore.toString()))
                .toList();
    }

    private List<Ignore> current() {
        return all.stream().filter(ignore -> !ignore.isExpired(today)).toList();
    }

    /** The paths that are ignored today. */
    PathSet paths() {
        var current = current();
        return current.isEmpty()
                ? PathSet.NONE
                : path -> current.stream().anyMatch(ignore -> ignore.paths().covers(path));
    }

    /** The hidden copies and visible names that are ignored, each counted where it is ignored first. */
    List<IgnoredPaths> count(ImageReport image, Selected scope) {
        var found = current().stream().map(Found::new).toList();
        if (!found.isEmpty()) {
            scope.visitHidden((path, layer, bytes) -> found.stream()
                    .filter(one -> one.ignore.paths().covers(path))
                    .findFirst()
                    .ifPresent(one -> one.add(new Hidden(path, layer, bytes))));
            scope.visitVisible((path, _, _) -> found.stream()
                    .filter(one -> one.ignore.paths().covers(path))
                    .findFirst()
                    .ifPresent(one -> one.visibleNames++));
        }
        return found.stream().map(one -> one.of(image)).toList();
    }

    /** What one of them came to. */
    private static final class Found {
        private final Ignore ignore;

        /** The largest, with the smallest of them in front. */
        private final PriorityQueue<Hidden> largest = new PriorityQueue<>(Comparator.comparingLong(Hidden::bytes));

        private long copies;
        private long wasted;
        private long visibleNames;

        Found(Ignore ignore) {
            this.ignore = ignore;
        }

        void add(Hidden copy) {
            copies++;
            wasted += copy.bytes();
            largest.add(copy);
            if (largest.size() > MAX_LISTED) {
                largest.remove();
            }
        }

        IgnoredPaths of(ImageReport image) {
            return new IgnoredPaths(
                    image.info().reference(),
                    ignore.paths().toString(),
                    ignore.reason(),
                    ignore.until(),
                    copies,
                    wasted,
                    visibleNames,
                    largest.stream()
                            .sorted(Comparator.comparingLong(Hidden::bytes)
                                    .reversed()
                                    .thenComparing(Hidden::path, Arrays::compareUnsigned))
                            .toList());
        }
    }

    /** A rule that is broken by what has expired; empty where nothing can expire. */
    Optional<RuleResult> expired(ImageReport image) {
        if (all.stream().allMatch(ignore -> ignore.until().isEmpty())) {
            return Optional.empty();
        }
        var expired = all.stream().filter(ignore -> ignore.isExpired(today)).toList();
        return Optional.of(new RuleResult(
                EXPIRED,
                image.info().reference(),
                new Measure(BigDecimal.ZERO, "0"),
                new Measure(BigDecimal.valueOf(expired.size()), Phrases.count(expired.size(), "pattern")),
                expired.stream()
                        .map(ignore -> Violations.ofImage(
                                EXPIRED, image, "no longer ignored: " + Printable.of(ignore.toString())))
                        .toList()));
    }
}
