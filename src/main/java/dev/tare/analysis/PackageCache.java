package dev.tare.analysis;

import dev.tare.image.Instruction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What package managers leave behind, by where they keep it, and how they are told not to. */
public enum PackageCache {
    NONE("", "", ""),
    APT("apt", "end it with apt-get clean", "/var/cache/apt/"),
    APT_LISTS("apt", "end it with rm -rf /var/lib/apt/lists/*", "/var/lib/apt/lists/"),
    APK("apk", "use apk add --no-cache", "/var/cache/apk/ /etc/apk/cache/"),
    YUM("yum", "end it with yum clean all", "/var/cache/yum/"),
    DNF("dnf", "end it with dnf clean all", "/var/cache/dnf/ /var/cache/libdnf5/"),
    ZYPPER("zypper", "end it with zypper clean --all", "/var/cache/zypp/"),
    PACMAN("pacman", "end it with pacman -Scc --noconfirm", "/var/cache/pacman/"),
    PIP("pip", "use pip install --no-cache-dir", "*/.cache/pip/"),
    UV("uv", "use uv --no-cache", "*/.cache/uv/"),
    CONDA("conda", "end it with conda clean --all --yes", "/opt/conda/pkgs/"),
    NPM("npm", "end it with npm cache clean --force", "*/.npm/"),
    YARN("yarn", "end it with yarn cache clean", "*/.cache/yarn/ */.yarn/cache/"),
    PNPM("pnpm", "end it with pnpm store prune", "*/.local/share/pnpm/store/"),
    COMPOSER("composer", "end it with composer clear-cache", "*/.composer/cache/ */.cache/composer/"),
    GEM("gem", "end it with rm -rf of the cache", "/usr/local/bundle/cache/ */.bundle/cache/"),
    GO_BUILD("go", "end it with go clean -cache", "*/.cache/go-build/"),
    GO_MODULES("go", "end it with go clean -modcache", "/go/pkg/mod/"),
    CARGO("cargo", "end it with rm -rf of the registry", "/usr/local/cargo/registry/ */.cargo/registry/"),
    MAVEN("maven", "end it with rm -rf of the repository", "*/.m2/repository/"),
    GRADLE("gradle", "end it with rm -rf of the caches", "*/.gradle/caches/"),
    NUGET("nuget", "end it with dotnet nuget locals all --clear", "*/.nuget/packages/");

    /** A place where some manager keeps its cache: from the root, or in whatever home directory. */
    private record Place(PackageCache cache, String path, boolean anywhere) {}

    private static final List<Place> PLACES = Arrays.stream(values())
            .flatMap(cache -> cache.places().stream()
                    .map(place -> new Place(cache, place.replace("*", ""), place.startsWith("*"))))
            .toList();

    private final String manager;
    private final String cleaning;
    private final String places;

    PackageCache(String manager, String cleaning, String places) {
        this.manager = manager;
        this.cleaning = cleaning;
        this.places = places;
    }

    /** Folders, from the root or, with a {@code *} in front, in whatever home directory. */
    List<String> places() {
        return places.isEmpty() ? List.of() : List.of(places.split(" ", -1));
    }

    /** Its name, as it is called. */
    public String manager() {
        return manager;
    }

    /** What to do for nothing to be left behind, as an imperative. */
    public String cleaning() {
        return cleaning;
    }

    /** Whether nobody else needs it: what a bare {@code apt-get update} fetches is for the instructions that follow. */
    boolean isDoneWith(Instruction filledBy) {
        return switch (this) {
            case APT_LISTS ->
                filledBy.text().contains("install") || filledBy.text().contains("upgrade");
            case APK -> filledBy.text().contains(" add ");
            default -> true;
        };
    }

    private static final PackageCache[] ALL = values();

    static PackageCache at(int ordinal) {
        return ALL[ordinal];
    }

    /** Whose cache the files of a directory are in; {@link #NONE} for most. */
    static PackageCache ofDirectory(byte[] path) {
        String text = new String(path, StandardCharsets.ISO_8859_1) + "/";
        int hidden = text.indexOf("/."); // as every place in a home directory begins
        for (Place place : PLACES) {
            if (place.anywhere()
                    ? hidden >= 0 && text.indexOf(place.path(), hidden) >= 0
                    : text.startsWith(place.path())) {
                return place.cache();
            }
        }
        return NONE;
    }
}
