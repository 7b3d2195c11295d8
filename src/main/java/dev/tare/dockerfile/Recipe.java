package dev.tare.dockerfile;

import dev.tare.image.spec.Config;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps of a build of one stage.
 *
 * @param file the Dockerfile as messages and reports call it: its path within its repository, or its name
 * @param steps in their order, those of the stages below first
 */
public record Recipe(String file, List<Step> steps) {

    /** Maximum number of steps and history items that are compared, counted from the end. Lower ones stay without lines. */
    private static final int MAX_COMPARED = 1_000;

    /** Maximum length of a SHELL prefix. It is prepended to every command, so an unbounded one costs quadratic time. */
    private static final int MAX_SHELL_CHARACTERS = 1_000;

    /** Maximum number of places that a warning names. */
    private static final int MAX_PLACES_NAMED = 10;

    /** Keywords of instructions that have a layer of their own where each instruction has one. */
    private static final Set<String> LAYERED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    /** Tells which lines left the items of an image's history. */
    public SourceMap trace(Config config) {
        var history = config.history();
        var items = history.stream()
                .skip(Math.max(0, history.size() - MAX_COMPARED))
                .map(Item::of)
                .toList();
        int below = history.size() - items.size();
        int[] stepOf = Alignment.of(items, forms());
        int unformed = Math.max(0, steps.size() - MAX_COMPARED);

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
        return new SourceMap(Optional.of(file), List.copyOf(ofItems), List.copyOf(ofLayers), List.copyOf(warnings));
    }

    private List<ItemPattern> forms() {
        var forms = new ArrayList<ItemPattern>();
        String shell = "";
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (i >= steps.size() - MAX_COMPARED) {
                forms.add(ItemPattern.of(step, shell));
            }
            if (step.keyword().equals("SHELL") && step.text().length() < MAX_SHELL_CHARACTERS) {
                shell = Lexer.loose(step.text());
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
     * Returns true if a layer has what the instructions before it did, which have none: buildah without {@code --layers} leaves all to the last
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
        String some = places.stream().limit(MAX_PLACES_NAMED).collect(Collectors.joining(", "));
        return places.size() > MAX_PLACES_NAMED
                ? some + " and %d more".formatted(places.size() - MAX_PLACES_NAMED)
                : some;
    }
}
