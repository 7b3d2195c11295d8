package dev.tare.leftovers;

import dev.tare.glob.Glob;
import java.util.List;

/**
 * A kind of files that a container does not need, a row of the table.
 *
 * @param id its name for programs, such as "apt-lists"; empty for none
 * @param family what kinds belong together, in words
 * @param name what it is, as a plural noun without an article, such as "package lists of apt"
 * @param where the files are
 * @param why a container does not need it
 * @param remedy how to leave it out
 * @param isOptional true if it is not looked for by default, since to leave it out is a choice
 * @param source the address of the documentation that says so; empty for a kind that the user adds
 */
public record LeftoverKind(
        String id,
        String family,
        String name,
        Where where,
        String why,
        Remedy remedy,
        boolean isOptional,
        String source) {

    /** The family of what package managers keep for the next time that they are called. */
    static final String PACKAGE_CACHES = "package caches";

    /** The family of what a user adds. */
    static final String OWN = "own kinds";

    /** No kind. */
    public static final LeftoverKind NONE = new LeftoverKind(
            "",
            "",
            "",
            new Where(List.of(), List.of(), List.of(), List.of()),
            "",
            new Remedy("", "", "", List.of()),
            false,
            "");

    /**
     * Where files of a kind are.
     *
     * @param places patterns for paths. What is below a directory that matches is of the kind too
     * @param except patterns for what is needed all the same, with all below it
     * @param holds names that a directory must have in it
     * @param madeFrom of a file, the names of which one must be there too; none for any file
     */
    public record Where(List<Glob> places, List<Glob> except, List<String> holds, List<Origin> madeFrom) {}

    /**
     * A file that another one was made from. Its name is that of the other up to the first dot, and an ending.
     *
     * @param isAbove true if it is in the directory above
     */
    public record Origin(String ending, boolean isAbove) {}

    /**
     * How to leave a kind out of an image.
     *
     * @param avoid what to do in the RUN instruction that leaves it behind, as an imperative
     * @param mount where a cache mount of RUN keeps it out; empty if none does
     * @param ignore the line of .dockerignore that keeps it out of a COPY; empty if there is none
     * @param usedBy words of an instruction that has used what it fetched; none if no later instruction needs it
     */
    public record Remedy(String avoid, String mount, String ignore, List<String> usedBy) {

        /** Returns true if no later instruction needs what this one leaves behind, as far as its text tells. */
        public boolean isDoneWith(String instruction) {
            return usedBy.isEmpty() || usedBy.stream().anyMatch(instruction::contains);
        }
    }

    /**
     * A kind that the user adds.
     *
     * @param avoid what to do for it not to be in the image, as an imperative
     */
    public static LeftoverKind ofUser(String id, List<Glob> places, List<Glob> except, String avoid) {
        return new LeftoverKind(
                id,
                OWN,
                id,
                new Where(places, except, List.of(), List.of()),
                "the configuration says so",
                new Remedy(avoid, "", "", List.of()),
                false,
                "");
    }

    /** Returns true if a user added it. */
    public boolean isOwn() {
        return family.equals(OWN);
    }

    public boolean isNone() {
        return id.isEmpty();
    }

    /** Returns true for what package managers keep for the next time that they are called. */
    public boolean isPackageCache() {
        return family.equals(PACKAGE_CACHES);
    }

    @Override
    public String toString() {
        return id;
    }
}
