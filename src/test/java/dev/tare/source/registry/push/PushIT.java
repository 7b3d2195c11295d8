package dev.tare.source.registry.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Artifact;
import dev.tare.image.spec.MediaType;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Seed;
import dev.tare.source.credentials.Credential;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.Artifacts;
import dev.tare.source.registry.Registries;
import dev.tare.source.registry.Registries.Patience;
import dev.tare.source.registry.RegistryOptions;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.auth.Authorizer.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pushed to a real registry is there, and registries of other habits are followed. */
class PushIT {

    private static final RegistryOptions OPTIONS = Registry.options();

    @TempDir
    static Path folder;

    private static Registry registry;

    private final Registries registries = new Registries(OPTIONS, Limits.DEFAULT);

    @BeforeAll
    static void start() {
        registry = Registry.open(folder);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @AfterEach
    void close() {
        registries.close();
    }

    private Repository repository(String host, String name, Access access) throws Unreadable {
        var login = new Credentials.Given(host, new Credential.Password("alice", "s3cret"), "the test");
        return registries.repository(
                Reference.parse(host + "/" + name),
                access,
                Credentials.of(Optional.of(login), Optional.empty(), OPTIONS.environment()),
                new Patience(0, Duration.ofMinutes(1)));
    }

    private Repository repository(String name) throws Unreadable {
        return repository(registry.host(), name, Access.PULL_PUSH);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        Seed.random(3).nextBytes(bytes);
        return bytes;
    }

    @Test
    void anArtifactIsReadAsItWasPushed() throws ImageFault {
        var repository = repository("team/small");
        var blobs = new BlobPush(repository);
        var artifact = new Artifact(
                "application/vnd.example",
                List.of(Artifact.Blob.of("text/plain", bytes("in the manifest"), 100)),
                Map.of());
        blobs.push(Artifact.config().digest(), bytes("{}"));
        blobs.push(Digest.sha256(bytes("in the manifest")), bytes("in the manifest"));
        new ManifestPush(repository).push("some-tag", MediaType.OCI_MANIFEST, artifact.manifest());

        var artifacts = new Artifacts(repository(registry.host(), "team/small", Access.PULL));
        var found = artifacts.find("some-tag").orElseThrow();
        assertThat(found.manifest()).isEqualTo(artifact.manifest());
        assertThat(artifacts.content(found.blobs().getFirst(), 100)).isEqualTo(bytes("in the manifest"));
        assertThat(artifacts.find("other-tag")).isEmpty();
    }

    @Test
    void aLargeBlobIsPushedInChunks() throws ImageFault {
        byte[] large = random((20 << 20) + 7);
        var digest = Digest.sha256(large);
        var repository = repository("team/large");
        var blobs = new BlobPush(repository);
        assertThat(blobs.isThere(digest)).isFalse();
        blobs.push(digest, large);
        assertThat(blobs.isThere(digest)).isTrue();

        var blob = new Artifact.Blob("text/plain", digest, large.length, Optional.empty(), "");
        assertThat(new Artifacts(repository).content(blob, large.length)).isEqualTo(large);
    }

    @Test
    void aBlobOfAnotherRepositoryIsMounted() throws ImageFault {
        byte[] content = random(1_000);
        var digest = Digest.sha256(content);
        new BlobPush(repository("team/from")).push(digest, content);
        var blobs = new BlobPush(repository("team/to"));
        assertThat(blobs.mount(digest, "team/from")).isTrue();
        assertThat(blobs.isThere(digest)).isTrue();
        assertThat(blobs.mount(Digest.sha256(random(99)), "team/from")).isFalse();
    }

    @Test
    void aManifestOfMissingBlobsIsRefused() throws ImageFault {
        var manifests = new ManifestPush(repository("team/missing"));
        var artifact = new Artifact("t", List.of(Artifact.Blob.of("text/plain", random(10), 0)), Map.of());
        assertThatExceptionOfType(ImageFault.class)
                .isThrownBy(() -> manifests.push("tag", MediaType.OCI_MANIFEST, artifact.manifest()))
                .withMessageContaining("could not be written");
    }

    @Test
    void uploadsGoWhereTheRegistrySaysAndCredentialsDoNot() throws ImageFault {
        try (var storage = RawServer.start((request, out) -> RawServer.send(out, 201, ""));
                var front = RawServer.start((request, out) -> request.header("authorization")
                                .startsWith("Basic ")
                        ? RawServer.send(
                                out, 202, "", "Location: http://%s/upload?state=a%%2Fb".formatted(storage.host()))
                        : RawServer.send(out, 401, "", "WWW-Authenticate: Basic realm=\"r\""))) {
            new BlobPush(repository(front.host(), "team/app", Access.PULL_PUSH))
                    .push(Digest.sha256(bytes("x")), bytes("x"));

            assertThat(front.requests()).extracting(RawServer.Request::method).containsExactly("POST", "POST");
            var put = storage.requests().getFirst();
            assertThat(put.method()).isEqualTo("PUT");
            assertThat(put.path()).isEqualTo("/upload?state=a%2Fb&digest=" + Digest.sha256(bytes("x")));
            assertThat(put.header("authorization")).isEmpty();
            assertThat(put.body()).isEqualTo("x");
        }
    }

    @Test
    void redirectsKeepTheMethodOrAreNotFollowed() throws ImageFault {
        try (var target = RawServer.start((request, out) -> RawServer.send(out, 201, ""));
                var front = RawServer.start((request, out) -> RawServer.send(
                        out,
                        request.path().contains("kept") ? 307 : 303,
                        "",
                        "Location: http://%s/moved".formatted(target.host())))) {
            var manifests = new ManifestPush(repository(front.host(), "team/app", Access.PULL_PUSH));
            manifests.push("kept", MediaType.OCI_MANIFEST, bytes("{}"));
            assertThatExceptionOfType(Unreadable.class)
                    .isThrownBy(() -> manifests.push("lost", MediaType.OCI_MANIFEST, bytes("{}")))
                    .withMessageContaining("303");
            assertThat(target.requests())
                    .extracting(request -> request.method() + " " + request.body())
                    .containsExactly("PUT {}");
        }
    }

    @Test
    void aTokenIsAskedForToWriteOnlyWhereSomethingIsWritten() throws ImageFault {
        try (var server = RawServer.start((request, out) -> {
            String host = request.header("host");
            if (request.path().startsWith("/token")) {
                return RawServer.send(out, 200, "{\"token\":\"t\"}");
            }
            return request.header("authorization").isEmpty()
                    ? RawServer.send(out, 401, "", "WWW-Authenticate: Bearer realm=\"http://%s/token\"".formatted(host))
                    : RawServer.send(out, request.method().equals("GET") ? 404 : 201, "");
        })) {
            new Artifacts(repository(server.host(), "team/app", Access.PULL)).find("tag");
            new ManifestPush(repository(server.host(), "team/app", Access.PULL_PUSH))
                    .push("tag", MediaType.OCI_MANIFEST, bytes("{}"));
            assertThat(server.requests())
                    .filteredOn(request -> request.path().startsWith("/token"))
                    .extracting(request -> request.path().replaceFirst(".*scope=([^&]*).*", "$1"))
                    .containsExactly("repository%3Ateam%2Fapp%3Apull", "repository%3Ateam%2Fapp%3Apull%2Cpush");
        }
    }
}
