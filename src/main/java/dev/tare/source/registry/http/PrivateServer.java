package dev.tare.source.registry.http;

import dev.tare.source.BadConfiguration;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/**
 * A server with an authority of its own, such as the API server of a Kubernetes cluster.
 *
 * @param address with the beginning of all paths
 * @param authorities the only certificates to trust, PEM; empty to trust those of the system
 * @param certificateName the name that the server's certificate must have, if it is not that of the address
 * @param clientCertificate sent if the server asks for one
 * @param verification whether the server's certificate is checked
 * @param proxy the address of the proxy; empty to take that of the environment
 * @param environment of the process: names of proxies and certificates
 */
public record PrivateServer(
        Address address,
        Optional<byte[]> authorities,
        Optional<String> certificateName,
        Optional<ClientCertificate> clientCertificate,
        Verification verification,
        Optional<String> proxy,
        Map<String, String> environment) {

    /** Whether the server's certificate is checked. */
    public enum Verification {
        CHECKED,
        SKIPPED
    }

    /**
     * A certificate and its key. The key is not shown.
     *
     * @param chain PEM
     * @param key PEM
     */
    public record ClientCertificate(byte[] chain, byte[] key) {
        @Override
        public String toString() {
            return "ClientCertificate[]";
        }
    }

    void configure(HttpClientOptions http) {
        var through = proxy.map(url -> Proxies.parse("proxy-url", url))
                .or(() -> new Proxies(environment).of(address))
                .map(Proxy::vertx);
        through.ifPresent(http::setProxyOptions);
        if (!address.isSecure()) {
            return;
        }
        clientCertificate.ifPresent(it -> http.setKeyCertOptions(keys(it)));
        if (verification == Verification.SKIPPED) {
            http.setTrustAll(true).setVerifyHost(false);
        } else if (certificateName.isPresent()) {
            http.setTrustOptions(trust(certificateName.get())).setVerifyHost(false);
        } else if (authorities.isPresent()) {
            http.setTrustOptions(trust(authorities.get()));
        } else {
            Trust.systemBundle(environment)
                    .ifPresent(file -> http.setTrustOptions(TrustOptions.wrap(Trust.trusted(List.of(file)))));
        }
    }

    /** Vert.x reads keys and certificates when it connects, and tells faults of them in no way that could be told on. So they are read here first. */
    private static PemKeyCertOptions keys(ClientCertificate certificate) {
        var keys = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(certificate.chain()))
                .addKeyValue(Buffer.buffer(certificate.key()));
        try {
            keys.getKeyManagerFactory(null);
            return keys;
        } catch (Exception e) {
            throw new BadConfiguration(
                    "the client certificate or its key cannot be read: both must be PEM, the key without a password");
        }
    }

    private static TrustOptions trust(byte[] authorities) {
        try {
            boolean isPem =
                    new String(authorities, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----");
            var certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(authorities));
            if (isPem && !certificates.isEmpty()) {
                return new PemTrustOptions().addCertValue(Buffer.buffer(authorities));
            }
        } catch (CertificateException e) {
            // told below
        }
        throw new BadConfiguration("the certificate authority of the server cannot be read: it must be PEM");
    }

    private TrustOptions trust(String name) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (authorities.isPresent()) {
                var certificates = CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(authorities.get()));
                for (var certificate : certificates) {
                    store.setCertificateEntry("authority-" + store.size(), certificate);
                }
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities.isPresent() ? store : null);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager chains) {
                    return TrustOptions.wrap(new Named(name, chains));
                }
            }
            throw new BadConfiguration("TLS cannot be set up: no trust manager for certificates");
        } catch (GeneralSecurityException | IOException e) {
            throw new BadConfiguration("TLS cannot be set up: " + e.getMessage());
        }
    }

    /** Accepts chains that another accepts, if the certificate is for one name. */
    private record Named(String name, X509TrustManager chains) implements X509TrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            chains.checkServerTrusted(chain, authType);
            try {
                new DefaultHostnameVerifier().verify(name, chain[0]);
            } catch (SSLException e) {
                throw new CertificateException(e.getMessage(), e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            chains.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chains.getAcceptedIssuers();
        }
    }
}
