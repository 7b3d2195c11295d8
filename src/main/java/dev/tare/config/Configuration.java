package dev.tare.config;

import dev.tare.gate.Gate;
import dev.tare.gate.Ignore;
import dev.tare.gate.Ignores;
import dev.tare.gate.PathRule;
import dev.tare.gate.Rule;
import dev.tare.gate.Scope;
import dev.tare.glob.Glob;
import dev.tare.leftovers.LeftoverKind;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration file says.
 *
 * @param rules for images that no section is for
 * @param images sections for some images, of which the first that matches is for an image
 * @param outputs what is written where the command line names neither an output nor a format
 * @param leftovers kinds of files that a container does not need, beside those that tare knows
 * @param secrets paths that are credentials too
 * @param settings values of options by their names without hyphens in front; several of one that is repeatable
 * @param notTaken what the file says and must not, since nobody named it: a line each, with its place
 */
public record Configuration(
        Rules rules,
        List<OfImages> images,
        List<Output> outputs,
        List<LeftoverKind> leftovers,
        List<Secret> secrets,
        Map<String, List<Value>> settings,
        List<String> notTaken) {

    /** A file that says nothing. */
    public static final Configuration NONE =
            new Configuration(Rules.NONE, List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    /** How it came that a file is read. */
    public enum Origin {
        /** The user named it. */
        NAMED,
        /** It was there. A stranger may have written it, so that nothing is taken from it that does harm. */
        FOUND
    }

    /** Files that are credentials, and what they are. */
    public record Secret(Glob paths, String reason) {}

    /** Rules; empty is what the file does not say. */
    public record Rules(
            Optional<Scope> scope,
            Optional<List<Rule>> thresholds,
            Optional<List<PathRule>> noFile,
            Optional<List<PathRule>> noHidden,
            Optional<List<Ignore>> ignores) {

        static final Rules NONE =
                new Rules(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** These, and those of others where these say nothing. */
        public Rules or(Rules others) {
            return new Rules(
                    scope.or(others::scope),
                    thresholds.or(others::thresholds),
                    noFile.or(others::noFile),
                    noHidden.or(others::noHidden),
                    ignores.or(others::ignores));
        }

        /** @param today by which what is ignored expires */
        public Gate gate(LocalDate today) {
            var all = new ArrayList<Rule>(thresholds.orElse(List.of()));
            all.addAll(noFile.orElse(List.of()));
            all.addAll(noHidden.orElse(List.of()));
            return new Gate(scope.orElse(Scope.IMAGE), new Ignores(ignores.orElse(List.of()), today), all);
        }
    }

    /** The rules for images whose name matches, those of the whole file where the section says nothing among them. */
    public record OfImages(Glob names, Rules rules) {}

    /**
     * One report that is written.
     *
     * @param format its name, which may be that of no format
     * @param file below the working directory; empty for standard output
     */
    public record Output(Value format, Optional<Path> file) {}

    /**
     * A text that means something to whoever has an option for it.
     *
     * @param place file, line and column
     */
    public record Value(String text, String place) {}

    /**
     * Reads a file: one of dive's if it is called so, else one of tare's own.
     *
     * @throws BadConfig if it cannot be read or understood
     */
    public static Configuration read(Path file, Origin origin) throws BadConfig {
        return String.valueOf(file.getFileName()).equals(DiveCi.FILE_NAME)
                ? DiveCi.read(file)
                : ConfigReader.read(file, origin);
    }
}
