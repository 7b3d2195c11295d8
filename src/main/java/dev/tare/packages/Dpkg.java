package dev.tare.packages;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Names of installed packages whose files must be listed. */
    private final Set<String> installed = new HashSet<>();

    /** Names of packages whose files are listed. */
    private final Set<String> listed = new HashSet<>();

    private long emptyLists;
    private long badLines;

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
                    case "status" -> Optional.of(() -> new Status(path, ""));
                    case "diversions" -> Optional.of(Diversions::new);
                    default -> Optional.empty();
                };
            case INFO -> name.endsWith(LIST) ? Optional.of(() -> list(owner(name, LIST))) : Optional.empty();
            case STATUS_D ->
                Optional.of(() -> name.endsWith(MD5SUMS)
                        ? sums(owner(name, MD5SUMS))
                        : new Status(path, PathName.printable(name)));
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

    @Override
    public void end() {
        installed.removeAll(listed);
        if (!installed.isEmpty()) {
            note(installed.size(), "installed packages have no list of their files in " + INFO);
        }
        if (emptyLists > 0) {
            note(emptyLists, "lists of files in %s are empty".formatted(INFO));
        }
        if (badLines > 0) {
            note(badLines, "lines in lists of files in %s are no paths".formatted(INFO));
        }
    }

    private void note(long count, String what) {
        claims.note("%,d %s: files of packages may be among those of no package".formatted(count, what));
    }

    private static InstalledPackage owner(String file, String ending) {
        return new InstalledPackage(
                Database.DPKG, PathName.printable(file.substring(0, file.length() - ending.length())), "");
    }

    private OutputStream list(InstalledPackage owner) {
        listed.add(withoutArchitecture(owner.name()));
        return new LineSplitter() {
            private boolean isEmpty = true;

            @Override
            void line(byte[] path) {
                isEmpty = false;
                if (path.length > 0 && path[0] == '/') {
                    claim(owner, path);
                } else {
                    badLines++;
                }
            }

            @Override
            void end() {
                emptyLists += isEmpty ? 1 : 0;
            }
        };
    }

    private OutputStream sums(InstalledPackage owner) {
        return new LineSplitter() {
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
    private final class Status extends LineSplitter {
        private final PathName path;
        private final String file;
        private long badFields;
        private boolean isEmpty = true;
        private boolean isInstalled;
        private String name = "";
        private String architecture = "";
        private String version = "";

        /** @param file that is of one package; empty for one of all */
        Status(PathName path, String file) {
            this.path = path;
            this.file = file;
        }

        @Override
        void line(byte[] line) {
            String text = new String(line, StandardCharsets.UTF_8);
            isEmpty &= text.isBlank();
            if (text.isBlank()) {
                endOfStanza();
            } else if (!Character.isWhitespace(text.charAt(0)) && text.indexOf(':') <= 0) {
                badFields++;
            } else if (text.startsWith("Status:")) {
                isInstalled = text.endsWith(" installed");
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
            endOfStanza();
            if (isEmpty) {
                claims.note("%s lists no packages: versions of packages are not known".formatted(path));
            } else if (badFields > 0) {
                note(badFields, "lines of %s are no fields".formatted(path));
            }
        }

        private void endOfStanza() {
            if (isInstalled && file.isEmpty() && !name.isEmpty() && installed.size() < MAX_VERSIONS) {
                installed.add(name);
            }
            isInstalled = false;
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
    private final class Diversions extends LineSplitter {
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
