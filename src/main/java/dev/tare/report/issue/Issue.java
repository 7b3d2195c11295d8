package dev.tare.report.issue;

import dev.tare.report.model.image.LineRange;
import java.util.Optional;

/**
 * One fault of an image.
 *
 * @param message what is wrong, in a sentence without a full stop and without control characters
 * @param file where it is to be mended: the Dockerfile as a path from the root of its repository, where one is known; else the path within the image,
 *     without its first slash; else the image's repository. Never empty, without control characters, and not longer than {@link #MAX_FILE_CHARACTERS}
 * @param lines of that file; line 1 where they are not known
 * @param fingerprint the same from run to run for the same fault, and no other's in this image: 64 hexadecimal digits
 */
public record Issue(IssueType type, String message, String file, LineRange lines, String fingerprint) {

    /** A file that is longer is shown by its end. No file system has longer paths. */
    public static final int MAX_FILE_CHARACTERS = 1_024;

    /** A longer message is cut. */
    public static final int MAX_MESSAGE_CHARACTERS = 1_000;

    /** The first line, for what is about no line that is known. */
    static final LineRange FIRST_LINE = new LineRange(1, 1);

    static LineRange linesOr(Optional<LineRange> lines) {
        return lines.orElse(FIRST_LINE);
    }
}
