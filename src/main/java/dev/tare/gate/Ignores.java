package dev.tare.gate;

import dev.tare.image.Printable;
import dev.tare.report.model.IgnoredPaths;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.RuleInfo;
import dev.tare.report.model.RuleInfo.Severity;
import dev.tare.report.model.RuleResult;
import dev.tare.report.model.RuleResult.Measure;
import dev.tare.report.model.Selected;
import dev.tare.report.model.Selector.PathSet;
import dev.tare.report.text.Phrases;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All paths that rules do not look at.
 *
 * @param today by which they expire
 */
public record Ignores(List<Ignore> all, LocalDate today) {

    public static final Ignores NONE = new Ignores(List.of(), LocalDate.EPOCH);

    static final RuleInfo EXPIRED = new RuleInfo(
            "expired-ignore",
            Severity.WARNING,
            "Nothing is ignored for longer than agreed",
            "mend what was ignored, or agree on another day");

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

    /** The hidden copies that are ignored, each counted where it is ignored first. */
    List<IgnoredPaths> count(ImageReport image, Selected scope) {
        var current = current();
        long[] copies = new long[current.size()];
        long[] wasted = new long[current.size()];
        if (!current.isEmpty()) {
            scope.visitHidden((path, _, bytes) -> {
                for (int i = 0; i < copies.length; i++) {
                    if (current.get(i).paths().covers(path)) {
                        copies[i]++;
                        wasted[i] += bytes;
                        return;
                    }
                }
            });
        }
        return IntStream.range(0, copies.length)
                .mapToObj(i -> new IgnoredPaths(
                        image.info().reference(),
                        current.get(i).paths().toString(),
                        current.get(i).reason(),
                        current.get(i).until(),
                        copies[i],
                        wasted[i]))
                .toList();
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
