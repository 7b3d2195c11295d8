package dev.tare.source.registry.http;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives the JDK the logins of SOCKS proxies (RFC 1929). The JDK asks one authenticator of the process for them. This one answers for proxies that were
 * added, and for nothing else.
 */
final class SocksLogin extends Authenticator {

    private static final Map<String, Proxy.Login> LOGINS = new ConcurrentHashMap<>();

    private SocksLogin() {}

    static void add(Proxy proxy, Proxy.Login login) {
        LOGINS.put(proxy.toString(), login);
        Authenticator.setDefault(new SocksLogin());
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        var login = LOGINS.get(getRequestingHost() + ":" + getRequestingPort());
        return login == null || !"SOCKS5".equals(getRequestingProtocol())
                ? null
                : new PasswordAuthentication(login.user(), login.password().toCharArray());
    }
}
