package dev.tare.kinds;

/**
 * A sort of files.
 *
 * @param id its name for programs
 * @param title its name for people
 */
public record FileKind(String id, String title) implements Comparable<FileKind> {

    /** What is of no kind that the table has. */
    public static final FileKind OTHER = new FileKind("other", "other files");

    @Override
    public int compareTo(FileKind other) {
        return id.compareTo(other.id);
    }
}
