package dev.tare.source.registry.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the authorities in files of PEM, as the JDK does if it is given all of them. A system has about 150, and to parse them takes longer than all
 * else that a short scan does. So the JDK is given those that may have issued a certificate of the chain at hand: those that have the name of an issuer in
 * them. If it does not trust the chain by these, it is given all, since a name may be encoded in several ways.
 *
 * <p>Safe for use by many threads.
 */
final class Authorities extends X509ExtendedTrustManager {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    /** Maximum verifiers that are kept. Hostile servers can ask for as many as there are sets of authorities. */
    private static final int MAX_VERIFIERS = 32;

    /** Certificates in DER. */
    private final List<byte[]> certificates;

    /** What verifies chains, by the numbers of the certificates that it trusts. */
    private final ConcurrentHashMap<List<Integer>, X509ExtendedTrustManager> verifiers = new ConcurrentHashMap<>();

    private Authorities(List<byte[]> certificates) {
        this.certificates = certificates;
    }

    /** @param files in PEM. What they hold beside certificates is passed over */
    static Authorities of(List<Path> files) throws IOException {
        var certificates = new ArrayList<byte[]>();
        for (Path file : files) {
            String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (int begin = pem.indexOf(BEGIN); begin >= 0; begin = pem.indexOf(BEGIN, begin + 1)) {
                int end = pem.indexOf(END, begin);
                if (end >= 0) {
                    add(pem.substring(begin + BEGIN.length(), end), certificates);
                }
            }
        }
        return new Authorities(List.copyOf(certificates));
    }

    private static void add(String base64, List<byte[]> certificates) {
        try {
            certificates.add(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            // no certificate, and no reason to refuse the others
        }
    }

    /** Returns true if there is a certificate that can be parsed. */
    boolean isAny() {
        return IntStream.range(0, certificates.size())
                .anyMatch(number -> parse(number).isPresent());
    }

    private Optional<Certificate> parse(int number) {
        try {
            var der = new ByteArrayInputStream(certificates.get(number));
            return Optional.of(CertificateFactory.getInstance("X.509").generateCertificate(der));
        } catch (CertificateException e) {
            return Optional.empty(); // no certificate, and no reason to refuse the others
        }
    }

    /** A check of a chain. */
    private interface Check {
        void by(X509ExtendedTrustManager verifier) throws CertificateException;
    }

    private void check(X509Certificate[] chain, Check check) throws CertificateException {
        var issuers = issuers(chain);
        if (!issuers.isEmpty()) {
            try {
                check.by(verifier(issuers));
                return;
            } catch (CertificateException e) {
                // so it is with all of them, unless a name is encoded in another way
            }
        }
        check.by(verifier(IntStream.range(0, certificates.size()).boxed().toList()));
    }

    /** The numbers of the certificates that have the name of an issuer in them. */
    private List<Integer> issuers(X509Certificate[] chain) {
        var names = Arrays.stream(chain)
                .map(certificate -> certificate.getIssuerX500Principal().getEncoded())
                .toList();
        return IntStream.range(0, certificates.size())
                .filter(i -> names.stream().anyMatch(name -> contains(certificates.get(i), name)))
                .boxed()
                .toList();
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (bytes[at] == part[0] && Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private X509ExtendedTrustManager verifier(List<Integer> trusted) throws CertificateException {
        var known = verifiers.get(trusted);
        if (known != null) {
            return known;
        }
        var made = make(trusted);
        if (verifiers.size() < MAX_VERIFIERS) {
            verifiers.put(trusted, made);
        }
        return made;
    }

    private X509ExtendedTrustManager make(List<Integer> trusted) throws CertificateException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int number : trusted) {
                var certificate = parse(number);
                if (certificate.isPresent()) {
                    store.setCertificateEntry("authority-" + number, certificate.get());
                }
            }
            if (store.size() == 0) {
                throw new CertificateException("there is no authority to trust");
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, verifier -> verifier.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, verifier -> verifier.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, verifier -> verifier.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("only servers are verified");
    }

    /** Empty: only a server tells whom it accepts. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
