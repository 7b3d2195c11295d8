package dev.tare.source.registry.http;

import dev.tare.source.BadConfiguration;
import dev.tare.source.UserFolders;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificates for TLS, trusted ones and our own: the authorities of the system or those of {@code SSL_CERT_FILE}, {@code
 * --ca-file}, and the folders of containers-certs.d(5) with authorities ({@code *.crt}) and client certificates ({@code *.cert} with
 * a {@code *.key} of the same name), one folder for a host.
 */
final class Trust {

    /** Where distributions keep the authorities of the system, as Go looks for them. */
    private static final List<String> BUNDLES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----");

    private static final TrustManager[] ANYONE = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();

    private final HttpOptions options;

    /** The host that {@code --cert-dir} is for. */
    private final String host;

    private final boolean insecure;

    Trust(HttpOptions options, Host host) {
        this.options = options;
        this.host = withoutUsualPort(host.address());
        this.insecure = host.insecure();
    }

    /** @throws BadConfiguration if a file or folder that an option names is not there */
    void check() {
        options.caFile().ifPresent(file -> {
            if (!Files.isReadable(file)) {
                throw new BadConfiguration("--ca-file: " + file + " cannot be read");
            }
        });
        options.certDir().ifPresent(folder -> {
            if (!Files.isDirectory(folder)) {
                throw new BadConfiguration("--cert-dir: there is no folder " + folder);
            }
        });
    }

    /** Returns true if any certificate of an origin is accepted. */
    boolean isAnyone(Address address) {
        return options.insecureSkipVerify() || (insecure && host.equals(withoutUsualPort(address.authority())));
    }

    /** A host as the origin of its addresses has it. */
    private static String withoutUsualPort(String host) {
        return host.endsWith(":443") ? host.substring(0, host.length() - ":443".length()) : host;
    }

    /**
     * The certificates for one origin.
     *
     * @param authorities files of certificates to trust; if empty, those of the JVM are trusted
     * @param clientCertificate sent if the server asks for one
     */
    record Certificates(List<Path> authorities, Optional<PemKeyCertOptions> clientCertificate) {

        /** Sets up a client of Vert.x. */
        void configure(HttpClientOptions client, boolean anyone) {
            if (anyone) {
                client.setTrustAll(true).setVerifyHost(false);
            }
            clientCertificate.ifPresent(client::setKeyCertOptions);
            if (!authorities.isEmpty()) {
                client.setTrustOptions(TrustOptions.wrap(trusted(authorities)));
            }
        }

        /** The same for sockets. */
        SSLContext context(boolean anyone) {
            try {
                var context = SSLContext.getInstance("TLS");
                context.init(
                        clientCertificate.isPresent() ? keys(clientCertificate.get()) : null,
                        anyone ? ANYONE : managers(),
                        null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new BadConfiguration("TLS cannot be set up: " + e.getMessage());
            }
        }

        private TrustManager @Nullable [] managers() {
            return authorities.isEmpty() ? null : new TrustManager[] {trusted(authorities)};
        }

        /** Vert.x reads keys in all the forms in which PEM has them, and needs no instance for those that are values. */
        private static KeyManager[] keys(PemKeyCertOptions clientCertificate) throws GeneralSecurityException {
            try {
                return clientCertificate.getKeyManagerFactory(null).getKeyManagers();
            } catch (GeneralSecurityException e) {
                throw e;
            } catch (Exception e) {
                throw new GeneralSecurityException(e);
            }
        }
    }

    /** What trusts the authorities in some files. */
    static TrustManager trusted(List<Path> files) {
        try {
            return Authorities.of(files);
        } catch (IOException e) {
            throw new BadConfiguration("TLS cannot be set up: " + e.getMessage());
        }
    }

    Certificates of(Address address) {
        var authorities = new ArrayList<Path>();
        options.caFile().ifPresent(authorities::add);
        var clientCertificate = new PemKeyCertOptions();
        boolean any = false;
        for (Path folder : folders(address)) {
            for (Path file : list(folder)) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".crt")) {
                    authorities.add(file);
                } else if (name.endsWith(".cert")) {
                    Path key = folder.resolve(name.substring(0, name.length() - ".cert".length()) + ".key");
                    if (!Files.isReadable(key)) {
                        throw new BadConfiguration(
                                "the client certificate %s has no key %s beside it".formatted(file, key));
                    }
                    check(file);
                    checkKey(key);
                    clientCertificate.addCertValue(bytes(file)).addKeyValue(bytes(key));
                    any = true;
                }
            }
        }
        var own = systemBundle(options.environment());
        authorities.forEach(Trust::check);
        own.ifPresent(authorities::add); // additional authorities; those of the system stay trusted
        return new Certificates(List.copyOf(authorities), any ? Optional.of(clientCertificate) : Optional.empty());
    }

    private static Buffer bytes(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadConfiguration(file + " cannot be read");
        }
    }

    private static void check(Path certificates) {
        try {
            if (Authorities.of(List.of(certificates)).isAny()) {
                return;
            }
        } catch (IOException e) {
            // reported below
        }
        throw new BadConfiguration(certificates + " cannot be read: it holds no certificates in PEM");
    }

    private static void checkKey(Path key) {
        try {
            if (PRIVATE_KEY
                    .matcher(Files.readString(key, StandardCharsets.ISO_8859_1))
                    .find()) {
                return;
            }
        } catch (IOException e) {
            // reported below
        }
        throw new BadConfiguration(key + " cannot be read: it holds no private key in PEM without a password");
    }

    /** The authorities of the system, or those that {@code SSL_CERT_FILE} names instead. */
    static Optional<Path> systemBundle(Map<String, String> environment) {
        String named = environment.getOrDefault("SSL_CERT_FILE", "");
        if (!named.isEmpty()) {
            Path file = Path.of(named);
            if (!Files.isReadable(file)) {
                throw new BadConfiguration("SSL_CERT_FILE: " + file + " cannot be read");
            }
            check(file);
            return Optional.of(file);
        }
        return BUNDLES.stream().map(Path::of).filter(Files::isReadable).findFirst();
    }

    private List<Path> folders(Address address) {
        var folders = new ArrayList<Path>();
        String name = withoutUsualPort(address.authority());
        if (options.certDir().isPresent() && name.equals(host)) {
            folders.add(options.certDir().get());
        }
        var home = new UserFolders(options.environment()).home();
        for (String parent :
                List.of(home + "/.config/containers/certs.d", "/etc/containers/certs.d", "/etc/docker/certs.d")) {
            for (String called : List.of(name, name + ":443")) {
                Path folder = Path.of(parent, called);
                if (Files.isDirectory(folder)) {
                    folders.add(folder);
                }
            }
        }
        return folders;
    }

    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new BadConfiguration("the folder of certificates %s cannot be read".formatted(folder));
        }
    }
}
