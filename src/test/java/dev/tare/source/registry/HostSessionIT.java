package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.RawServer;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What images of one host have in common is asked for once. */
class HostSessionIT {

    private static final RawServer.Handler IMAGE = RawServer.serving(TestImage.of(new RawTar().file("a", "1")));

    @TempDir
    static Path folder;

    private static boolean answer(RawServer.Request request, OutputStream out)
            throws IOException, InterruptedException {
        if (request.path().startsWith("/token")) {
            return RawServer.send(out, 200, "{\"token\":\"t-%s\",\"expires_in\":300}".formatted(scope(request)));
        }
        String repository = request.path().split("/", -1)[2];
        return request.header("authorization").equals("Bearer t-" + repository)
                ? IMAGE.answer(request, out)
                : RawServer.send(
                        out,
                        401,
                        "{}",
                        "WWW-Authenticate: Bearer realm=\"http://%s/token\"".formatted(request.header("host")));
    }

    private static String scope(RawServer.Request request) {
        return request.path().contains("one") ? "one" : "two";
    }

    private static long asked(RawServer server, String path) {
        return server.requests().stream()
                .filter(request -> request.path().startsWith(path))
                .count();
    }

    @Test
    void tagsOfOneRepositoryShareConnectionAndToken() {
        try (var server = RawServer.start(HostSessionIT::answer)) {
            String one = server.host() + "/one:";
            var result = Tare.at(folder).run("scan", "--plain-http", one + "1", one + "2", one + "3", one + "4");
            assertThat(result.exitCode()).isZero();
            assertThat(server.connections()).isLessThan(server.requests().size());
            assertThat(asked(server, "/token")).isEqualTo(1);
            assertThat(asked(server, "/v2/one/manifests/")).isEqualTo(1 + 4);
        }
    }

    @Test
    void eachRepositoryHasATokenOfItsOwn() {
        try (var server = RawServer.start(HostSessionIT::answer)) {
            var result = Tare.at(folder)
                    .run(
                            "scan",
                            "--plain-http",
                            server.host() + "/one",
                            server.host() + "/two",
                            server.host() + "/one");
            assertThat(result.exitCode()).isZero();
            assertThat(server.connections()).isLessThan(server.requests().size());
            assertThat(asked(server, "/token")).isEqualTo(2);
        }
    }
}
