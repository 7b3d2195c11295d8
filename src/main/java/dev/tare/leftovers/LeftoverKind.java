package dev.tare.leftovers;

import dev.tare.glob.Glob;
import dev.tare.layer.ElfType;
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
            "", "", "", Where.at(List.of(), List.of()), "", new Remedy("", "", false, "", List.of()), false, "");

    /**
     * Where files of a kind are.
     *
     * @param places patterns for paths. What is below a directory that matches is of the kind too
     * @param except patterns for what is needed all the same, with all below it
     * @param holds paths that a directory must have in it
     * @param neededBy paths beside a directory of which one says that it is needed
     * @param unlessThere names of files of which one, anywhere in the tree, says that all is needed
     * @param madeFrom of a file, the names of which one must be there too; none for any file
     * @param elf what a file must be by its content; {@link ElfType#NONE} for any
     * @param notElf what a file must not be by its content; {@link ElfType#NONE} for any
     * @param isShared true for directories that all programs share: one of them is not needed as a whole because something names it
     * @param isUnaffectedByLinks true if what a symbolic link leads to is no more needed than the rest
     */
    public record Where(
            List<Glob> places,
            List<Glob> except,
            List<String> holds,
            List<String> neededBy,
            List<String> unlessThere,
            List<Origin> madeFrom,
            ElfType elf,
            ElfType notElf,
            boolean isShared,
            boolean isUnaffectedByLinks) {

        /** Patterns, and nothing else that tells. */
        static Where at(List<Glob> places, List<Glob> except) {
            return new Where(
                    places,
                    except,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    ElfType.NONE,
                    ElfType.NONE,
                    false,
                    false);
        }

        /** Returns true if the content of a file is that of the kind. */
        public boolean fits(ElfType type) {
            return (elf == ElfType.NONE || elf == type) && (notElf == ElfType.NONE || notElf != type);
        }
    }

    /**
     * A file that another one was made from. Its name is that of the other up to the first dot, and an ending.
     *
     * @param isAbove true if it is in the directory above
     */
    public record Origin(String ending, boolean isAbove) {}

    /**
     * How to leave a kind out of an image.
     *
     * @param avoid what to do in the RUN instruction that leaves it behind, as an imperative. {@value #REMOVE} stands for the command that removes it
     * @param remove that command, where {@value #PLACES} stands for the places where the files are
     * @param isMountable true if a cache mount of RUN at such a place keeps it out
     * @param ignore the line of .dockerignore that keeps it out of a COPY; empty if there is none
     * @param usedBy words of an instruction that has used what it fetched; none if no later instruction needs it
     */
    public record Remedy(String avoid, String remove, boolean isMountable, String ignore, List<String> usedBy) {

        private static final String REMOVE = "{remove}";
        private static final String PLACES = "{places}";

        /** What to do where the places are not told. */
        @Override
        public String avoid() {
            return avoid.replace(REMOVE, "rm -rf of them");
        }

        /**
         * What to do where all files are at and below some places, and nothing else is.
         *
         * @param places as a shell takes them
         */
        public String avoidAt(String places) {
            return avoid.replace(REMOVE, remove.replace(PLACES, places));
        }

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
                Where.at(places, except),
                "the configuration says so",
                new Remedy(avoid, "", false, "", List.of()),
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
