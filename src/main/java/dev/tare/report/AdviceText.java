package dev.tare.report;

import dev.tare.analysis.Advice;
import dev.tare.analysis.Change;
import dev.tare.image.Instruction;
import dev.tare.layer.Printable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A piece of advice in a sentence. */
final class AdviceText {

    /** What to do about credentials in hidden copies. */
    static final String REVOKE =
            "Still in the image, for everyone who pulls it. Revoke what was exposed: to remove it from the next image"
                    + " does not. Give secrets to a build with RUN --mount=type=secret (BuildKit), or use them in a"
                    + " stage of which only the results are copied.";

    private AdviceText() {}

    /** @param layers of the image, of which the advice names some */
    static String of(Advice advice, List<Report.Layer> layers) {
        var lines = advice.layers().stream()
                .flatMap(layer -> layers.get(layer).lines().stream())
                .distinct()
                .map(known -> "L" + known)
                .toList();
        String text = text(advice, layers);
        return lines.isEmpty() ? text : text + " (" + String.join(", ", lines) + ")";
    }

    private static String text(Advice advice, List<Report.Layer> layers) {
        int first = advice.layers().getFirst();
        int last = advice.layers().getLast();
        String what = what(advice);
        return switch (advice.kind()) {
            case MERGE -> {
                boolean run = advice.layers().stream()
                        .allMatch(layer -> new Instruction(layers.get(layer).createdBy()).isRun());
                yield "%s %s into one%s"
                        .formatted(
                                run ? "join the RUN instructions of" : "make one layer of",
                                range(first, last),
                                files(advice))
                        .replace("make one layer of layers", "join layers");
            }
            case COPY_METADATA ->
                "%s in layer %d, in place of %s, which ship%s %s again%s"
                        .formatted(
                                copy(advice, layers.get(first)),
                                first,
                                list(advice.layers().subList(1, advice.layers().size())),
                                advice.layers().size() == 2 ? "s" : "",
                                what,
                                only(advice));
            case REMOVE_IN_PLACE -> {
                String hide = list(advice.layers().subList(1, advice.layers().size()));
                if (!advice.cache().manager().isEmpty()) {
                    yield "layer %d leaves the cache of %s behind, %s, which %s hide%s: add %s to it"
                            .formatted(
                                    first,
                                    advice.cache().manager(),
                                    what,
                                    hide,
                                    advice.layers().size() == 2 ? "s" : "",
                                    advice.cache().cleaning());
                }
                yield "remove %s in layer %d, which makes %s, and not in layer %d%s"
                        .formatted(
                                what,
                                first,
                                advice.files() == 1 ? "it" : "them",
                                last,
                                last > first + 1
                                        ? "; if those between need %s, join them"
                                                .formatted(advice.files() == 1 ? "it" : "them")
                                        : "");
            }
            case MULTI_STAGE ->
                "layer %d copies %s in, and %s %s %s: do that in a stage of its own, and COPY --from it what is needed"
                        .formatted(
                                first,
                                what,
                                list(advice.layers().subList(1, advice.layers().size())),
                                (advice.removed() ? "remove" : "rewrite")
                                        + (advice.layers().size() == 2 ? "s" : ""),
                                advice.files() == 1 ? "it" : "them");
            case COPY_ONCE -> "copy %s once: layer %d does, and layer %d again".formatted(what, first, last);
        };
    }

    /** A file, or all that is meant in a directory. */
    private static String what(Advice advice) {
        if (!advice.directory()) {
            return Printable.of(advice.path());
        }
        return advice.path().length == 1
                ? "%,d files".formatted(advice.files())
                : "%s/ (%,d files)".formatted(Printable.of(advice.path()), advice.files());
    }

    private static String files(Advice advice) {
        return advice.metadataOnly()
                ? ", or change %s in the one that makes %s"
                        .formatted(aspects(advice), advice.directory() ? "the files" : Printable.of(advice.path()))
                : "";
    }

    /** What to write in the place of a plain {@code COPY}. */
    private static String copy(Advice advice, Report.Layer layer) {
        String keyword = new Instruction(layer.createdBy()).keyword();
        String owner = advice.changed().contains(Change.Aspect.OWNER)
                ? " --chown=" + (advice.owner().isEmpty() ? "…" : advice.owner())
                : "";
        String mode = advice.changed().contains(Change.Aspect.MODE)
                ? " --chmod=" + (advice.mode().isEmpty() ? "…" : advice.mode())
                : "";
        return owner.isEmpty() && mode.isEmpty() ? "leave it at the " + keyword : keyword + owner + mode;
    }

    private static String only(Advice advice) {
        return advice.changed().isEmpty() ? " as it is" : " though only %s changed".formatted(aspects(advice));
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
