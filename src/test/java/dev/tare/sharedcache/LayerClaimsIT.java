package dev.tare.sharedcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.Limits;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Artifact;
import dev.tare.image.spec.MediaType;
import dev.tare.kit.Registry;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.registry.Artifacts;
import dev.tare.source.registry.Registries;
import dev.tare.source.registry.Registries.Patience;
import dev.tare.source.registry.RegistryOptions;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.auth.Authorizer.Access;
import dev.tare.source.registry.push.BlobPush;
import dev.tare.source.registry.push.ManifestPush;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who claims a layer reads it, and others wait for who has claimed it, but not for the dead. */
@Timeout(60)
class LayerClaimsIT {

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

    private Repository repository(Access access) throws ImageFault {
        return registries.repository(
                Reference.parse(registry.host() + "/cache/tare"),
                access,
                Credentials.of(Optional.empty(), Optional.empty(), OPTIONS.environment()),
                new Patience(0, Duration.ofMinutes(1)));
    }

    private final class Real implements LayerClaims.Repository {
        @Override
        public Artifacts artifacts() throws ImageFault {
            return new Artifacts(repository(Access.PULL));
        }

        @Override
        public void push(String tag, Artifact artifact) throws ImageFault {
            var repository = repository(Access.PULL_PUSH);
            new BlobPush(repository)
                    .push(Artifact.config().digest(), Artifact.config().data().orElseThrow());
            new ManifestPush(repository).push(tag, MediaType.OCI_MANIFEST, artifact.manifest());
        }
    }

    private static Digest layer(int number) {
        return Digest.sha256(new byte[number]);
    }

    private static Optional<String> nothing() {
        return Optional.empty();
    }

    @Test
    void whoClaimsALayerReadsItAndAnotherWaitsForTheIndex() throws ImageFault {
        try (var first = new LayerClaims(new Real());
                var second = new LayerClaims(new Real())) {
            assertThat(first.claimOrAwait(layer(1), LayerClaimsIT::nothing)).isEmpty();
            var lookups = new AtomicInteger();
            assertThat(second.claimOrAwait(
                            layer(1), () -> lookups.incrementAndGet() < 2 ? nothing() : Optional.of("index")))
                    .hasValue("index");
            assertThat(second.claimOrAwait(layer(2), LayerClaimsIT::nothing)).isEmpty(); // another layer is free
        }
    }

    @Test
    void aClaimThatIsLeftOverIsNotWaitedFor() throws ImageFault {
        String old = "%d-%016x".formatted(Instant.now().getEpochSecond() - 3_600, 1);
        for (String holder : List.of(old, "", "nobody", "99999999999999999999-0000000000000001")) {
            new Real()
                    .push(
                            IndexArtifact.tag(layer(3)) + ".claim",
                            new Artifact(
                                    "application/vnd.tare.layer-claim.v1",
                                    List.of(Artifact.config()),
                                    Map.of("dev.tare.claim", holder)));
            try (var claims = new LayerClaims(new Real())) {
                assertThat(claims.claimOrAwait(layer(3), () -> {
                            throw new AssertionError("nobody else reads the layer");
                        }))
                        .isEmpty();
            }
        }
    }

    @Test
    void aProcessThatIsSilentIsNotWaitedForAnyLonger() throws ImageFault {
        try (var dead = new LayerClaims(new Real())) {
            assertThat(dead.claimOrAwait(layer(4), LayerClaimsIT::nothing)).isEmpty();
        }
        try (var claims = new LayerClaims(new Real())) {
            assertThat(claims.claimOrAwait(layer(4), LayerClaimsIT::nothing)).isEmpty();
        }
    }
}
