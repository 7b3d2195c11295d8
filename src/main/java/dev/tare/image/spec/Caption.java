package dev.tare.image.spec;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What people call an item of the history: its instruction, its comment (OCI image-spec, config.md, {@code history}), or both. Builders
 * of Dockerfiles say in {@code created_by} what was done. Jib, ko, Nix, umoci, {@code docker import} and {@code docker commit -m} say it
 * in {@code comment}, and {@code created_by} holds the builder's name, the container's command, or nothing.
 */
public final class Caption {

    /** Beginnings of comments that name the builder or the base image, as BuildKit, buildah and debuerreotype write them. */
    private static final List<String> MARKS = List.of("buildkit.", "FROM ", "debuerreotype ");

    /** The beginning of comments of nixpkgs' dockerTools. A list of paths follows, as Python prints it. */
    private static final String NIX = "store paths: [";

    /** The folder and the hash of a path in the Nix store, which tell people nothing. */
    private static final Pattern NIX_PREFIX = Pattern.compile("'/nix/store/[0-9a-z]{32}-|['\\]]");

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Caption() {}

    /**
     * Gives the caption in one line, not escaped; empty where neither tells anything.
     *
     * @param instruction as {@link Instruction#text} has it
     * @param comment as {@link Config.History#comment} has it
     */
    public static String of(String instruction, String comment) {
        String done = inOneLine(instruction);
        if (comment.isBlank() || MARKS.stream().anyMatch(comment::startsWith)) {
            return done;
        }
        String said = inOneLine(comment);
        said = said.startsWith(NIX) ? NIX_PREFIX.matcher(said).replaceAll("").replaceFirst("\\[", "") : said;
        if (done.isEmpty()) {
            return said;
        }
        return new Instruction(done).isOfDockerfile() ? done + "  # " + said : said + " (" + done + ")";
    }

    private static String inOneLine(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }
}
