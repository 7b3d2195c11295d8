package dev.tare.report.fleet;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.fleet.Fleet.Top;
import dev.tare.report.model.fleet.FleetChanges;
import dev.tare.report.model.fleet.FleetChanges.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Compares the images of a run with those of an earlier report. */
final class FleetComparison {

    private static final Comparator<Fleet.Image> MOST_WASTEFUL = comparingLong(Fleet.Image::wasted)
            .reversed()
            .thenComparing(image -> image.info().reference());

    private static final Comparator<Change> BY_REFERENCE = comparing(Change::reference);

    private final ToldImages before;
    private final ToldImages now;
    private final List<Change> inBoth = new ArrayList<>();
    private final List<Fleet.Image> added = new ArrayList<>();
    private final List<Fleet.Image> gone = new ArrayList<>();
    private long unread;

    private FleetComparison(ToldImages before, ToldImages now) {
        this.before = before;
        this.now = now;
    }

    static FleetChanges of(EarlierFleet before, ToldImages now, CredentialTotals credentials) {
        var comparison = new FleetComparison(before.told(), now);
        comparison.now.images().values().forEach(comparison::ofNow);
        comparison.before.images().values().forEach(comparison::ofBefore);
        return comparison.changes(before, credentials);
    }

    private void ofNow(Fleet.Image image) {
        String reference = image.info().reference();
        var earlier = before.images().get(reference);
        if (earlier == null) {
            addOrCount(added, before, image);
        } else if (before.incomplete().contains(reference) || now.incomplete().contains(reference)) {
            unread++;
        } else {
            inBoth.add(new Change(
                    reference, earlier.info().digest(), image.info().digest(), earlier.wasted(), image.wasted()));
        }
    }

    private void ofBefore(Fleet.Image image) {
        if (!now.images().containsKey(image.info().reference())) {
            addOrCount(gone, now, image);
        }
    }

    /** Adds an image that the other run does not have, unless it may have been there. */
    private void addOrCount(List<Fleet.Image> images, ToldImages other, Fleet.Image image) {
        if (other.isUnread(image.info().reference())) {
            unread++;
        } else {
            images.add(image);
        }
    }

    private FleetChanges changes(EarlierFleet earlier, CredentialTotals credentials) {
        var byGrowth = comparingLong(Change::growth);
        return new FleetChanges(
                earlier.totals(),
                Top.of(added.stream(), MOST_WASTEFUL, _ -> true),
                Top.of(gone.stream(), MOST_WASTEFUL, _ -> true),
                Top.of(inBoth.stream(), BY_REFERENCE, it -> !it.digest().equals(it.digestBefore())),
                Top.of(inBoth.stream(), byGrowth.reversed().thenComparing(BY_REFERENCE), it -> it.growth() > 0),
                Top.of(inBoth.stream(), byGrowth.thenComparing(BY_REFERENCE), it -> it.growth() < 0),
                unread,
                credentials.since(earlier.credentials(), now::isAnyUnread));
    }
}
