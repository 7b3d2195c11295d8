package dev.tare.image.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io, library/nginx, latest",
        "nginx:1.27, docker.io, library/nginx, 1.27",
        "team/app, docker.io, team/app, latest",
        "docker.io/nginx, docker.io, library/nginx, latest",
        "index.docker.io/nginx, docker.io, library/nginx, latest",
        "registry-1.docker.io/team/app, docker.io, team/app, latest",
        "docker://quay.io/a/b:c, quay.io, a/b, c",
        "localhost/app, localhost, app, latest",
        "localhost:5000/app:1, localhost:5000, app, 1",
        "127.0.0.1:5000/team/app:1.2, 127.0.0.1:5000, team/app, 1.2",
        "[::1]:5000/app, [::1]:5000, app, latest",
        "[2001:db8::1]/app:x, [2001:db8::1], app, x",
        "host:5000/app, host:5000, app, latest",
        "HOST/app, HOST, app, latest",
        "xn--n3h.example/app, xn--n3h.example, app, latest",
        "host.example:65535/a/b/c/d, host.example:65535, a/b/c/d, latest",
        "a__b/c--d/e.f/g_h, docker.io, a__b/c--d/e.f/g_h, latest",
        "host:5000, docker.io, library/host, 5000",
        "a:_, docker.io, library/a, _",
        "a:A.b-c_d, docker.io, library/a, A.b-c_d"
    })
    void validNamesAreParsed(String text, String host, String repository, String tag) {
        var reference = Reference.parse(text);

        assertThat(reference.host()).isEqualTo(host);
        assertThat(reference.repository()).isEqualTo(repository);
        assertThat(reference.tag()).isEqualTo(tag);
        assertThat(reference.digest()).isEmpty();
        assertThat(reference.name()).isEqualTo(tag);
        assertThat(reference.toString()).isEqualTo(host + "/" + repository + ":" + tag);
        assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "/",
                "/a",
                "a/",
                "a//b",
                "a:",
                "a:b:c",
                "host:5000/",
                "[::1]",
                "[::1/a",
                "::1/a",
                "http://host/a",
                "DOCKER://a",
                "Nginx",
                "team/App",
                "-a",
                "a-",
                "a..b",
                "a___b",
                "a._b",
                "_a/b",
                "a b",
                "a\nb",
                "a\u0000",
                "ä",
                "-host.example/a",
                "host-.example/a",
                "host..example/a",
                "host.example:/a",
                "host.example:123456/a",
                "host.example:65536/a",
                "host.example:99999/a",
                "host.example:5x/a",
                "user@host.example/a",
                "a:-b",
                "a:.b",
                "a@",
                "a@sha256",
                "a@sha256:abc",
                "a@md5:0123456789abcdef0123456789abcdef",
                "@",
                "a:b c",
                "a?b",
                "../a",
                "a/../b"
            })
    void invalidNamesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse(text));
    }

    @Test
    void aDigestNamesTheImageAndTheTagIsKept() {
        var bare = Reference.parse("host.example/a@sha256:" + HEX);
        assertThat(bare.tag()).isEmpty();
        assertThat(bare.name()).isEqualTo("sha256:" + HEX);
        assertThat(bare.toString()).isEqualTo("host.example/a@sha256:" + HEX);

        var both = Reference.parse("host.example:5000/a:b@sha512:" + HEX + HEX);
        assertThat(both.tag()).isEqualTo("b");
        assertThat(both.name()).isEqualTo("sha512:" + HEX + HEX);
        assertThat(both.toString()).isEqualTo("host.example:5000/a:b@sha512:" + HEX + HEX);
    }

    @Test
    void lengthsAreBounded() {
        assertThat(Reference.parse("a".repeat(128) + ":" + "t".repeat(128)).tag())
                .hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse("a:" + "t".repeat(129)));
        assertThat(Reference.parse("h.example/" + "a".repeat(255)).repository()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse("h.example/" + "a".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse("a-".repeat(200_000)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "^^ => the name of an image is empty (is a variable not set?)",
                "^ ^ => the name of an image is empty (is a variable not set?)",
                "^nginx ^ => not an image reference: 'nginx ' (there is a space in it)",
                "nginx: => not an image reference: nginx: (no tag stands behind the colon: write nginx or nginx:latest)",
                "nginx@ => not an image reference: ***@ (no digest stands behind the @)",
                "nginx@1.27 => not an image reference: ***@1.27 (a digest stands behind an @, and a tag behind a colon)",
                "nginx@sha256:ab => not an image reference: nginx@sha256:ab (not a sha256 or sha512 digest: sha256:ab)",
                "nginx/ => not an image reference: nginx/ (it ends with a slash)",
                "h.example/A:B => not an image reference: h.example/A:B (a repository has no capital letters: write h.example/a:B)",
                // what is copied from elsewhere
                "https://ghcr.io/team/app:1 => not an image reference but a web address (write it without the scheme: ghcr.io/team/app:1)",
                "HTTP://host.example:5000/app/ => not an image reference but a web address (write it without the scheme: host.example:5000/app)",
                "https://hub.docker.com/_/nginx/tags?page=1 => not an image reference but a web address (write it without the scheme: nginx)",
                "https://hub.docker.com/r/team/app => not an image reference but a web address (write it without the scheme: team/app)",
                "https://quay.io/repository/team/app?tab=tags => not an image reference but a web address (write it without the scheme: quay.io/team/app)",
                "https://r.example/v2/team/app/manifests/1.2 => not an image reference but a web address (write it without the scheme: r.example/team/app:1.2)",
                "https://example.com/ => not an image reference but a web address (write it without the scheme: example.com)",
                "https://Not/An/Image => not an image reference but a web address"
            })
    void theMessageSaysWhatToWrite(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joe:hunter2@r.example/app",
                "docker://joe:hunter2@r.example/app:1",
                "https://joe:hunter2@r.example/app",
                "joe:hunter2@r.example",
                "joe:hunter2 @r.example/app",
                "joe:hunter2@r.example/app@sha256:ab"
            })
    void credentialsAreNotShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse(text + "x".repeat(2_000)))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void anImageIdIsNoReference() {
        for (String id : List.of(HEX, "sha256:" + HEX)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Reference.parse(id))
                    .withMessageContaining("docker save ID | tare scan -");
        }
    }

    @Test
    void theMessageSaysWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("team/App"))
                .withMessage("not an image reference: team/App (a repository has no capital letters: write team/app)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("a:-b"))
                .withMessage("not an image reference: a:-b ('-b' is no tag)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("h.example:70000/a"))
                .withMessage("not an image reference: h.example:70000/a (there is no port 70000)");
    }
}
