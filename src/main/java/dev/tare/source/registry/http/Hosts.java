package dev.tare.source.registry.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts in addresses: names and IP addresses, and which networks they belong to. */
public final class Hosts {

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Hosts() {}

    /** Returns true if a host name means this machine. No name server is asked. */
    static boolean isLoopback(String host) {
        String bare = bare(host).toLowerCase(Locale.ROOT);
        return bare.equals("localhost")
                || literal(bare).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** Returns true for a host that an address can have (RFC 3986, 3.2.2): {@code 256.1.1.1} is neither a name nor an address. */
    public static boolean isHost(String hostAndPort) {
        try {
            var uri = new URI("https://" + hostAndPort);
            return uri.getHost() != null && uri.getPort() <= 0xffff;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address that a text is; empty where it is a name. */
    static Optional<InetAddress> literal(String host) {
        String bare = bare(host);
        if (!ADDRESS.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare)); // an address, so nothing is looked up
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns true for an address of the public internet: not this machine, not its networks, nothing that RFC 6890 reserves. An address that carries an IPv4 one inside (6to4, NAT64) is judged by that.
     */
    static boolean isPublic(InetAddress address) {
        byte[] b = address.getAddress();
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (address instanceof Inet4Address) {
            return !(first == 0
                    || first >= 240
                    || (first == 100 && second >= 64 && second < 128) // carrier-grade NAT
                    || (first == 192 && second == 0)
                    || (first == 198 && (second == 18 || second == 19))
                    || (first == 198 && second == 51)
                    || (first == 203 && second == 0));
        }
        if ((first & 0xfe) == 0xfc || (first == 0x20 && second == 0x01 && b[2] == 0 && b[3] == 0)) {
            return false; // unique local, and Teredo and its kin
        }
        if (first == 0x20 && second == 0x02) {
            return embedded(b, 2);
        }
        if (first == 0
                && second == 0x64
                && (b[2] & 0xff) == 0xff
                && (b[3] & 0xff) == 0x9b
                && (b[4] != 0 || b[5] != 0)) {
            return false; // NAT64 of a network's own (RFC 8215)
        }
        boolean nat64 = first == 0 && second == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
        boolean compatible = first == 0 && second == 0; // ::/16 holds nothing that is public but what it embeds
        return !(nat64 || compatible) || embedded(b, 12);
    }

    private static boolean embedded(byte[] b, int at) {
        try {
            return isPublic(InetAddress.getByAddress(new byte[] {b[at], b[at + 1], b[at + 2], b[at + 3]}));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
