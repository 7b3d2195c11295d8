package dev.tare.packages;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database of dpkg (Debian Policy, dpkg-query(1)): {@code info/NAME.list} lists the files of a package, {@code status} tells its version, and
 * {@code diversions} which files of a package are under another name (dpkg-divert(1)). Images without dpkg have a {@code status.d} with a file and an
 * {@code md5sums} for each package.
 */
final class Dpkg implements DatabaseReader {

    private static final String HOME = "/var/lib/dpkg";
    private static final String INFO = HOME + "/info";
    private static final String STATUS_D = HOME + "/status.d";
    private static final String LIST = ".list";
    private static final String MD5SUMS = ".md5sums";

    /** Length of an MD5 in hexadecimal and the two blanks behind it. */
    private static final int SUM_LENGTH = 34;

    /** Maximum names of packages whose versions are kept; Debian has some 70,000 packages. */
    private static final int MAX_VERSIONS = 300_000;

    private static final int MAX_VALUE_CHARACTERS = 256;

    /** Maximum diversions that are followed. */
    private static final int MAX_DIVERSIONS = 10_000;

    private final Claims claims;

    /** Versions by name, and by name and architecture. */
    private final Map<String, String> versions = new HashMap<>();

    private final Map<String, Diversion> diversions = new HashMap<>();

    /**
     * Where a file is that a package has at another path.
     *
     * @param by the package that has the path for itself
     */
    private record Diversion(byte[] to, String by) {}

    Dpkg(Claims claims) {
        this.claims = claims;
    }

    @Override
    public List<String> folders() {
        return List.of(HOME, INFO, STATUS_D);
    }

    @Override
    public Optional<Reading> file(PathName path, long size) {
        String name = path.name();
        return switch (path.folder()) {
            case HOME ->
                switch (name) {
                    case "status" -> Optional.of(() -> new Status(""));
                    case "diversions" -> Optional.of(Diversions::new);
                    default -> Optional.empty();
                };
            case INFO -> name.endsWith(LIST) ? Optional.of(() -> list(owner(name, LIST))) : Optional.empty();
            case STATUS_D ->
                Optional.of(() ->
                        name.endsWith(MD5SUMS) ? sums(owner(name, MD5SUMS)) : new Status(PathName.printable(name)));
            default -> Optional.empty();
        };
    }

    @Override
    public Turn turn(PathName path) {
        boolean isDiversions = path.folder().equals(HOME) && path.name().equals("diversions");
        return isDiversions ? Turn.FIRST : path.folder().equals(INFO) ? Turn.LATER : Turn.AT_ANY_TIME;
    }

    @Override
    public InstalledPackage completed(InstalledPackage one) {
        if (one.database() != Database.DPKG) {
            return one;
        }
        String otherwise = versions.getOrDefault(withoutArchitecture(one.name()), "");
        return one.withVersion(versions.getOrDefault(one.name(), otherwise));
    }

    private static InstalledPackage owner(String file, String ending) {
        return new InstalledPackage(
                Database.DPKG, PathName.printable(file.substring(0, file.length() - ending.length())), "");
    }

    private OutputStream list(InstalledPackage owner) {
        return new Lines() {
            @Override
            void line(byte[] path) {
                claim(owner, path);
            }
        };
    }

    private OutputStream sums(InstalledPackage owner) {
        return new Lines() {
            @Override
            void line(byte[] line) {
                if (line.length > SUM_LENGTH) {
                    claim(owner, Arrays.copyOfRange(line, SUM_LENGTH, line.length));
                }
            }
        };
    }

    private void claim(InstalledPackage owner, byte[] path) {
        var diversion = diversions.isEmpty() ? null : diversions.get(latin(path));
        if (diversion == null || diversion.by().equals(withoutArchitecture(owner.name()))) {
            claims.file(owner, path);
        } else {
            claims.file(owner, diversion.to());
        }
    }

    private static String withoutArchitecture(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Stanzas of fields, with an empty line behind each. */
    private final class Status extends Lines {
        private final String file;
        private String name = "";
        private String architecture = "";
        private String version = "";

        /** @param file that is of one package; empty for one of all */
        Status(String file) {
            this.file = file;
        }

        @Override
        void line(byte[] line) {
            String text = new String(line, StandardCharsets.UTF_8);
            if (text.isBlank()) {
                end();
            } else if (text.startsWith("Package:")) {
                name = value(text);
            } else if (text.startsWith("Architecture:")) {
                architecture = value(text);
            } else if (text.startsWith("Version:")) {
                version = value(text);
            }
        }

        private static String value(String field) {
            String value = field.substring(field.indexOf(':') + 1).strip();
            return value.length() > MAX_VALUE_CHARACTERS ? "" : value;
        }

        @Override
        void end() {
            if (!name.isEmpty() && !version.isEmpty() && versions.size() < MAX_VERSIONS) {
                versions.put(name, version);
                versions.put(name + ":" + architecture, version);
                versions.put(file, version);
            }
            name = "";
            architecture = "";
            version = "";
        }
    }

    /** Three lines for each: the path, the other path, and the package that has the path, or a colon for the administrator. */
    private final class Diversions extends Lines {
        private byte @Nullable [] from;
        private byte @Nullable [] to;

        @Override
        void line(byte[] line) {
            if (from == null) {
                from = line;
            } else if (to == null) {
                to = line;
            } else {
                if (diversions.size() < MAX_DIVERSIONS) {
                    diversions.put(latin(from), new Diversion(to, new String(line, StandardCharsets.UTF_8)));
                }
                from = null;
                to = null;
            }
        }
    }
}
