package dev.tare.report.text;

import dev.tare.image.Printable;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.DiskUsage.Group;
import dev.tare.report.model.DiskUsage.Subject;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What formats for people say of where the visible bytes are. */
public final class UsageText {

    private UsageText() {}

    /** What a group is, printable. */
    public static String subject(Subject subject) {
        return switch (subject) {
            case Subject.Place(var path, var isDirectory) ->
                Printable.of(path) + (isDirectory && path.length > 1 ? "/" : "");
            case Subject.Layer(var layer) ->
                "%d  %s".formatted(layer.index(), layer.caption()).strip();
            case Subject.OfPackage(var database, var name, var version) ->
                Printable.of("%s %s (%s)".formatted(name, version, database).replace("  ", " "));
            case Subject.NoPackage _ -> "(no package)";
            case Subject.Kind kind -> kind.title();
            case Subject.Extension(var extension) -> extension.isEmpty() ? "(none)" : "." + extension;
        };
    }

    /**
     * How much there is below the path, and of what.
     *
     * @param asName how the format writes a name
     */
    public static String heading(DiskUsage usage, UnaryOperator<String> asName) {
        String all = "%s in %s".formatted(Sizes.human(usage.bytes()), Phrases.count(usage.files(), "file"));
        return usage.path().length == 1
                ? "%s visible".formatted(all)
                : "%s visible in %s, of %s in the image"
                        .formatted(all, asName.apply(Printable.of(usage.path())), Sizes.human(usage.visibleBytes()));
    }

    /** The share of a group in percent with one decimal. */
    public static String share(Group group, long all) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * group.shareOf(all));
    }

    /** What is not shown; empty where all is. */
    public static String rest(DiskUsage usage, int shown) {
        int more = usage.groups().size() - shown;
        long bytes = usage.bytes()
                - usage.groups().limit(shown).stream().mapToLong(Group::bytes).sum();
        return more == 0 ? "" : "and %s in %,d more".formatted(Sizes.human(bytes), more);
    }
}
