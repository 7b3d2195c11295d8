package dev.tare.report.model;

import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.series.Series;
import java.util.List;
import java.util.Locale;

/**
 * Where the visible bytes at and below a path are. Each copy is in one group, so that the groups sum to {@code bytes}.
 *
 * @param path whole, with its slash, without symbolic links
 * @param visibleBytes of the whole image
 * @param bytes of the visible copies at and below the path
 * @param files how many these are. A file with several names counts once
 * @param groups the largest first
 * @param notes what could not be told, a line each
 */
public record DiskUsage(
        ImageInfo image,
        byte[] path,
        By by,
        long visibleBytes,
        long bytes,
        long files,
        Series<Group> groups,
        List<String> notes)
        implements Report {

    /** What the copies of a group have in common. */
    public enum By {
        DIRECTORY,
        LAYER,
        PACKAGE,
        KIND,
        EXTENSION;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Some of the copies.
     *
     * @param files how many
     */
    public record Group(Subject subject, long bytes, long files) {

        /** From 0 to 1; 0 where there are no bytes at all. */
        public double shareOf(long all) {
            return all == 0 ? 0 : (double) bytes / all;
        }
    }

    /** What a group is. */
    public sealed interface Subject {

        /**
         * A file, or a directory with all that is below it.
         *
         * @param path whole, with its slash
         */
        record Place(byte[] path, boolean isDirectory) implements Subject {}

        /** A layer, which ships the copies. */
        record Layer(LayerInfo layer) implements Subject {}

        /**
         * A package, as a database in the image has it.
         *
         * @param database such as dpkg
         * @param version empty where it is not known
         */
        record OfPackage(String database, String name, String version) implements Subject {}

        /** What no database that was read lists. */
        record NoPackage() implements Subject {}

        /**
         * A sort of files, by their paths and modes.
         *
         * @param id for programs
         * @param title for people
         */
        record Kind(String id, String title) implements Subject {}

        /**
         * The end of a name.
         *
         * @param extension in small letters, without its dot; empty for names without one
         */
        record Extension(String extension) implements Subject {}
    }
}
