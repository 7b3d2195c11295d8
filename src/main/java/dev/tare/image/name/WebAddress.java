package dev.tare.image.name;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address that was copied from a browser or a log, which people give where the name of an image is wanted. */
final class WebAddress {

    private static final Pattern SCHEME = Pattern.compile("(?i)https?://");

    /** The parts around the path: the scheme with credentials, and query and fragment. */
    private static final Pattern AROUND = Pattern.compile("(?i)^https?://(?:[^/@]*@)?|/*(?:[?#].*)?$");

    /** Pages and resources about an image, and what of them is its name. */
    private static final Map<Pattern, String> PAGES = Map.of(
            Pattern.compile("^hub\\.docker\\.com/_/([^/]+).*"), "$1",
            Pattern.compile("^hub\\.docker\\.com/(?:r|layers)/([^/]+/[^/]+).*"), "$1",
            Pattern.compile("^quay\\.io/repository/([^/]+/[^/]+).*"), "quay.io/$1",
            Pattern.compile("^([^/]+)/v2/(.+)/manifests/(sha.+:.+)"), "$1/$2@$3",
            Pattern.compile("^([^/]+)/v2/(.+)/manifests/([^:]+)"), "$1/$2:$3");

    private WebAddress() {}

    static boolean isOne(String text) {
        return SCHEME.matcher(text).lookingAt();
    }

    /** The name of the image, to be written instead; empty where the address tells none. Credentials are no part of it. */
    static Optional<String> name(String text) {
        String name = AROUND.matcher(text).replaceAll("");
        for (var page : PAGES.entrySet()) {
            name = page.getKey().matcher(name).replaceFirst(page.getValue());
        }
        return Reference.isOne(name) ? Optional.of(name) : Optional.empty();
    }
}
