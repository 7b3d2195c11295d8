package dev.tare.source.registry.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of an HTTP resource (RFC 3986), read as leniently as curl and Go read what strangers write: characters that should have
 * been escaped are escaped, and a host may hold underscores. A user or password in an address is refused.
 *
 * @param scheme {@code http} or {@code https}
 * @param host as it was written; an IPv6 address in brackets
 * @param port as it was written; -1 where it is that of the scheme
 * @param target path and query, with none but the characters that RFC 3986 allows there
 */
public record Address(String scheme, String host, int port, String target) {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");

    /** A host must not begin with a dot, since folders of certificates are named after hosts. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_-][A-Za-z0-9._-]*)(?::([0-9]{0,5}))?");

    private static final Pattern ESCAPED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 0xffff;

    /** What RFC 3986 allows in a path beside letters and digits (3.3, {@code pchar} and the slash); a query has the question mark too. */
    private static final String PATH_CHARACTERS = "-._~!$&'()*+,;=:@/";

    /** Thrown for a text that is not a usable address. The message does not quote the text, which may contain a password. */
    public static final class Invalid extends Exception {
        Invalid(String message) {
            super(message);
        }
    }

    /** An address that tare itself has built. */
    public static Address of(String text) {
        try {
            return parse(text);
        } catch (Invalid e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * The address of a host by TLS.
     *
     * @param host a name or an address, an IPv6 address without brackets
     */
    static Address secure(String host, int port) {
        return new Address(
                "https", host.indexOf(':') < 0 ? host : "[" + host + "]", port == HTTPS_PORT ? -1 : port, "/");
    }

    /** Reads an absolute address; characters beyond ASCII are taken as UTF-8. */
    public static Address parse(String text) throws Invalid {
        return parseHeader(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads an absolute address that came in a header.
     *
     * @param value a character for each byte, as HTTP libraries give them
     */
    public static Address parseHeader(String value) throws Invalid {
        String text = cleaned(value);
        var split = SCHEME.matcher(text);
        if (!split.matches()) {
            throw new Invalid("it has no scheme");
        }
        String scheme = split.group(1).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new Invalid("it is neither http nor https");
        }
        if (!split.group(2).startsWith("//")) {
            throw new Invalid("it has no host");
        }
        return authority(scheme, split.group(2).substring(2));
    }

    /**
     * Resolves a reference that came in a header of an answer from this address (RFC 3986, 5.2).
     *
     * @param value a character for each byte, as HTTP libraries give them
     */
    public Address resolve(String value) throws Invalid {
        String text = cleaned(value);
        if (text.startsWith("//")) {
            return authority(scheme, text.substring(2));
        }
        if (SCHEME.matcher(text).matches()) {
            return parseHeader(text);
        }
        String path = path(text);
        if (path.isEmpty()) {
            return new Address(
                    scheme, host, port, path(target) + (query(text).isEmpty() ? query(target) : query(text)));
        }
        String merged =
                path.startsWith("/") ? path : target.substring(0, path(target).lastIndexOf('/') + 1) + path;
        return new Address(scheme, host, port, target(merged, query(text)));
    }

    private static String cleaned(String value) throws Invalid {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new Invalid("it holds control characters");
        }
        String text = value.stripLeading();
        int fragment = text.indexOf('#');
        return fragment < 0 ? text : text.substring(0, fragment);
    }

    /** @param text what follows the two slashes: host, port, path and query */
    private static Address authority(String scheme, String text) throws Invalid {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
            end++;
        }
        String authority = text.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            throw new Invalid("it has a user or password in it");
        }
        var matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()
                || (authority.startsWith("[") && Hosts.literal(matcher.group(1)).isEmpty())) {
            throw new Invalid("its host or port is not valid");
        }
        String digits = matcher.group(2);
        int port = digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
        if (port > MAX_PORT) {
            throw new Invalid("its host or port is not valid");
        }
        String rest = text.substring(end);
        return new Address(scheme, matcher.group(1), port, target(path(rest), query(rest)));
    }

    private static String path(String text) {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** With its question mark; empty where there is none. */
    private static String query(String text) {
        int query = text.indexOf('?');
        return query < 0 ? "" : text.substring(query);
    }

    private static String target(String path, String query) {
        return withoutDotSegments(escaped(path, PATH_CHARACTERS)) + escaped(query, PATH_CHARACTERS + "?");
    }

    private static String escaped(String text, String allowed) {
        var escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isEscape =
                    c == '%' && ESCAPED.matcher(text).region(i, text.length()).lookingAt();
            boolean isAlphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
            if (isEscape || isAlphanumeric || allowed.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append("%%%02X".formatted((int) c));
            }
        }
        return escaped.toString();
    }

    /** RFC 3986, 5.2.4, "Remove Dot Segments". */
    private static String withoutDotSegments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        var segments = path.replaceFirst("^/", "").split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean isDots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..")) {
                kept.pollLast();
            }
            if (!isDots || i == segments.length - 1) {
                kept.add(isDots ? "" : segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }

    /** The same address with more parameters behind those that its query has. */
    public Address with(String parameters) {
        String separator = target.indexOf('?') < 0 ? "?" : target.endsWith("?") || target.endsWith("&") ? "" : "&";
        return new Address(scheme, host, port, target + separator + parameters);
    }

    /** Another resource of the same origin, whose path and query need no escaping. */
    public Address at(String path) {
        return new Address(scheme, host, port, path);
    }

    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** The port to connect to. */
    int effectivePort() {
        return port >= 0 ? port : isSecure() ? HTTPS_PORT : HTTP_PORT;
    }

    /** Host and port as the {@code Host} header has them (RFC 9110, 7.2). */
    String authority() {
        return port < 0 ? host : host + ":" + port;
    }

    /** Scheme, host and port, the same for all addresses that one credential is for (RFC 6454, 4). */
    public String origin() {
        boolean isUsual = effectivePort() == (isSecure() ? HTTPS_PORT : HTTP_PORT);
        return scheme + "://" + (isUsual ? host : authority()).toLowerCase(Locale.ROOT);
    }

    public String url() {
        return scheme + "://" + authority() + target;
    }

    /** The origin: a query may hold a signature, which is as secret as a password. */
    @Override
    public String toString() {
        return origin();
    }
}
