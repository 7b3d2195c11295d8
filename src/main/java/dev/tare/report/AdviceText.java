package dev.tare.report;

import dev.tare.analysis.Advice;
import dev.tare.analysis.Change;
import dev.tare.analysis.PackageCache;
import dev.tare.image.Instruction;
import dev.tare.image.Printable;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
                "%s: %s ship%s %s again%s"
                        .formatted(
                                copy(advice, first, layers.get(first)),
                                later(advice),
                                one(advice) ? "s" : "",
                                what,
                                only(advice));
            case REMOVE_IN_PLACE -> {
                if (!advice.caches().isEmpty()) {
                    yield "layer %d leaves the cache%s of %s behind, %s, which %s hide%s: %s"
                            .formatted(
                                    first,
                                    advice.caches().size() == 1 ? "" : "s",
                                    names(advice, PackageCache::manager),
                                    what,
                                    later(advice),
                                    one(advice) ? "s" : "",
                                    names(advice, PackageCache::cleaning));
                }
                boolean joinable = last > first + 1
                        && advice.layers().size() == 2
                        && layers.subList(first, last).stream()
                                .noneMatch(layer -> new Instruction(layer.createdBy()).isCopy());
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
        };
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

    private static String names(Advice advice, Function<PackageCache, String> name) {
        return advice.caches().stream().map(name).distinct().collect(Collectors.joining(" and "));
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
    private static String copy(Advice advice, int layer, Report.Layer first) {
        String keyword = new Instruction(first.createdBy()).keyword();
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
