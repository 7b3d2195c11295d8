package dev.tare.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A Dockerfile. */
public final class Dockerfile {

    /** Maximum characters of a Dockerfile. */
    public static final int MAX_LENGTH = 1 << 20;

    private final List<Stage> stages;

    /**
     * A stage.
     *
     * @param name in small letters; empty for one without
     * @param from the stage that it is built on, if that is one of this file
     * @param steps its instructions, without the {@code FROM}
     */
    record Stage(String name, Optional<Stage> from, List<Step> steps) {}

    /** @param stages at least one */
    Dockerfile(List<Stage> stages) {
        this.stages = List.copyOf(stages);
    }

    /** @throws BadDockerfile if a builder would not take it either */
    public static Dockerfile parse(String text) throws BadDockerfile {
        return new Parser(text).parse();
    }

    /**
     * Returns the steps of a build of one stage, behind those of the stages that it is built on.
     *
     * @param file what messages call the file
     * @param target a stage's name or number; the last stage without one
     * @throws BadDockerfile if there is no such stage
     */
    public Recipe recipe(String file, Optional<String> target) throws BadDockerfile {
        var wanted = target.isEmpty() ? stages.getLast() : stage(target.get());
        var chain = new ArrayList<Stage>();
        for (var stage = Optional.of(wanted);
                stage.isPresent();
                stage = stage.get().from()) {
            chain.add(stage.get());
        }
        var steps = new ArrayList<Step>();
        List<Step> triggers = List.of();
        for (var stage : chain.reversed()) {
            steps.addAll(triggers);
            steps.addAll(stage.steps());
            triggers = triggers(stage);
        }
        return new Recipe(file, List.copyOf(steps));
    }

    private Stage stage(String target) throws BadDockerfile {
        String name = target.toLowerCase(Locale.ROOT);
        for (int i = stages.size() - 1; i >= 0; i--) {
            if (stages.get(i).name().equals(name) || String.valueOf(i).equals(name)) {
                return stages.get(i);
            }
        }
        var names = stages.stream()
                .map(Stage::name)
                .filter(other -> !other.isEmpty())
                .distinct()
                .toList();
        throw new BadDockerfile("there is no stage %s; %s"
                .formatted(
                        target,
                        names.isEmpty() ? "none has a name" : "those with a name are " + String.join(", ", names)));
    }

    /** Returns the instructions that {@code ONBUILD} adds to the stages that are built on this one. */
    private static List<Step> triggers(Stage stage) {
        var triggers = new ArrayList<Step>();
        for (var step : stage.steps()) {
            if (step.keyword().equals("ONBUILD")) {
                int end = Lexer.endOfWord(step.text(), 0);
                triggers.add(new Step(
                        step.text().substring(0, end).toUpperCase(Locale.ROOT),
                        step.text().substring(end).strip(),
                        step.documents(),
                        step.lines()));
            }
        }
        return triggers;
    }
}
