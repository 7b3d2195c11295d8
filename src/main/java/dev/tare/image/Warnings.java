package dev.tare.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Warnings about what is odd but readable. A hostile layer may cause millions of them, so only the first example and the number of each kind are
 * kept.
 */
public final class Warnings {

    /** Maximum characters of an example in a warning. A name may have 64 KiB. */
    private static final int MAX_EXAMPLE_CHARACTERS = 300;

    private record Remark(String example, long count) {}

    private final Map<String, Remark> remarks = new LinkedHashMap<>();

    /** @param kind one of a few constants, a sentence without its example: "a path climbs out of the root" */
    public void add(String kind, Supplier<String> example) {
        var known = remarks.get(kind);
        remarks.put(
                kind,
                known == null ? new Remark(brief(example.get()), 1) : new Remark(known.example(), known.count() + 1));
    }

    private static String brief(String example) {
        return example.length() <= MAX_EXAMPLE_CHARACTERS
                ? example
                : example.substring(0, example.offsetByCodePoints(0, MAX_EXAMPLE_CHARACTERS / 2)) + "…";
    }

    public void add(String kind) {
        add(kind, () -> "");
    }

    public List<String> lines() {
        return remarks.entrySet().stream()
                .map(e -> e.getKey()
                        + (e.getValue().example().isEmpty()
                                ? ""
                                : ": " + e.getValue().example())
                        + (e.getValue().count() > 1
                                ? " (and %,d more)".formatted(e.getValue().count() - 1)
                                : ""))
                .toList();
    }
}
