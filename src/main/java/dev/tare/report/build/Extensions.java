package dev.tare.report.build;

import dev.tare.image.Printable;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** The extensions of names. */
final class Extensions {

    /** What follows the last dot of a name: short, with a letter in it, so that a version such as 3.11 has none. */
    private static final Pattern EXTENSION = Pattern.compile(".+\\.((?=[0-9]*[A-Za-z])[A-Za-z0-9_+-]{1,16})");

    /** A shared library with its version behind the extension. */
    private static final Pattern VERSIONED_LIBRARY = Pattern.compile(".+\\.so(\\.[0-9]+)+");

    private Extensions() {}

    /** The extension of a path's last name in small letters, without its dot; empty where it has none. */
    static String of(byte[] path) {
        int from = path.length;
        while (from > 0 && path[from - 1] != '/') {
            from--;
        }
        String name = Printable.of(Arrays.copyOfRange(path, from, path.length));
        if (VERSIONED_LIBRARY.matcher(name).matches()) {
            return "so";
        }
        var found = EXTENSION.matcher(name);
        return found.matches() ? found.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
