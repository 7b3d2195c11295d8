package dev.tare.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Await;
import dev.tare.kit.RawServer;
import dev.tare.kit.RawServer.Request;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a tag that is not there. */
class TagsIT {

    private static final TestImage IMAGE = TestImage.of(new RawTar().file("a", "b"));

    @TempDir
    Path home;

    /** Answers the list of tags; everything else is not there. */
    private interface Listing {
        boolean answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private static RawServer serving(Listing listing) {
        return RawServer.start((request, out) -> {
            if (request.path().equals("/v2/")) {
                return RawServer.send(out, 200, "{}");
            }
            return request.path().contains("/tags/list")
                    ? listing.answer(request, out)
                    : RawServer.send(out, 404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}");
        });
    }

    private static List<Request> lists(RawServer server) {
        return server.requests().stream()
                .filter(request -> request.path().contains("/tags/list"))
                .toList();
    }

    private Tare.Result scan(String host, String name) {
        var result = Tare.at(home).run("scan", "--retries=0", host + "/team/app" + name);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("was not found", "check the name and the tag");
        return result;
    }

    @Test
    void theNearestOnesAreNamed() throws IOException {
        String line = Tool.run(home, "htpasswd", "-Bbn", "alice", "s3cret");
        Path file = Files.writeString(home.resolve("htpasswd"), line);
        try (var open = Registry.open(home);
                var closed = Registry.start(home, "auth: {htpasswd: {realm: r, path: %s}}".formatted(file), "")) {
            for (String tag : List.of("1.2.7", "1.2.8", "1.3.0", "latest", "nightly-2026-01-01")) {
                open.push("team/app", tag, IMAGE);
            }
            assertThat(scan(open.host(), ":1.2.9").err()).contains("; tags like it: 1.2.8, 1.2.7, 1.3.0");
            var result = Tare.at(home)
                    .with("TARE_USERNAME", "alice")
                    .with("TARE_PASSWORD", "s3cret")
                    .run("scan", closed.host() + "/team/app:lates");
            assertThat(result.err()).contains("; tags like it: latest, ");
            assertThat(scan(open.host(), "@sha256:" + "0".repeat(64)).err()).doesNotContain("tags like it");
            assertThat(Tare.at(home).run("scan", open.host() + "/no/such:1").err())
                    .contains("was not found")
                    .doesNotContain("tags like it");
        }
    }

    @Test
    void nobodyListsTagsForAnImageThatIsThere() {
        try (var server = RawServer.start(RawServer.serving(IMAGE))) {
            assertThat(Tare.at(home).run("scan", server.host() + "/team/app:1").exitCode())
                    .isZero();
            assertThat(lists(server)).isEmpty();
        }
    }

    @Test
    void aFewPagesAreRead() {
        try (var server = serving((request, out) -> {
            int page = request.path().contains("page=")
                    ? Integer.parseInt(request.path().replaceFirst(".*page=", ""))
                    : 0;
            return RawServer.send(
                    out,
                    200,
                    "{\"tags\":[\"1.%d\"]}".formatted(page),
                    "Link: </v2/team/app/tags/list?page=%d>; rel=\"next\"".formatted(page + 1));
        })) {
            assertThat(scan(server.host(), ":1.9").err()).contains("tags like it: 1.2, 1.1, 1.0");
            assertThat(lists(server)).hasSize(3);
            assertThat(lists(server).getFirst().path()).isEqualTo("/v2/team/app/tags/list?n=1000");
        }
    }

    /** Each is followed by nothing but the error as it would be without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "401 {}",
                "404 {}",
                "500 {}",
                "200 <html>",
                "200 {\"tags\":null}",
                "200 {\"tags\":{\"a\":[]}}",
                "200 {\"tags\":[\"a\\u001b[31m\",\"\",\"../x\",\"-x\",{},7.5e9]}",
                "307 {}"
            })
    void whatIsNoListChangesNothing(String answer) {
        try (var elsewhere = RawServer.start((_, out) -> RawServer.send(out, 200, "{\"tags\":[\"2\"]}"));
                var server = serving((_, out) -> RawServer.send(
                        out,
                        Integer.parseInt(answer.substring(0, 3)),
                        answer.substring(4),
                        "Location: http://" + elsewhere.host() + "/v2/team/app/tags/list",
                        "Link: <http://" + elsewhere.host() + "/v2/team/app/tags/list>; rel=\"next\""))) {
            assertThat(scan(server.host(), ":1").err()).doesNotContain("tags like it", "\u001b", "Exception");
            assertThat(lists(server)).hasSize(1);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void aListWithoutEndIsNotReadToItsEnd() {
        try (var server = serving((_, out) -> {
            RawServer.head(out, 200, 1L << 40);
            byte[] piece = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(piece);
            }
        })) {
            assertThat(scan(server.host(), ":1").err()).doesNotContain("tags like it");
        }
    }

    @Test
    void aListThatDoesNotComeIsNotWaitedForLong() {
        try (var server = serving((_, _) -> {
            Await.forever();
            return false;
        })) {
            assertThat(scan(server.host(), ":1").err()).doesNotContain("tags like it");
        }
    }
}
