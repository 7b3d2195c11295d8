package dev.tare.packages;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Packages of Python ("Recording installed projects", packaging.python.org): {@code NAME-VERSION.dist-info/RECORD} is CSV, the first field of which is a
 * path, relative to the directory of the {@code dist-info} or whole.
 */
final class Python implements DatabaseReader {

    private static final String DIST_INFO = ".dist-info";

    private final Claims claims;

    Python(Claims claims) {
        this.claims = claims;
    }

    @Override
    public Optional<Reading> file(PathName path, long size) {
        if (!path.name().equals("RECORD") || !path.folder().endsWith(DIST_INFO)) {
            return Optional.empty();
        }
        int slash = path.folder().lastIndexOf('/');
        String project = path.folder().substring(slash + 1, path.folder().length() - DIST_INFO.length());
        int dash = project.lastIndexOf('-');
        var owner = new InstalledPackage(
                Database.PYTHON,
                PathName.printable(dash < 0 ? project : project.substring(0, dash)),
                PathName.printable(dash < 0 ? "" : project.substring(dash + 1)));
        if (size == 0) {
            claims.note("%s is empty: files of its package may be among those of no package".formatted(path));
            return Optional.empty();
        }
        byte[] site = Arrays.copyOf(path.path(), slash + 1);
        return Optional.of(() -> new LineSplitter() {
            @Override
            void line(byte[] line) {
                byte[] first = firstField(line);
                claims.file(owner, first.length > 0 && first[0] == '/' ? first : joined(site, first));
            }
        });
    }

    /** The first field of a line of CSV (RFC 4180). */
    static byte[] firstField(byte[] line) {
        var field = new ByteArrayOutputStream(line.length);
        boolean isQuoted = line.length > 0 && line[0] == '"';
        for (int i = isQuoted ? 1 : 0; i < line.length; i++) {
            if (isQuoted && line[i] == '"') {
                i++; // a second one is a quote that belongs to the field
                if (i == line.length || line[i] != '"') {
                    break;
                }
            } else if (!isQuoted && (line[i] == ',' || line[i] == '\r')) {
                break;
            }
            field.write(line[i]);
        }
        return field.toByteArray();
    }

    private static byte[] joined(byte[] directory, byte[] relative) {
        byte[] path = Arrays.copyOf(directory, directory.length + relative.length);
        System.arraycopy(relative, 0, path, directory.length, relative.length);
        return path;
    }
}
