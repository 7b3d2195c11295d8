package dev.tare.source.registry.http;

import dev.tare.source.BadConfiguration;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, in capitals or not, read as curl and Go do:
 * loopback is never asked through a proxy, {@code NO_PROXY} holds hosts, suffixes, addresses and networks, each perhaps with a port.
 */
final class Proxies {

    /**
     * {@code [SCHEME://][USER[:PASSWORD]@]HOST[:PORT][/…]}, as leniently as curl: what should be percent-encoded in a password need not be,
     * so it ends at the last at sign; and a host may have underscores.
     */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:(?<scheme>[A-Za-z0-9]+)://)?(?:(?<user>[^/:]*)(?::(?<password>[^/]*))?@)?"
                    + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?(?:[/?#].*)?");

    private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws BadConfiguration if the variable for this address is no proxy's address */
    Optional<Proxy> of(Address address) {
        String host = Hosts.bare(address.host()).toLowerCase(Locale.ROOT);
        if (Hosts.isLoopback(host) || isExempt(host, address.effectivePort())) {
            return Optional.empty();
        }
        String name = address.isSecure() ? "HTTPS_PROXY" : "HTTP_PROXY";
        String proxy = variable(name);
        // a web server hands a request's Proxy header to CGI programs as HTTP_PROXY (httpoxy), so there it is not
        // believed
        boolean cgi = name.equals("HTTP_PROXY") && environment.containsKey("REQUEST_METHOD");
        if (proxy.isEmpty()) {
            proxy = variable("ALL_PROXY");
            name = "ALL_PROXY";
        }
        return proxy.isEmpty() || cgi ? Optional.empty() : Optional.of(parse(name, proxy));
    }

    private String variable(String name) {
        String lower =
                environment.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip();
        return lower.isEmpty() ? environment.getOrDefault(name, "").strip() : lower;
    }

    /**
     * Parses the address of a proxy.
     *
     * @param variable where it stands, for a message
     * @throws BadConfiguration if it is no proxy's address
     */
    static Proxy parse(String variable, String value) {
        var address = ADDRESS.matcher(value);
        var kind = address.matches()
                ? kind(Objects.requireNonNullElse(address.group("scheme"), "http"))
                : Optional.<Proxy.Kind>empty();
        if (kind.isPresent()) {
            String port = address.group("port");
            int number = port == null ? kind.get().usualPort() : Integer.parseInt(port);
            if (number <= 0xffff) {
                return new Proxy(kind.get(), Hosts.bare(address.group("host")), number, login(address));
            }
        }
        // without the value: it may hold a password
        throw new BadConfiguration(variable + " is no address of a proxy that tare can use: write http://HOST:PORT or"
                + " socks5://HOST:PORT (a proxy that itself speaks TLS is not supported)");
    }

    private static Optional<Proxy.Kind> kind(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> Optional.of(Proxy.Kind.HTTP);
            case "socks5", "socks5h" -> Optional.of(Proxy.Kind.SOCKS5);
            default -> Optional.empty();
        };
    }

    private static Optional<Proxy.Login> login(Matcher address) {
        return Optional.ofNullable(address.group("user"))
                .map(user -> new Proxy.Login(
                        decode(user), decode(Objects.requireNonNullElse(address.group("password"), ""))));
    }

    /** Percent-encoding alone: a plus in a password is a plus, and a percent sign that encodes nothing stands for itself. */
    private static String decode(String text) {
        return URLDecoder.decode(
                BARE_PERCENT.matcher(text.replace("+", "%2B")).replaceAll("%25"), StandardCharsets.UTF_8);
    }

    private boolean isExempt(String host, int port) {
        for (String entry : variable("NO_PROXY").split(",", -1)) {
            String rule = entry.strip().toLowerCase(Locale.ROOT);
            if (!rule.isEmpty() && (rule.equals("*") || exempts(rule, host, port))) {
                return true;
            }
        }
        return false;
    }

    private static boolean exempts(String rule, String host, int port) {
        var address = Hosts.literal(host);
        int slash = rule.indexOf('/');
        if (slash > 0) {
            return address.isPresent() && inNetwork(rule.substring(0, slash), rule.substring(slash + 1), address.get());
        }
        String name = rule;
        if (Hosts.literal(rule).isEmpty() && rule.matches(".*:[0-9]{1,5}")) {
            int colon = rule.lastIndexOf(':');
            if (Integer.parseInt(rule.substring(colon + 1)) != port) {
                return false;
            }
            name = rule.substring(0, colon);
        }
        var ruleAddress = Hosts.literal(name);
        if (ruleAddress.isPresent()) {
            return address.equals(ruleAddress);
        }
        String suffix = name.startsWith("*.") ? name.substring(1) : name;
        return suffix.startsWith(".") ? host.endsWith(suffix) : host.equals(suffix) || host.endsWith("." + suffix);
    }

    private static boolean inNetwork(String network, String bits, InetAddress address) {
        var base = Hosts.literal(network);
        if (base.isEmpty() || !bits.matches("[0-9]{1,3}")) {
            return false;
        }
        byte[] a = base.get().getAddress();
        byte[] b = address.getAddress();
        int length = Integer.parseInt(bits);
        if (a.length != b.length || length > a.length * 8) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((a[bit >> 3] & mask) != (b[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
