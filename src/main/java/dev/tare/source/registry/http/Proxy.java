package dev.tare.source.registry.http;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A proxy that the environment names.
 *
 * @param host name or address, an IPv6 address without brackets
 * @param login empty if the proxy asks for none
 */
record Proxy(Kind kind, String host, int port, Optional<Login> login) {

    /** The protocol that a proxy speaks. */
    enum Kind {
        /** Absolute URLs for plain HTTP, {@code CONNECT} for TLS (RFC 9110, 9.3.6). */
        HTTP(80, ProxyType.HTTP),
        /** RFC 1928. The proxy resolves host names. */
        SOCKS5(1080, ProxyType.SOCKS5);

        private final int usualPort;
        private final ProxyType vertx;

        Kind(int usualPort, ProxyType vertx) {
            this.usualPort = usualPort;
            this.vertx = vertx;
        }

        int usualPort() {
            return usualPort;
        }
    }

    /** User and password for the proxy. The password is not shown. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user + ":***";
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** The same for a client of Vert.x. */
    ProxyOptions vertx() {
        var options = new ProxyOptions().setType(kind.vertx).setHost(host).setPort(port);
        login.ifPresent(it -> options.setUsername(it.user()).setPassword(it.password()));
        return options;
    }

    /** For messages, without the login. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
