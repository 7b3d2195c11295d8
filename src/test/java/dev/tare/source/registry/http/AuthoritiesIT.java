package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.kit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains and authorities that OpenSSL makes. */
class AuthoritiesIT {

    @TempDir
    static Path folder;

    @BeforeAll
    static void certificates() {
        Tool.run(folder, "sh", "-ec", """
                v3='-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign'
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Root' -keyout root.key -out root.pem $v3
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Other' -keyout other.key -out other.pem $v3
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Root' -keyout namesake.key -out namesake.pem $v3
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=alone' -keyout alone.key -out alone.pem \\
                  -addext subjectAltName=IP:127.0.0.1
                printf '[req]\\nstring_mask = nombstr\\nprompt = no\\ndistinguished_name = name\\n[name]\\nCN = Root\\n' > printable.conf
                openssl req -x509 -key root.key -days 30 -config printable.conf -out printable.pem $v3
                sign() { # NAME BY EXTENSIONS
                  openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout $1.key -out $1.csr
                  printf "$3" > $1.ext
                  openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -CAcreateserial -days 30 -extfile $1.ext -out $1.pem
                }
                sign middle root 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign\\n'
                sign server middle 'subjectAltName=IP:127.0.0.1\\nextendedKeyUsage=serverAuth\\n'
                """);
    }

    private static X509Certificate certificate(String name) {
        try (var file = Files.newInputStream(folder.resolve(name + ".pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        } catch (IOException | CertificateException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(Authorities trusted, String... chain) throws CertificateException {
        trusted.checkServerTrusted(
                Arrays.stream(chain).map(AuthoritiesIT::certificate).toArray(X509Certificate[]::new), "ECDHE_RSA");
    }

    private static Authorities trusting(String... names) throws IOException {
        return Authorities.of(
                Arrays.stream(names).map(name -> folder.resolve(name + ".pem")).toList());
    }

    @Test
    void aChainUpToOneOfManyIsTrusted() {
        assertThatCode(() -> check(trusting("other", "root"), "server", "middle"))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(trusting("other", "root"), "server", "middle", "root"))
                .doesNotThrowAnyException();
    }

    @Test
    void anAuthorityInTheMiddleIsEnough() {
        assertThatCode(() -> check(trusting("middle"), "server", "middle")).doesNotThrowAnyException();
        assertThatCode(() -> check(trusting("middle"), "server")).doesNotThrowAnyException();
    }

    @Test
    void aCertificateThatSignsItselfIsTrustedIfItIsNamed() {
        assertThatCode(() -> check(trusting("other", "alone"), "alone")).doesNotThrowAnyException();
    }

    @Test
    void aNamesakeOfTheAuthorityIsNotTrusted() {
        for (String[] trusted : new String[][] {{"namesake"}, {"other"}, {"namesake", "other"}}) {
            assertThatExceptionOfType(CertificateException.class)
                    .isThrownBy(() -> check(trusting(trusted), "server", "middle"))
                    .withMessageContaining("PKIX path");
        }
    }

    @Test
    void aNamesakeDoesNotStandInTheWay() {
        assertThatCode(() -> check(trusting("namesake", "root"), "server", "middle"))
                .doesNotThrowAnyException();
    }

    @Test
    void aNameMayBeEncodedInAnotherWay() {
        assertThatCode(() -> check(trusting("other", "printable"), "server", "middle"))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsNoCertificateIsPassedOver() throws IOException {
        Path damaged = folder.resolve("damaged.pem");
        Files.writeString(
                damaged, """
                text
                -----BEGIN CERTIFICATE-----
                bm90aGluZw==
                -----END CERTIFICATE-----
                -----BEGIN CERTIFICATE-----
                $$$$=
                -----END CERTIFICATE-----
                """ + Files.readString(folder.resolve("root.pem")) + "-----BEGIN CERTIFICATE-----\n");

        assertThatCode(() -> check(trusting("damaged"), "server", "middle")).doesNotThrowAnyException();
    }

    @Test
    void withoutAnyNothingIsTrusted() throws IOException {
        Files.writeString(folder.resolve("empty.pem"), "");

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> check(trusting("empty"), "server", "middle"))
                .withMessage("there is no authority to trust");
    }
}
