package dev.tare.image.name;

import dev.tare.image.Digest;
import dev.tare.image.name.ImageName.InArchive;
import dev.tare.image.name.ImageName.InDockerArchive;
import dev.tare.image.name.ImageName.InLayout;
import dev.tare.image.name.ImageName.InOciArchive;
import dev.tare.image.name.ImageName.InRegistry;
import dev.tare.image.name.ImageName.OnStdin;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells a path from a reference, and where a path ends. */
final class ImageNameParser {

    private static final Set<String> READ = Set.of("oci", "oci-archive", "docker-archive");

    /** Matches names of archives by their extension. */
    static final Pattern ARCHIVE = Pattern.compile("(?i).*\\.(?:tar(?:\\.[a-z0-9]+)?|tgz|tzst|txz|tbz2?)");

    /** Matches texts that are paths even if nothing is there. */
    private static final Pattern PATH = Pattern.compile("(?:\\.\\.?)?/.*|\\.\\.?", Pattern.DOTALL);

    /** Maximum colons at which the end of a path is looked for. */
    private static final int MAX_COLONS = 20;

    /** A path and which image in it. */
    private record Located(Path path, String name, Optional<Digest> digest) {}

    private ImageNameParser() {}

    static ImageName parse(String text) {
        int colon = text.indexOf(':');
        String transport = text.substring(0, Math.max(0, colon));
        String rest = text.substring(colon + 1);
        String file = rest.startsWith("//") ? rest.substring(2) : rest; // as in a URL
        return switch (transport) {
            case "oci" -> {
                var located = locate(text, file, true);
                yield new InLayout(located.path(), located.name(), located.digest());
            }
            case "oci-archive" -> {
                var located = locate(text, file, true);
                yield new InOciArchive(located.path(), located.name(), located.digest());
            }
            case "docker-archive" -> {
                var located = locate(text, file, false);
                yield new InDockerArchive(located.path(), located.name());
            }
            case "docker-daemon" -> throw unread(text, "docker save " + rest + " | tare scan -");
            case "containers-storage" -> throw unread(text, "podman save " + rest + " | tare scan -");
            case "dir", "ostree", "sif" -> throw unread(text, "skopeo copy " + text + " oci:FOLDER, then oci:FOLDER");
            default -> {
                String small = transport.toLowerCase(Locale.ROOT);
                if (READ.contains(small)) {
                    throw none(text, "write it in small letters: " + small + ":" + rest);
                }
                yield text.equals("-") ? new OnStdin() : inFileOrRegistry(text);
            }
        };
    }

    private static ImageName inFileOrRegistry(String text) {
        boolean whole = exists(text);
        if (text.startsWith("~") && !whole) {
            throw none(text, "a shell replaces a ~ that is not quoted; write $HOME");
        }
        String file = whole ? text : file(text.substring(0, endOfName(text)));
        boolean path = PATH.matcher(text).matches() || (whole && !Reference.isOne(text));
        if (!path && !(ARCHIVE.matcher(file).matches() && Files.isRegularFile(Path.of(file)))) {
            return new InRegistry(text);
        }
        var located = whole ? new Located(path(text, text), "", Optional.empty()) : locate(text, text, true);
        return Files.isDirectory(located.path())
                ? new InLayout(located.path(), located.name(), located.digest())
                : new InArchive(located.path(), located.name(), located.digest());
    }

    /** @param digests whether an image may be named by its digest */
    private static Located locate(String text, String file, boolean digests) {
        int end = digests ? endOfName(file) : file.length();
        var digest =
                end == file.length() ? Optional.<Digest>empty() : Optional.of(Digest.parse(file.substring(end + 1)));
        String path = file(file.substring(0, end));
        return new Located(path(text, path), file.substring(Math.min(end, path.length() + 1), end), digest);
    }

    /** Returns where {@code @DIGEST} begins, or else the end of the text. */
    private static int endOfName(String text) {
        int at = text.lastIndexOf("@sha");
        return at < 0 ? text.length() : at;
    }

    /** The part in front of the first colon, or of the first one that ends the path of something that is there. */
    private static String file(String text) {
        int colon = text.indexOf(':');
        for (int end = colon, colons = 0; end >= 0 && colons < MAX_COLONS; end = text.indexOf(':', end + 1), colons++) {
            if (exists(text.substring(0, end))) {
                return text.substring(0, end);
            }
        }
        return colon < 0 || exists(text) ? text : text.substring(0, colon);
    }

    private static boolean exists(String path) {
        try {
            return !path.isEmpty() && Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String text, String path) {
        try {
            if (!path.isEmpty()) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw none(text, "it names no file");
    }

    private static IllegalArgumentException none(String text, String why) {
        return new IllegalArgumentException("not an image: %s (%s)".formatted(text, why));
    }

    private static IllegalArgumentException unread(String text, String instead) {
        return new IllegalArgumentException("not an image that tare can read: %s (write %s)".formatted(text, instead));
    }
}
