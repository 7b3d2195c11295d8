package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operating system and processor that an image is for: {@code os/architecture[/variant]} in Go's names (OCI
 * image-spec, image-index.md, "platform").
 *
 * @param variant of the processor such as {@code v7}; empty where there is none
 */
public record Platform(String os, String architecture, String variant) {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]+");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** Operating systems that may be named without an architecture. */
    private static final Set<String> SYSTEMS = Set.of("linux", "windows", "darwin", "macos", "freebsd");

    /** Linux on this machine's processor. */
    public static Platform ofThisMachine() {
        return new Platform("linux", System.getProperty("os.arch", "amd64"), "").normalised();
    }

    /**
     * Reads {@code linux/arm64}, {@code linux/arm/v7}, an architecture alone, or a system alone, on this machine's processor.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Platform parse(String text) {
        var parts = List.of(text.split("/", -1));
        if (parts.size() > 3
                || !parts.stream().allMatch(part -> PART.matcher(part).matches())) {
            throw new IllegalArgumentException(
                    "not a platform: " + text + " (write it as linux/arm64 or linux/arm/v7)");
        }
        if (parts.size() == 1) {
            return SYSTEMS.contains(text.toLowerCase(Locale.ROOT))
                    ? new Platform(text, ofThisMachine().architecture, "").normalised()
                    : new Platform("linux", text, "").normalised();
        }
        return new Platform(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : "").normalised();
    }

    /** Reads the platform of a descriptor or a config. Parts that it leaves out are empty. */
    static Platform parse(JsonNode node) {
        return new Platform(Json.text(node, "os"), Json.text(node, "architecture"), Json.text(node, "variant"));
    }

    /** Returns true if it names system and architecture. The spec requires both, and some tools write neither. */
    public boolean isKnown() {
        return !os.isEmpty() && !architecture.isEmpty();
    }

    /** Returns this platform in the names of Go (containerd, platforms/database.go): {@code armel} is {@code arm/v6}. */
    private Platform normalised() {
        String system = os.toLowerCase(Locale.ROOT);
        String processor = architecture.toLowerCase(Locale.ROOT);
        String level = variant.toLowerCase(Locale.ROOT);
        return new Platform(
                system.equals("macos") ? "darwin" : system,
                switch (processor) {
                    case "x86_64", "x86-64" -> "amd64";
                    case "aarch64" -> "arm64";
                    case "x86", "i386", "i686" -> "386";
                    case "armhf", "armel" -> "arm";
                    default -> processor;
                },
                processor.equals("armel") && level.isEmpty()
                        ? "v6"
                        : NUMBER.matcher(level).matches() ? "v" + level : level);
    }

    /**
     * Returns how well an image for another platform suits a request for this one: 0 for not at all, and the more the better.
     * An unnamed variant means the usual one (amd64 v1, arm64 v8, arm v7); an ARM that asked for v7 can run v6.
     */
    public int suits(Platform offered) {
        return normalised().suitsNormalised(offered.normalised());
    }

    private int suitsNormalised(Platform offered) {
        if (!os.equals(offered.os) || !architecture.equals(offered.architecture)) {
            return 0;
        }
        String mine = variant.isEmpty() ? usualVariant() : variant;
        String theirs = offered.variant.isEmpty() ? usualVariant() : offered.variant;
        if (mine.equals(theirs)) {
            return 100;
        }
        int distance = level(mine) - level(theirs);
        if (distance > 0) {
            return Math.max(100 - distance, 2);
        }
        // a newer processor than was asked for: only where nothing was asked for, since to read is not to run
        return variant.isEmpty() ? 1 : 0;
    }

    private String usualVariant() {
        return switch (architecture) {
            case "amd64" -> "v1";
            case "arm64" -> "v8";
            case "arm" -> "v7";
            default -> "";
        };
    }

    private static int level(String variant) {
        return variant.matches("v[0-9]{1,3}") ? Integer.parseInt(variant.substring(1)) : 0;
    }

    /** The known parts, separated by slashes. */
    @Override
    public String toString() {
        return Stream.of(os, architecture, variant)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }
}
