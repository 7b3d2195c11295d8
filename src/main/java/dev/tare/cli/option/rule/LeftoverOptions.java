package dev.tare.cli.option.rule;

import dev.tare.app.InvalidRequest;
import dev.tare.config.Configuration;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.text.Nearest;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which visible files a container does not need. */
public final class LeftoverOptions {

    /** Name of the option without hyphens. */
    public static final String KINDS = "avoidable-kinds";

    private static final String DEFAULT = "default";
    private static final String ALL = "all";
    private static final String NONE = "none";
    private static final String WITHOUT = "no-";

    @Option(
            names = "--" + KINDS,
            paramLabel = "KIND[,KIND]...",
            completionCandidates = Words.class,
            description =
                    "Count these kinds of leftovers as avoidable: default, all, none, the name of a kind, or no- and a name to"
                            + " leave it out, as in default,docs or no-logs. Repeatable; docs/leftovers.md lists the kinds.")
    private List<String> kinds = List.of();

    /** What may be typed. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return words(LeftoverKinds.ALL.kinds()).iterator();
        }
    }

    private static List<String> words(List<LeftoverKind> known) {
        return Stream.concat(Stream.of(DEFAULT, ALL, NONE), known.stream().map(LeftoverKind::id))
                .toList();
    }

    /**
     * The kinds that are wanted, those of the configuration first. These are wanted unless a word takes them out.
     *
     * @throws InvalidRequest if there is no such kind
     */
    public LeftoverKinds kinds(Configuration config) {
        var words = kinds.stream().flatMap(LeftoverOptions::words).toList();
        if (words.isEmpty() && config.leftovers().isEmpty()) {
            return LeftoverKinds.DEFAULT;
        }
        var known = known(config);
        var wanted = new LinkedHashSet<LeftoverKind>();
        wanted.addAll(config.leftovers());
        if (words.isEmpty() || words.getFirst().startsWith(WITHOUT)) {
            apply(DEFAULT, known, wanted);
        }
        try {
            words.forEach(word -> apply(word, known, wanted));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("--" + KINDS + ": " + e.getMessage());
        }
        if (wanted.size() > LeftoverKinds.MAX_KINDS) {
            throw new InvalidRequest(
                    "leftovers in the configuration: there are more than %d kinds, those of tare among them"
                            .formatted(LeftoverKinds.MAX_KINDS));
        }
        return new LeftoverKinds(known.stream().filter(wanted::contains).toList());
    }

    /** @throws IllegalArgumentException if a value of the option has a word for which there is no kind, neither here nor in the configuration */
    public static void check(String text, Configuration config) {
        var known = known(config);
        words(text).forEach(word -> apply(word, known, new LinkedHashSet<>()));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(",", -1)).map(String::strip);
    }

    private static List<LeftoverKind> known(Configuration config) {
        return Stream.concat(config.leftovers().stream(), LeftoverKinds.ALL.kinds().stream())
                .toList();
    }

    private static void apply(String word, List<LeftoverKind> known, Set<LeftoverKind> wanted) {
        switch (word) {
            case DEFAULT -> known.stream().filter(kind -> !kind.isOptional()).forEach(wanted::add);
            case ALL -> wanted.addAll(known);
            case NONE -> wanted.clear();
            default -> {
                if (word.startsWith(WITHOUT)) {
                    wanted.remove(kind(notReserved(word.substring(WITHOUT.length())), known));
                } else {
                    wanted.add(kind(word, known));
                }
            }
        }
    }

    private static String notReserved(String id) {
        if (List.of(DEFAULT, ALL, NONE).contains(id)) {
            throw new IllegalArgumentException(
                    "no-%s takes out no kind: write no- and the name of a kind, or %s for no kind at all"
                            .formatted(id, NONE));
        }
        return id;
    }

    private static LeftoverKind kind(String id, List<LeftoverKind> known) {
        return known.stream()
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no kind '%s'%s; there are %s"
                        .formatted(id, Nearest.hint(id, words(known)), String.join(", ", words(known)))));
    }
}
