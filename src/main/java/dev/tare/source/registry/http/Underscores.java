package dev.tare.source.registry.http;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;

/**
 * TLS with a host whose name contains underscores, such as an old bucket of S3. Other clients accept such names. The JDK neither sends them to the
 * server (SNI) nor matches them with a certificate.
 */
record Underscores(String host) {

    private static final int DNS_NAME = 2;

    /** Empty if the name has no underscore: then the JDK does it all. */
    static Optional<Underscores> in(String host) {
        return host.indexOf('_') < 0 ? Optional.empty() : Optional.of(new Underscores(host.toLowerCase(Locale.ROOT)));
    }

    /** Sends the server name indication (RFC 6066, 3). */
    void nameIn(SSLParameters parameters) {
        parameters.setServerNames(List.of(
                new SNIServerName(StandardConstants.SNI_HOST_NAME, host.getBytes(StandardCharsets.US_ASCII)) {}));
    }

    /**
     * Checks that the server's certificate, which is trusted, is one of the host (RFC 9110, 4.3.4; RFC 9525, 6.3).
     *
     * @throws SSLPeerUnverifiedException if it is not
     */
    void verify(SSLSession session) throws SSLPeerUnverifiedException {
        if (!(session.getPeerCertificates()[0] instanceof X509Certificate certificate) || !names(certificate)) {
            throw new SSLPeerUnverifiedException("the certificate is not one of " + host);
        }
    }

    private boolean names(X509Certificate certificate) throws SSLPeerUnverifiedException {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .anyMatch(
                                    name -> matches(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT)));
        } catch (CertificateParsingException e) {
            throw new SSLPeerUnverifiedException("the certificate cannot be read");
        }
    }

    /** A wildcard stands for the whole first label and no other. */
    private boolean matches(String name) {
        int dot = host.indexOf('.');
        return name.equals(host)
                || (dot > 0
                        && name.startsWith("*.")
                        && name.indexOf('.', 2) > 0
                        && name.substring(1).equals(host.substring(dot)));
    }
}
