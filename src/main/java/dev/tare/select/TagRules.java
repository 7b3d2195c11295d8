package dev.tare.select;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Which tags of a repository are scanned.
 *
 * @param patterns one of which must match; all tags do if there is none
 * @param latest how many of the newest images
 * @param newestBy what is new; empty for versions where there are some, else creation
 * @param since when an image must have been created at the earliest
 */
public record TagRules(
        List<NamePattern> patterns, OptionalInt latest, Optional<NewestBy> newestBy, Optional<Instant> since) {

    /** All tags of all repositories. */
    public static final TagRules ALL = new TagRules(List.of(), OptionalInt.empty(), Optional.empty(), Optional.empty());

    /**
     * Tags that stand for signatures, attestations and lists of referrers (cosign; OCI distribution-spec 1.1, "Referrers Tag Schema"). What they name is
     * never an image.
     */
    private static final Pattern ARTIFACT = Pattern.compile("sha(?:256-[0-9a-f]{64}|512-[0-9a-f]{128})(?:\\..*)?");

    /** What makes one image newer than another. */
    public enum NewestBy {
        VERSION("version"),
        CREATED("created");

        private final String word;

        NewestBy(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Returns true if a tag may be one of an image that is wanted. */
    public boolean fits(String tag) {
        return !ARTIFACT.matcher(tag).matches() && NamePattern.any(patterns, tag);
    }

    /** The tags that may be wanted, in the order in which they are looked at. */
    public List<String> candidates(List<String> tags) {
        var fitting = tags.stream()
                .filter(this::fits)
                .distinct()
                .sorted(TagVersion.NEWEST_FIRST)
                .toList();
        return latest.isPresent() && orderOf(fitting) == NewestBy.VERSION
                ? fitting.stream().filter(tag -> TagVersion.of(tag).isPresent()).toList()
                : fitting;
    }

    /** What makes one of these tags newer than another. */
    public NewestBy orderOf(List<String> tags) {
        return newestBy.orElseGet(() ->
                tags.stream().anyMatch(tag -> TagVersion.of(tag).isPresent()) ? NewestBy.VERSION : NewestBy.CREATED);
    }

    /** Returns true if the dates of images must be known. */
    public boolean needsDates(List<String> tags) {
        return since.isPresent() || (latest.isPresent() && orderOf(tags) == NewestBy.CREATED);
    }
}
