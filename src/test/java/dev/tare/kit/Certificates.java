package dev.tare.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and a certificate of a server that it has signed, made by OpenSSL. */
public final class Certificates {

    private static final String PASSWORD = "of-the-tests";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * @param folder for the files
     * @param names of the server: {@code DNS:registry.invalid,IP:127.0.0.1}
     */
    public static Certificates make(Path folder, String names) {
        Tool.run(folder, "sh", "-ec", """
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Test CA' -keyout ca.key -out ca.pem \\
                  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign'
                openssl req -newkey rsa:2048 -nodes -subj '/CN=server' -keyout server.key -out server.csr
                printf 'subjectAltName=%s\\nextendedKeyUsage=serverAuth\\n' > server.ext
                openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.pem
                openssl pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:%s
                """.formatted(names, PASSWORD));
        return new Certificates(folder);
    }

    /** The certificate of the authority, PEM. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** The server's certificate, PEM. */
    public Path server() {
        return folder.resolve("server.pem");
    }

    /** The key of the server's certificate, PEM. */
    public Path serverKey() {
        return folder.resolve("server.key");
    }

    /**
     * Makes a certificate of a client, signed by the same authority.
     *
     * @param name of its files: {@code NAME.pem} and {@code NAME.key}
     * @param subject such as {@code /O=group/CN=user}
     */
    public Path client(String name, String subject) {
        Tool.run(folder, "sh", "-ec", """
                openssl req -newkey rsa:2048 -nodes -subj '%2$s' -keyout %1$s.key -out %1$s.csr
                echo extendedKeyUsage=clientAuth > %1$s.ext
                openssl x509 -req -in %1$s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile %1$s.ext -out %1$s.pem
                """.formatted(name, subject));
        return folder.resolve(name + ".pem");
    }

    /** A client's context that trusts the authority. */
    public SSLContext trusting() {
        try (var file = Files.newInputStream(authority())) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A socket on loopback that speaks TLS with the certificate. */
    public ServerSocket listen() {
        try (var file = Files.newInputStream(folder.resolve("server.p12"))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
