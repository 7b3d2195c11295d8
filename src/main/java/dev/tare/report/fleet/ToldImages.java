package dev.tare.report.fleet;

import dev.tare.report.model.fleet.Fleet;
import java.util.Map;
import java.util.NavigableSet;

/**
 * Which images a run told, and which it was asked for and did not tell wholly.
 *
 * @param images by reference
 * @param failed references of images that were not told, or not wholly, and places that could not be listed: a registry or a repository
 * @param incomplete of the references of {@code images}, those of which a layer was not read
 */
record ToldImages(Map<String, Fleet.Image> images, NavigableSet<String> failed, NavigableSet<String> incomplete) {

    /** What ends a registry, a repository or a tag in a reference. */
    private static final String ENDS = "/:@";

    /** Returns true if an image may be there though it was not told. */
    boolean isUnread(String reference) {
        if (failed.contains(reference)) {
            return true;
        }
        for (int end = 0; end < reference.length(); end++) {
            if (ENDS.indexOf(reference.charAt(end)) >= 0 && failed.contains(reference.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    /** Returns true if any image of a repository may have something that was not told. */
    boolean isAnyUnread(String repository) {
        return isUnread(repository) || hasImageOf(failed, repository) || hasImageOf(incomplete, repository);
    }

    private static boolean hasImageOf(NavigableSet<String> references, String repository) {
        return references.contains(repository)
                || hasAnyWith(references, repository + ":")
                || hasAnyWith(references, repository + "@");
    }

    private static boolean hasAnyWith(NavigableSet<String> references, String beginning) {
        String next = references.ceiling(beginning);
        return next != null && next.startsWith(beginning);
    }
}
