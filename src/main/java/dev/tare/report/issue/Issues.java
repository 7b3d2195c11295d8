package dev.tare.report.issue;

import dev.tare.image.Printable;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Violation;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.waste.Recommendation;
import dev.tare.report.text.Excerpt;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tells the faults of one image, the worst first: broken rules, credentials that no rule tells of, and advice. Each is told once. */
public final class Issues {

    private final ImageReport image;
    private final List<RuleResult> results;
    private final int top;
    private final Set<ByteBuffer> toldPaths = new HashSet<>();
    private final Set<String> toldVariables = new HashSet<>();
    private final Set<String> fingerprints = new HashSet<>();

    private Issues(ImageReport image, List<RuleResult> results, int top) {
        this.image = image;
        this.results = results;
        this.top = top;
    }

    /**
     * The faults, made while they are read, which must be while the image is current.
     *
     * @param top how many credentials and how many pieces of advice are told at most; violations of rules are all told
     */
    public static Stream<Issue> of(ImageReport image, List<RuleResult> results, int top) {
        return new Issues(image, results, top).all();
    }

    /** How many credentials and pieces of advice are not told. */
    public static int leftOut(ImageReport image, int top) {
        return Math.max(0, image.secrets().size() - top)
                + Math.max(0, image.exposures().places().size() - top)
                + Math.max(0, image.waste().recommendations().size() - top);
    }

    /** The types of all faults that an image can have under these rules. */
    public static List<IssueType> types(List<RuleResult> results) {
        var types = new LinkedHashMap<String, IssueType>();
        results.forEach(result -> types.putIfAbsent(result.rule().id(), IssueType.of(result.rule())));
        IssueType.known().forEach(type -> types.putIfAbsent(type.id(), type));
        return List.copyOf(types.values());
    }

    private Stream<Issue> all() {
        // one stream behind another: what violations tell is known when the credentials are read
        return Stream.<Stream<Issue>>of(
                        results.stream()
                                .flatMap(result -> result.violations().stream())
                                .sorted((a, b) ->
                                        b.rule().severity().compareTo(a.rule().severity()))
                                .map(this::violation),
                        image.secrets().limit(top).stream()
                                .filter(secret -> !isTold(secret.place()))
                                .map(this::secret),
                        image.exposures().places().limit(top).stream()
                                .filter(place -> !toldPaths.contains(ByteBuffer.wrap(place.path())))
                                .map(this::exposed),
                        image.waste().recommendations().limit(top).stream().map(this::advice))
                .flatMap(issues -> issues);
    }

    private Issue violation(Violation violation) {
        var at = violation.location();
        at.path().ifPresent(path -> toldPaths.add(ByteBuffer.wrap(path)));
        at.variable().ifPresent(toldVariables::add);
        return new Issue(
                IssueType.of(violation.rule()),
                message(violation.message()),
                file(at.path()),
                Issue.linesOr(at.lines()),
                unique(violation.fingerprint()));
    }

    private boolean isTold(SecretPlace.Place place) {
        return switch (place) {
            case SecretPlace.File file -> toldPaths.contains(ByteBuffer.wrap(file.path()));
            case SecretPlace.Variable variable -> toldVariables.contains(variable.name());
        };
    }

    private Issue secret(SecretPlace secret) {
        return switch (secret.place()) {
            case SecretPlace.File file ->
                issue(
                        IssueType.SECRET,
                        Phrases.secret(secret),
                        file.path(),
                        image.layers().get(file.layer()).lines());
            case SecretPlace.Variable variable ->
                new Issue(
                        IssueType.SECRET,
                        message(Phrases.secret(secret)),
                        file(Optional.empty()),
                        Issue.FIRST_LINE,
                        unique(Violation.fingerprint(
                                IssueType.SECRET.id(), image.info().repository(), variable.nameBytes())));
        };
    }

    /** It is to be mended where the credential came in. */
    private Issue exposed(ExposedPlace place) {
        return issue(
                IssueType.EXPOSED,
                Phrases.exposed(place),
                place.path(),
                image.layers().get(place.shippedBy().getFirst()).lines());
    }

    private Issue advice(Recommendation advice) {
        return issue(
                IssueType.ofAdvice(advice.kind()),
                "%s: saves %s".formatted(advice.text(), Sizes.human(advice.savesBytes())),
                advice.path(),
                advice.lines().stream().findFirst());
    }

    private Issue issue(IssueType type, String message, byte[] path, Optional<LineRange> lines) {
        return new Issue(
                type,
                message(message),
                file(Optional.of(path)),
                Issue.linesOr(lines),
                unique(Violation.fingerprint(type.id(), image.info().repository(), path)));
    }

    /** Two faults of one kind at one path are told apart by their order. */
    private String unique(String fingerprint) {
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> number == 1
                        ? fingerprint
                        : Violation.fingerprint(fingerprint, String.valueOf(number), new byte[0]))
                .filter(fingerprints::add)
                .findFirst()
                .orElseThrow();
    }

    private static String message(String text) {
        return Excerpt.head(Printable.of(text), Issue.MAX_MESSAGE_CHARACTERS);
    }

    private String file(Optional<byte[]> path) {
        String file = image.summary()
                .dockerfile()
                .or(() -> path.map(Printable::of).map(Issues::relative))
                .filter(it -> !it.isEmpty())
                .orElseGet(() -> relative(image.info().repository()));
        return Excerpt.tail(Printable.of(file), Issue.MAX_FILE_CHARACTERS);
    }

    private static String relative(String path) {
        return path.replaceFirst("^/+", "");
    }
}
