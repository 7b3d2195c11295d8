package dev.tare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Model.Entry;
import dev.tare.analysis.waste.Findings;
import dev.tare.analysis.waste.WasteGroup;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.kit.Seed;
import dev.tare.layer.Blobs;
import dev.tare.layer.LayerIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Images made up at random, written as tars, read and accounted for: everything must be as {@link Model} has it. {@code
 * -Dtare.seed=N -Dtare.cases=1} repeats one case.
 */
class ModelTest {

    @Test
    void accountsEqualThoseOfTheModel() throws IOException {
        for (int i = 0; i < Seed.cases(10_000); i++) {
            var image = new RandomImages(Seed.random(i)).image();
            String difference = difference(image);
            if (difference != null) {
                var smallest = shrink(image);
                throw new AssertionError("-Dtare.seed=%d -Dtare.cases=1 fails, and so does this:%n%s%n%s"
                        .formatted(Seed.of(i), text(smallest), difference(smallest)));
            }
        }
    }

    private static @Nullable String difference(List<List<Entry>> image) throws IOException {
        var indexes = new ArrayList<LayerIndex>();
        var model = new Model();
        for (var layer : image) {
            indexes.add(Blobs.index(RandomImages.tar(layer)));
            model.apply(layer);
        }
        model.close();
        Accounts accounts;
        try {
            accounts = Accounts.of(indexes, Limits.DEFAULT);
        } catch (RuntimeException e) {
            return e.toString();
        }
        try {
            compare(accounts, model);
            return null;
        } catch (AssertionError e) {
            return e.getMessage();
        }
    }

    private static void compare(Accounts accounts, Model model) {
        var files = new TreeMap<String, String>();
        model.files().forEach((path, copy) -> files.put(path, copy.size() + " from " + copy.layer));
        var seen = new TreeMap<String, String>();
        accounts.visitFiles((path, layer, size) -> seen.put(Printable.of(path), size + " from " + layer));
        assertThat(seen).as("the visible files").isEqualTo(files);

        assertThat(stories(accounts)).as("the fates of copies").isEqualTo(stories(model));
        assertThat(accounts.copies()).as("copies").isEqualTo(model.copies.size());

        for (int i = 0; i < model.layers.size(); i++) {
            var expected = model.layers.get(i);
            var actual = accounts.layers().get(i);
            assertThat(List.of(actual.shippedBytes(), actual.wastedBytes(), actual.hidesBytes()))
                    .as("bytes that layer %d ships, wastes, hides", i)
                    .isEqualTo(List.of(expected.shipped, expected.wasted, expected.hides));
            assertThat(List.of(actual.added(), actual.changed(), actual.removed()))
                    .as("names that layer %d adds, changes, removes", i)
                    .isEqualTo(List.of(expected.added, expected.changed, expected.removed));
        }
        compareTotals(accounts, model);
        compareRepeated(accounts, model);
        compareSums(accounts.all().sums(), model);
    }

    private static void compareSums(Selection.Sums sums, Model model) {
        assertThat(sums)
                .isEqualTo(new Selection.Sums(
                        model.copies.size(),
                        model.files().size(),
                        bytes(model, _ -> true),
                        bytes(model, copy -> copy.why.equals("duplicated")),
                        bytes(model, copy -> copy.story().contains(": metadata ")),
                        bytes(model, copy -> !copy.why.isEmpty() && !copy.why.equals("duplicated")),
                        model.copies.stream().mapToLong(Model.Copy::size).max().orElse(0),
                        model.layers.stream()
                                .mapToLong(layer -> layer.shipped)
                                .max()
                                .orElse(0),
                        bytes(model, copy -> copy.layer > 0)));
    }

    private static long bytes(Model model, Predicate<Model.Copy> which) {
        return model.copies.stream().filter(which).mapToLong(Model.Copy::size).sum();
    }

    private static Map<String, List<String>> stories(Accounts accounts) {
        var stories = new TreeMap<String, List<String>>();
        for (var finding : accounts.findings()) {
            stories.put(
                    Printable.of(finding.path()),
                    finding.copies().stream().map(Accounted::story).toList());
        }
        return stories;
    }

