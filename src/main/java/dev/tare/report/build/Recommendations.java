package dev.tare.report.build;

import dev.tare.analysis.advice.Advice;
import dev.tare.analysis.node.Change;
import dev.tare.image.Printable;
import dev.tare.image.spec.Instruction;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKind.Remedy;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.LineRange;
import dev.tare.report.model.waste.Recommendation;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in a sentence what advice asks for. */
final class Recommendations {

    /** A path that means the same to a shell, and as the target of a mount. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9/._+@-]+");

    private Recommendations() {}

    /** @param layers of the image, of which the advice names some */
    static Recommendation of(Advice advice, List<LayerReport> layers) {
        var concerned = advice.layers().stream().map(layers::get).toList();
        boolean isPullKnown =
                concerned.stream().allMatch(layer -> layer.blob().stored().isPullKnown());
        var lines = concerned.stream()
                .flatMap(layer -> layer.lines().stream())
                .distinct()
                .toList();
        return new Recommendation(
                advice.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                advice.layers(),
                advice.savesBytes(),
                isPullKnown ? OptionalLong.of(advice.savesPullBytes()) : OptionalLong.empty(),
                advice.path(),
                advice.files(),
                text(advice, layers) + places(lines),
                lines);
    }

    /** Where that is in the Dockerfile, if it is known. */
    private static String places(List<LineRange> lines) {
        return lines.isEmpty()
                ? ""
                : lines.stream().map(known -> "L" + known).collect(Collectors.joining(", ", " (", ")"));
    }

    private static String text(Advice advice, List<LayerReport> layers) {
        int first = advice.layers().getFirst();
        int last = advice.layers().getLast();
        String what = what(advice);
        return switch (advice.kind()) {
            case MERGE -> {
                boolean run = advice.layers().stream()
                        .allMatch(layer ->
                                new Instruction(layers.get(layer).info().createdBy()).isRun());
                yield "%s %s into one%s"
                        .formatted(
                                run ? "join the RUN instructions of" : "make one layer of",
                                range(first, last),
                                files(advice))
                        .replace("make one layer of layers", "join layers");
            }
            case COPY_METADATA ->
                "%s: %s ship%s %s again%s"
                        .formatted(
                                copy(advice, first, layers.get(first)),
                                later(advice),
                                one(advice) ? "s" : "",
                                what,
                                only(advice));
            case REMOVE_IN_PLACE -> {
                if (!advice.leftovers().isEmpty()) {
                    yield "layer %d leaves %s behind, %s, which %s hide%s: %s"
                            .formatted(
                                    first,
                                    names(advice, LeftoverKind::name),
                                    what,
                                    later(advice),
                                    one(advice) ? "s" : "",
                                    names(advice, kind -> kind.remedy().avoid()));
                }
                boolean joinable = last > first + 1
                        && advice.layers().size() == 2
                        && layers.subList(first, last).stream()
                                .noneMatch(layer -> new Instruction(layer.info().createdBy()).isCopy());
                yield "remove in layer %d, which makes %s, what layer %d removes: %s%s"
                        .formatted(
                                first,
                                them(advice),
                                last,
                                what,
                                joinable ? "; if those between need %s, join them".formatted(them(advice)) : "");
            }
            case MULTI_STAGE ->
                "layer %d copies %s in, and %s %s%s %s: do that in a stage of its own, and COPY --from it what is needed"
                        .formatted(
                                first,
                                what,
                                later(advice),
                                advice.removed() ? "remove" : "rewrite",
                                one(advice) ? "s" : "",
                                them(advice));
            case COPY_ONCE ->
                "leave %s out of layer %d: layer %d copies %s again".formatted(what, first, last, them(advice));
            case AVOID ->
                avoid(advice, first, new Instruction(layers.get(first).info().createdBy()));
        };
    }

