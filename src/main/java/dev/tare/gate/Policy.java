package dev.tare.gate;

import dev.tare.glob.Glob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which rules hold for which images.
 *
 * @param sections of which the first that matches is for an image
 * @param otherwise for all other images
 */
public record Policy(List<Section> sections, Gate otherwise) {

    /** The rules for images of which the name matches, with its tag or without. */
    public record Section(Glob names, Gate gate) {

        boolean isFor(String name) {
            return names.matches(("/" + name).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** One gate for all images. */
    public static Policy of(Gate gate) {
        return new Policy(List.of(), gate);
    }

    /**
     * The rules for an image.
     *
     * @param name with tag and digest
     * @param repository the name without them
     */
    public Gate gate(String name, String repository) {
        return sections.stream()
                .filter(section -> section.isFor(name) || section.isFor(repository))
                .findFirst()
                .map(Section::gate)
                .orElse(otherwise);
    }

    /** What to tell of rules that say nothing, and of ignored paths that will expire soon, a line each. */
    public List<String> warnings() {
        return gates().flatMap(Gate::warnings).distinct().toList();
    }

    /** Returns true if a rule for any image needs a baseline. */
    public boolean isAboutNew() {
        return gates().anyMatch(Gate::isAboutNew);
    }

    private Stream<Gate> gates() {
        return Stream.concat(sections.stream().map(Section::gate), Stream.of(otherwise));
    }
}
