package dev.tare.packages;

import java.util.List;
import java.util.Optional;

/** Java archives, each a package by the name of its file: {@code NAME-VERSION.jar}. None is opened. */
final class Jar implements DatabaseReader {

    private static final List<String> ENDINGS = List.of(".jar", ".war", ".ear");

    private final Claims claims;

    Jar(Claims claims) {
        this.claims = claims;
    }

    @Override
    public Optional<Reading> file(PathName path, long size) {
        int length = path.name().length() - ENDINGS.getFirst().length();
        if (length > 0 && ENDINGS.contains(path.name().substring(length))) {
            claims.file(owner(path.name().substring(0, length)), path.path());
        }
        return Optional.empty();
    }

    /** @param name without the ending; the version begins with the first digit that follows a hyphen */
    private static InstalledPackage owner(String name) {
        int end = 1;
        while (end < name.length() - 1 && !(name.charAt(end) == '-' && Character.isDigit(name.charAt(end + 1)))) {
            end++;
        }
        boolean hasVersion = end < name.length() - 1;
        return new InstalledPackage(
                Database.JAR,
                PathName.printable(hasVersion ? name.substring(0, end) : name),
                PathName.printable(hasVersion ? name.substring(end + 1) : ""));
    }
}
