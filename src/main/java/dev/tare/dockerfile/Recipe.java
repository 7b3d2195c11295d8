package dev.tare.dockerfile;

import dev.tare.image.Config;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a build of one stage does.
 *
 * @param file what messages call the Dockerfile
 * @param steps in their order, those of the stages below first
 */
public record Recipe(String file, List<Step> steps) {

    /** Steps and items from the end on that are compared; what is below them stays unknown. */
    private static final int COMPARED = 1_000;

    /** No shell is longer; it is put before each command, so that a long one would take as often as long. */
    private static final int SHELL = 1_000;

    /** How many places a warning names. */
    private static final int NAMED = 10;

    /** What has a layer of its own where each instruction has one. */
    private static final Set<String> LAYERED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    /** Tells which lines left the items of an image's history. */
    public SourceMap trace(Config config) {
        var history = config.history();
        var items = history.stream()
                .skip(Math.max(0, history.size() - COMPARED))
                .map(Item::of)
                .toList();
        int below = history.size() - items.size();
        int[] stepOf = Alignment.of(items, forms());
        int unformed = Math.max(0, steps.size() - COMPARED);

        var ofItems = new ArrayList<Optional<Lines>>(Collections.nCopies(below, Optional.empty()));
        var ofLayers = new ArrayList<Optional<Lines>>(Collections.nCopies(
                (int) history.stream()
                        .limit(below)
                        .filter(item -> !item.emptyLayer())
                        .count(),
                Optional.empty()));
        var found = new HashSet<Lines>();
        var warnings = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        Optional<Lines> pending = Optional.empty(); // those that changed files and have no layer
        for (int i = 0; i < items.size(); i++) {
            var item = history.get(below + i);
            var step = stepOf[i] < 0 ? Optional.<Step>empty() : Optional.of(steps.get(unformed + stepOf[i]));
            var lines = step.map(Step::lines);
            lines.ifPresent(found::add);
            if (item.emptyLayer()) {
                if (pending.isPresent() || step.filter(Step::makesFiles).isPresent()) {
                    pending = join(pending, lines);
                }
            } else {
                if (pending.isPresent() && holdsThoseBefore(item, items.get(i))) {
                    lines = join(pending, lines);
                    warnings.add(
                            "layer %d was made by lines %s of %s together: the builder made no layer for each instruction"
                                    .formatted(ofLayers.size(), lines.orElseThrow(), file));
                }
                if (lines.isEmpty() && !found.isEmpty()) {
                    unknown.add(String.valueOf(ofLayers.size()));
                }
                pending = Optional.empty();
                ofLayers.add(lines);
            }
            ofItems.add(lines);
        }
        missing(config, found).ifPresent(warnings::add);
        if (!unknown.isEmpty()) {
            warnings.add("no instruction of %s was found for layer %s, above those that it made"
                    .formatted(file, brief(unknown)));
        }
        return new SourceMap(List.copyOf(ofItems), List.copyOf(ofLayers), List.copyOf(warnings));
    }

    private List<Form> forms() {
        var forms = new ArrayList<Form>();
        String shell = "";
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (i >= steps.size() - COMPARED) {
                forms.add(Form.of(step, shell));
            }
            if (step.keyword().equals("SHELL") && step.text().length() < SHELL) {
                shell = Text.loose(step.text());
            }
        }
        return forms;
    }

    private static Optional<Lines> join(Optional<Lines> some, Optional<Lines> others) {
        return some.isPresent() && others.isPresent()
                ? Optional.of(some.get().and(others.get()))
                : some.or(() -> others);
    }

    /**
     * Whether a layer has what the instructions before it did, which have none: buildah without {@code --layers} leaves all to the last
     * instruction and notes there, and only there, what the image is built from; a squashed image has an item for it that is no
     * instruction. The classic builder too calls a {@code RUN} empty that changed nothing, but then the next layer is of its own.
     */
    private static boolean holdsThoseBefore(Config.History history, Item item) {
        return history.comment().startsWith("FROM ") || !LAYERED.contains(item.keyword());
    }

    private Optional<String> missing(Config config, Set<Lines> found) {
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        if (config.history().isEmpty()) {
            return Optional.of("the image has no history, so none of its layers can be traced to " + file);
        }
        if (found.isEmpty()) {
            return Optional.of(
                    "none of the instructions of %s is in the history of this image: is it the file that the image was built from?"
                            .formatted(file));
        }
        var makers = steps.stream()
                .filter(Step::makesFiles)
                .map(Step::lines)
                .distinct()
                .toList();
        var missing = makers.stream()
                .filter(lines -> !found.contains(lines))
                .map(lines -> "L" + lines)
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%d of the %d instructions of %s that change files are not in the history of this image (%s): has the file changed since the build?"
                                .formatted(missing.size(), makers.size(), file, brief(missing)));
    }

    private static String brief(List<String> places) {
        String some = places.stream().limit(NAMED).collect(Collectors.joining(", "));
        return places.size() > NAMED ? some + " and %d more".formatted(places.size() - NAMED) : some;
    }
}
