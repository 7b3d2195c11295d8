package dev.tare.select;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tag that is a version: {@code 1.27}, {@code v2.0.0-rc.1}, {@code 2024.06.1}. The order is that of Semantic Versioning 2.0.0, rule 11, for any number
 * of numbers. A number alone is no version unless it has a {@code v} in front: it may as well be the hash of a commit.
 *
 * @param numbers without zeros at the end
 * @param precision how many numbers the tag has
 * @param suffix what follows the hyphen; empty where there is none
 */
public record TagVersion(List<BigInteger> numbers, int precision, String suffix) implements Comparable<TagVersion> {

    /** A tag has no plus, so tools write an underscore for it (Helm). What follows it does not count in the order. */
    private static final Pattern VERSION = Pattern.compile(
            "(?:v([0-9]+(?:\\.[0-9]+)*)|([0-9]+(?:\\.[0-9]+)+))(?:-([0-9A-Za-z.-]+))?(?:[+_][0-9A-Za-z.-]+)?");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private static final TagVersion NONE = new TagVersion(List.of(), 0, "");

    private static final Comparator<Optional<TagVersion>> VERSIONS_FIRST =
            Comparator.comparing(Optional<TagVersion>::isEmpty);

    /** Versions first, the newest of them first, then all other tags by name. Of equal versions the more precise tag is first: 1.27.0, then 1.27. */
    public static final Comparator<String> NEWEST_FIRST = Comparator.comparing(
                    TagVersion::of,
                    VERSIONS_FIRST.thenComparing(it -> it.orElse(NONE), Comparator.<TagVersion>reverseOrder()))
            .thenComparing(Comparator.naturalOrder());

    /** The version that a tag is; empty if it is none. */
    public static Optional<TagVersion> of(String tag) {
        var matcher = VERSION.matcher(tag);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        var numbers = Arrays.stream(text.split("\\.", -1)).map(BigInteger::new).toList();
        int significant = numbers.size();
        while (significant > 0 && numbers.get(significant - 1).signum() == 0) {
            significant--;
        }
        String suffix = matcher.group(3) == null ? "" : matcher.group(3);
        return Optional.of(new TagVersion(List.copyOf(numbers.subList(0, significant)), numbers.size(), suffix));
    }

    @Override
    public int compareTo(TagVersion other) {
        int byNumbers = compareNumbers(other);
        if (byNumbers != 0) {
            return byNumbers;
        }
        int bySuffix = compareSuffix(other);
        return bySuffix != 0 ? bySuffix : Integer.compare(precision, other.precision);
    }

    private int compareNumbers(TagVersion other) {
        for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
            int compared = numbers.get(i).compareTo(other.numbers.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(numbers.size(), other.numbers.size());
    }

    /** A version without suffix is newer than one with (rule 11.3). Suffixes are compared identifier by identifier (rule 11.4). */
    private int compareSuffix(TagVersion other) {
        if (suffix.isEmpty() || other.suffix.isEmpty()) {
            return Boolean.compare(suffix.isEmpty(), other.suffix.isEmpty());
        }
        var mine = suffix.split("\\.", -1);
        var theirs = other.suffix.split("\\.", -1);
        return Arrays.compare(mine, theirs, TagVersion::compareIdentifiers);
    }

    private static int compareIdentifiers(String mine, String theirs) {
        boolean isNumber = NUMBER.matcher(mine).matches();
        boolean isNumberToo = NUMBER.matcher(theirs).matches();
        if (isNumber && isNumberToo) {
            return new BigInteger(mine).compareTo(new BigInteger(theirs));
        }
        return isNumber == isNumberToo ? mine.compareTo(theirs) : isNumber ? -1 : 1;
    }
}