    private static Map<String, List<String>> stories(Model model) {
        var stories = new TreeMap<String, List<String>>();
        model.copies.forEach(copy ->
                stories.computeIfAbsent(copy.path, p -> new ArrayList<>()).add(copy.story()));
        stories.values().removeIf(all -> all.stream().allMatch(story -> story.endsWith("visible")));
        return stories;
    }

    /** The three views sum to one total, and the groups of the table too. */
    private static void compareTotals(Accounts accounts, Model model) {
        long wasted = model.copies.stream()
                .filter(copy -> !copy.why.isEmpty())
                .mapToLong(Model.Copy::size)
                .sum();
        assertThat(List.of(
                        accounts.wastedBytes(),
                        accounts.findings().stream()
                                .mapToLong(Findings.Finding::wastedBytes)
                                .sum(),
                        accounts.layers().stream()
                                .mapToLong(Accounts.OfLayer::wastedBytes)
                                .sum(),
                        accounts.layers().stream()
                                .mapToLong(Accounts.OfLayer::hidesBytes)
                                .sum(),
                        accounts.duplicatedBytes() + accounts.removedBytes(),
                        accounts.shippedBytes() - accounts.visibleBytes(),
                        accounts.wasteGroups(Integer.MAX_VALUE).stream()
                                .mapToLong(WasteGroup::wastedBytes)
                                .sum()))
                .as("wasted bytes, in every view")
                .containsOnly(wasted);
        assertThat(accounts.findings())
                .as("the order of findings")
                .isSortedAccordingTo((a, b) -> a.wastedBytes() != b.wastedBytes()
                        ? Long.compare(b.wastedBytes(), a.wastedBytes())
                        : Printable.of(a.path()).compareTo(Printable.of(b.path())));
    }

    private static void compareRepeated(Accounts accounts, Model model) {
        var expected = model.copies.stream()
                .filter(copy -> copy.why.isEmpty() && copy.size() > 0)
                .collect(Collectors.groupingBy(copy -> copy.entry.content(), Collectors.counting()));
        expected.values().removeIf(count -> count == 1);
        long reclaimable = expected.entrySet().stream()
                .mapToLong(e -> (e.getValue() - 1) * e.getKey().length())
                .sum();
        assertThat(accounts.repeatedBytes()).as("repeated bytes").isEqualTo(reclaimable);
        assertThat(accounts.repeated()).as("repeated contents").hasSize(expected.size());
        var files = model.files();
        for (var repeated : accounts.repeated()) {
            assertThat(repeated.names())
                    .as("names of repeated content")
                    .allSatisfy(name -> assertThat(files).containsKey(Printable.of(name.path())));
            var contents = repeated.names().stream()
                    .map(name -> Objects.requireNonNull(files.get(Printable.of(name.path())))
                            .entry
                            .content())
                    .distinct()
                    .toList();
            assertThat(contents).hasSize(1);
            assertThat(expected.get(contents.getFirst()))
                    .isEqualTo((long) repeated.names().size());
        }
    }

    /** Leaves entries and layers away as long as there is still a difference. */
    private static List<List<Entry>> shrink(List<List<Entry>> image) throws IOException {
        List<List<Entry>> smallest = image;
        for (boolean smaller = true; smaller; ) {
            smaller = false;
            for (int layer = 0; layer < smallest.size() && !smaller; layer++) {
                for (int entry = 0; entry < smallest.get(layer).size() && !smaller; entry++) {
                    var candidate = new ArrayList<List<Entry>>();
                    smallest.forEach(l -> candidate.add(new ArrayList<>(l)));
                    candidate.get(layer).remove(entry);
                    if (difference(candidate) != null) {
                        smallest = candidate;
                        smaller = true;
                    }
                }
            }
        }
        return smallest;
    }

    private static String text(List<List<Entry>> image) {
        var text = new StringBuilder();
        for (int layer = 0; layer < image.size(); layer++) {
            text.append("layer ").append(layer).append('\n');
            image.get(layer).forEach(entry -> text.append("  ").append(entry).append('\n'));
        }
        return text.toString();
    }
}
