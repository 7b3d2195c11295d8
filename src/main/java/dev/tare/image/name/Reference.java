package dev.tare.image.name;

import dev.tare.image.Digest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image in a registry, {@code [docker://][HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]}, with Docker's defaults:
 * {@code nginx} is {@code docker.io/library/nginx:latest} (distribution's reference grammar).
 *
 * @param host of the registry, with its port if it has one; an IPv6 address stands in brackets
 * @param tag empty where a digest alone names the image
 */
public record Reference(String host, String repository, String tag, Optional<Digest> digest) {

    public static final String DOCKER_HUB = "docker.io";

    /** Maximum length of a reference: more than host, repository, tag and digest together may have. */
    private static final int MAX_CHARACTERS = 1_024;

    private static final Pattern HOST = Pattern.compile(
            "(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:.]+])(?::[0-9]{1,5})?");
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** The ID of an image in a daemon, which is the digest of its config. It cannot name a repository. */
    private static final Pattern IMAGE_ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

    /** @throws IllegalArgumentException that says what is wrong with it, and what to write instead */
    public static Reference parse(String text) {
        checkForm(text);
        String rest = text.startsWith("docker://") ? text.substring("docker://".length()) : text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(digest(text, rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        String tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
            check(!rest.isEmpty(), text, "it names no repository");
            check(!tag.isEmpty(), text, "no tag stands behind the colon: write " + rest + " or " + rest + ":latest");
            check(TAG.matcher(tag).matches(), text, "'" + tag + "' is no tag");
        }
        String host = DOCKER_HUB;
        int slash = rest.indexOf('/');
        if (slash > 0 && isHost(rest.substring(0, slash))) {
            host = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
            check(HOST.matcher(host).matches(), text, "'" + host + "' is no host name");
            check(port(host) <= 65_535, text, "there is no port " + port(host));
        }
        checkRepository(text, rest);
        if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
            host = DOCKER_HUB;
        }
        if (host.equals(DOCKER_HUB) && rest.indexOf('/') < 0) {
            rest = "library/" + rest;
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = "latest";
        }
        return new Reference(host, rest, tag, digest);
    }

    /** Checks what can be said of the text before it is taken apart. */
    private static void checkForm(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the name of an image is empty (is a variable not set?)");
        }
        if (text.length() > MAX_CHARACTERS) {
            String shown = withoutCredentials(text);
            throw new IllegalArgumentException("not an image reference: %s… (it is longer than %,d characters)"
                    .formatted(shown.substring(0, Math.min(shown.length(), 40)), MAX_CHARACTERS));
        }
        if (WebAddress.isOne(text)) {
            throw new IllegalArgumentException("not an image reference but a web address"
                    + WebAddress.name(text)
                            .map(name -> " (write it without the scheme: %s)".formatted(name))
                            .orElse(""));
        }
        check(text.chars().noneMatch(Character::isWhitespace), "'" + text + "'", "there is a space in it");
        check(
                !IMAGE_ID.matcher(text).matches(),
                text,
                "an image ID is known to its daemon only: docker save ID | tare scan -");
    }

    private static Digest digest(String text, String digest) {
        check(!digest.isEmpty(), text, "no digest stands behind the @");
        check(
                digest.startsWith("sha"),
                text,
                digest.indexOf('/') >= 0
                        ? "credentials are no part of a name: see --username"
                        : "a digest stands behind an @, and a tag behind a colon");
        try {
            return Digest.parse(digest);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an image reference: %s (%s)".formatted(text, e.getMessage()), e);
        }
    }

    private static void checkRepository(String text, String repository) {
        check(!repository.isEmpty(), text, "it names no repository");
        check(!repository.endsWith("/"), text, "it ends with a slash");
        if (!REPOSITORY.matcher(repository).matches()) {
            String lower = repository.toLowerCase(Locale.ROOT);
            check(
                    !REPOSITORY.matcher(lower).matches(),
                    text,
                    "a repository has no capital letters: write " + text.replace(repository, lower));
            check(false, text, "'" + repository + "' is no repository name");
        }
        check(repository.length() <= 255, text, "its repository name is longer than 255 characters");
    }

    static boolean isOne(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHost(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || first.chars().anyMatch(Character::isUpperCase);
    }

    private static int port(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.indexOf(']') ? Integer.parseInt(host.substring(colon + 1)) : 0;
    }

    /** Returns true if these are a host, perhaps with a port, and a repository, as a reference has them. */
    public static boolean isValid(String host, String repository) {
        return HOST.matcher(host).matches() && REPOSITORY.matcher(repository).matches() && repository.length() <= 255;
    }

    private static void check(boolean holds, String text, String why) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "not an image reference: %s (%s)".formatted(withoutCredentials(text), why));
        }
    }

    /** The text that the user wrote, without what may be a password in front of a host. */
    public static String withoutCredentials(String text) {
        int at = text.lastIndexOf('@');
        if (at >= 0 && text.startsWith("sha", at + 1)) {
            at = text.lastIndexOf('@', at - 1);
        }
        return at < 0 ? text : "***" + text.substring(at);
    }

    /** The digest if there is one, else the tag: the last part of a manifest's path in the distribution spec. */
    public String name() {
        return digest.map(Digest::toString).orElse(tag);
    }

    @Override
    public String toString() {
        return host + "/" + repository + (tag.isEmpty() ? "" : ":" + tag)
                + digest.map(d -> "@" + d).orElse("");
    }
}