    /** How the instruction of a layer leaves out what a container does not need. */
    private static String avoid(Advice advice, int layer, Instruction instruction) {
        var kind = advice.leftovers().iterator().next();
        var remedy = kind.remedy();
        if (instruction.isCopy()) {
            String ignore = remedy.ignore().isEmpty() ? "" : ", with %s in .dockerignore".formatted(remedy.ignore());
            return "layer %d copies %s in, %s: %s"
                    .formatted(
                            layer,
                            kind.name(),
                            what(advice),
                            kind.isOwn()
                                    ? remedy.avoid()
                                    : "leave %s out%s, or copy only what is needed".formatted(them(advice), ignore));
        }
        return "layer %d leaves %s behind, %s: %s%s"
                .formatted(
                        layer,
                        kind.name(),
                        what(advice),
                        remedy.isDoneWith(instruction.text())
                                ? ""
                                : "join it with the instructions that use them, and ",
                        remove(remedy, advice.places()));
    }

    /** How a RUN instruction leaves nothing behind at some places. Names that a shell would take apart are not told. */
    private static String remove(Remedy remedy, List<Advice.Place> places) {
        var names = places.stream().map(place -> Printable.of(place.path())).toList();
        if (names.isEmpty()
                || !names.stream().allMatch(name -> PLAIN_NAME.matcher(name).matches())) {
            return remedy.avoid();
        }
        boolean isMountable = remedy.isMountable() && places.stream().allMatch(Advice.Place::isDirectory);
        return remedy.avoidAt(String.join(" ", names))
                + (isMountable
                        ? names.stream()
                                .map(name -> " --mount=type=cache,target=" + name)
                                .collect(Collectors.joining("", ", or RUN", ""))
                        : "");
    }

    /** The layers behind the first. */
    private static String later(Advice advice) {
        return list(advice.layers().subList(1, advice.layers().size()));
    }

    private static boolean one(Advice advice) {
        return advice.layers().size() == 2;
    }

    private static String them(Advice advice) {
        return advice.directory() ? "them" : "it";
    }

    private static String names(Advice advice, Function<LeftoverKind, String> name) {
        return advice.leftovers().stream().map(name).distinct().collect(Collectors.joining(" and "));
    }

    /** A file, or all that is meant in a directory. */
    private static String what(Advice advice) {
        if (!advice.directory()) {
            return Printable.of(advice.path());
        }
        return advice.path().length == 1
                ? "%,d files".formatted(advice.files())
                : "%,d files below %s/".formatted(advice.files(), Printable.of(advice.path()));
    }

    private static String files(Advice advice) {
        return advice.metadataOnly()
                ? ", or change %s in the one that makes %s"
                        .formatted(aspects(advice), advice.directory() ? "the files" : Printable.of(advice.path()))
                : "";
    }

    /**
     * How the layer that copies them in can give the files what they end with. An option of {@code COPY} is for all that it copies, and a
     * mode for its directories too, so it is only spelled out where that is what is meant.
     */
    private static String copy(Advice advice, int layer, LayerReport first) {
        String keyword = new Instruction(first.info().createdBy()).keyword();
        boolean owner = advice.changed().contains(Change.Aspect.OWNER);
        boolean mode = advice.changed().contains(Change.Aspect.MODE);
        if (!owner && !mode) {
            return "leave the files as layer %d copies them in".formatted(layer);
        }
        boolean plainOwner = !owner || !advice.owner().isEmpty();
        boolean plainMode = !mode || (!advice.mode().isEmpty() && !advice.directory());
        if (advice.whole() && plainOwner && plainMode) {
            return "%s%s%s in layer %d"
                    .formatted(
                            keyword,
                            owner ? " --chown=" + advice.owner() : "",
                            mode ? " --chmod=" + advice.mode() : "",
                            layer);
        }
        String options = owner && mode ? "--chown and --chmod" : owner ? "--chown" : "--chmod";
        return "set %s where layer %d copies the files in, by %s in a COPY of their own%s"
                .formatted(aspects(advice), layer, options, mode ? ", or in the build context" : "");
    }

    private static String only(Advice advice) {
        return advice.changed().isEmpty() ? " as it is" : ", though only %s changed".formatted(aspects(advice));
    }

    private static String aspects(Advice advice) {
        return advice.changed().stream()
                .map(aspect -> aspect.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" and "));
    }

    private static String range(int first, int last) {
        return last == first + 1 ? "layers %d and %d".formatted(first, last) : "layers %d to %d".formatted(first, last);
    }

    private static String list(List<Integer> layers) {
        String numbers = layers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return (layers.size() == 1 ? "layer " : "layers ") + numbers.replaceFirst(", (\\d+)$", " and $1");
    }
}
