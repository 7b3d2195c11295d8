package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.kit.RawServer;
import dev.tare.kit.TestNames;
import dev.tare.kit.Tool;
import dev.tare.source.SourceListener;
import dev.tare.source.registry.rate.Rate;
import dev.tare.source.registry.rate.Throttles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts with underscores. OpenSSL is the server that tells which name it was sent. */
@Timeout(60)
class UnderscoresIT {

    private static final String HOST = "my_bucket" + TestNames.SUFFIX;

    @TempDir
    static Path folder;

    @BeforeAll
    static void certificates() {
        Tool.run(folder, "sh", "-ec", """
                openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Test CA' -keyout ca.key -out ca.pem \\
                  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign'
                certificate() {
                  openssl req -newkey rsa:2048 -nodes -subj "/CN=server" -keyout $1.key -out $1.csr
                  printf "subjectAltName=DNS:$2\\nextendedKeyUsage=serverAuth\\n" > $1.ext
                  openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile $1.ext -out $1.pem
                }
                certificate own my_bucket.names.test
                certificate any '*.names.test'
                certificate other other.names.test
                """);
    }

    private static String get(Address address, boolean verify) throws IOException {
        var options = new HttpOptions(
                false,
                !verify,
                Optional.of(folder.resolve("ca.pem")),
                Optional.empty(),
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Map.of());
        var retries = new Retries(0, Duration.ofMinutes(5), new SourceListener() {});
        try (var deadlines = new Deadlines();
                var session = new HostSession(
                        new Host(address.authority(), false), options, deadlines, new Throttles(Rate.UNLIMITED));
                var answer = session.http().getOnce(new Get(Resource.of("a page"), address), retries)) {
            return answer.status() + " " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A server that shows one certificate to who says this name, and another to who says none. */
    private static String getFrom(String named, String unnamed, String host, boolean verify) throws IOException {
        var server = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:0",
                        "-cert",
                        unnamed + ".pem",
                        "-key",
                        unnamed + ".key",
                        "-servername",
                        host,
                        "-cert2",
                        named + ".pem",
                        "-key2",
                        named + ".key",
                        "-www")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String port = server.inputReader()
                    .lines()
                    .filter(line -> line.startsWith("ACCEPT "))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst(".*:", "");
            return get(Address.of("https://" + host + ":" + port + "/"), verify);
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void areAskedByTheirName() throws IOException {
        try (var server = RawServer.start((request, out) -> RawServer.send(out, 200, request.header("host")))) {
            String place = HOST + ":" + server.host().replaceFirst(".*:", "");
            assertThat(get(Address.of("http://" + place + "/x"), true)).isEqualTo("200 " + place);
        }
    }

    @Test
    void areToldToTheServerAndFoundInItsCertificate() throws IOException {
        assertThat(getFrom("own", "other", HOST, true)).startsWith("200 ");
        assertThat(getFrom("any", "other", HOST, true)).startsWith("200 ");
    }

    @Test
    void areNotBelievedOfOthers() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> getFrom("other", "own", HOST, true))
                .withMessageContaining("the certificate is not one of " + HOST)
                .withRootCauseInstanceOf(SSLPeerUnverifiedException.class);
        // a wildcard stands for one label
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> getFrom("any", "any", "a." + HOST, true))
                .withRootCauseInstanceOf(SSLPeerUnverifiedException.class);
    }

    @Test
    void areBelievedWhateverTheyShowWhereTheUserSaysSo() throws IOException {
        assertThat(getFrom("other", "other", HOST, false)).startsWith("200 ");
    }
}
