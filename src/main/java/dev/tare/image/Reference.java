package dev.tare.image;

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

    /** More than the longest host, repository, tag and digest together. */
    private static final int LENGTH = 1_024;

    private static final Pattern HOST = Pattern.compile(
            "(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:.]+])(?::[0-9]{1,5})?");
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** @throws IllegalArgumentException that says what is wrong with it */
    public static Reference parse(String text) {
        if (text.length() > LENGTH) {
            throw new IllegalArgumentException("not an image reference: %s… (it is longer than %,d characters)"
                    .formatted(text.substring(0, 40), LENGTH));
        }
        String rest = text.startsWith("docker://") ? text.substring("docker://".length()) : text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        String tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
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
        check(!rest.isEmpty(), text, "it names no repository");
        check(
                REPOSITORY.matcher(rest).matches(),
                text,
                rest.chars().anyMatch(Character::isUpperCase)
                        ? "a repository has no capital letters"
                        : "'" + rest + "' is no repository name");
        check(rest.length() <= 255, text, "its repository name is longer than 255 characters");
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

    /** Whether these are a host, perhaps with a port, and a repository, as a reference has them. */
    public static boolean isValid(String host, String repository) {
        return HOST.matcher(host).matches() && REPOSITORY.matcher(repository).matches() && repository.length() <= 255;
    }

    private static void check(boolean holds, String text, String why) {
        if (!holds) {
            throw new IllegalArgumentException("not an image reference: " + text + " (" + why + ")");
        }
    }

    /** What the registry calls it: the digest where there is one, else the tag. */
    public String name() {
        return digest.map(Digest::toString).orElse(tag);
    }

    @Override
    public String toString() {
        return host + "/" + repository + (tag.isEmpty() ? "" : ":" + tag)
                + digest.map(d -> "@" + d).orElse("");
    }
}
