package dev.tare.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Await;
import dev.tare.kit.RawServer;
import dev.tare.kit.Registry;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.layer.RawTar;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which layers are the base's: as the user says, as the image says, or unknown. */
class BaseIT {

    private static final RawTar LOWEST = new RawTar().file("etc/a", "aaaa").file("etc/b", "bbbb");
    private static final RawTar SECOND = new RawTar().file("etc/a", "AA");
    private static final RawTar THIRD = new RawTar().whiteout("etc/b").file("c", "c");

    @TempDir
    static Path folder;

    private static Registry registry;

    @BeforeAll
    static void serve() {
        registry = Registry.open(folder.resolve("registry"));
        registry.push("team/base", "1", base());
        registry.push("team/app", "1", app());
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    private static TestImage base() {
        return TestImage.of(LOWEST, SECOND);
    }

    private static TestImage app() {
        return TestImage.of(LOWEST, SECOND, THIRD);
    }

    private static TestImage saying(String name, String digest) {
        return app().manifest(manifest -> {
            manifest.withObject("/annotations").put("org.opencontainers.image.base.name", name);
            if (!digest.isEmpty()) {
                manifest.withObject("/annotations").put("org.opencontainers.image.base.digest", digest);
            }
        });
    }

    private static JsonNode scan(String... arguments) {
        var command = new String[arguments.length + 2];
        command[0] = "scan";
        command[1] = "--format=json";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        var result = Tare.at(folder).run(command);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.image();
    }

    private static void assertTwoLayersAreTheBases(JsonNode image) {
        assertThat(image.at("/base/layers").asInt()).isEqualTo(2);
        assertThat(image.at("/base/digest").asText()).isEqualTo(base().digest().toString());
        assertThat(image.path("layers")
                        .valueStream()
                        .map(layer -> layer.path("base").asBoolean()))
                .containsExactly(true, true, false);
        assertThat(image.at("/totals/baseWastedBytes").asInt()).isEqualTo(4);
        assertThat(image.at("/totals/wastedBytes").asInt()).isEqualTo(8);
    }

    @Test
    void theBaseIsTheOneThatTheUserNames() {
        assertTwoLayersAreTheBases(scan("--base", registry.host() + "/team/base:1", registry.host() + "/team/app:1"));
        String layout = "oci:" + base().writeLayout(folder.resolve("layout"), "base");
        app().writeLayout(folder.resolve("layout"), "app");
        assertTwoLayersAreTheBases(scan("--base", layout + ":base", layout + ":app"));
        var layers = Tare.at(folder).run("layers", "--format=json", "--base", layout + ":base", layout + ":app");
        assertThat(layers.json("layers")
                        .path("history")
                        .valueStream()
                        .map(item -> item.path("base").asBoolean()))
                .containsExactly(true, true, false);
    }

    @Test
    void theBaseIsTheOneThatTheImageNames() {
        String base = registry.host() + "/team/base";
        for (var image : new TestImage[] {
            saying(base + ":1", ""), saying(base + ":gone", base().digest().toString())
        }) {
            assertTwoLayersAreTheBases(scan(registry.push("team/said", "1", image)));
        }
        base().writeLayout(folder.resolve("both"), "base");
        var said = saying("docker.io/library/base", base().digest().toString());
        assertTwoLayersAreTheBases(scan("oci:" + said.writeLayout(folder.resolve("both"), "app") + ":app"));
    }

    @Test
    void withoutAnnotationsTheBaseIsUnknown() {
        var image = scan(registry.host() + "/team/app:1");
        assertThat(image.has("base")).isFalse();
        assertThat(image.at("/totals/baseWastedBytes").asInt()).isZero();
    }

    @Test
    void anImageThatIsNotBelowIsNotTheBase() {
        String other = registry.push("team/other", "1", TestImage.of(LOWEST, THIRD));
        var image = scan("--base", other, registry.host() + "/team/app:1");
        assertThat(image.at("/base/unknown").asText()).contains("layer 1 is another");
        assertThat(image.at("/base/layers").isMissingNode()).isTrue();
        assertThat(image.at("/totals/baseWastedBytes").asInt()).isZero();
        assertThat(scan("--base", registry.host() + "/team/app:1", registry.host() + "/team/base:1")
                        .at("/base/unknown")
                        .asText())
                .contains("more layers");
        assertThat(scan(registry.push("team/said", "2", saying(other, "")))
                        .at("/base/unknown")
                        .asText())
                .contains("is another");
        assertThat(scan(registry.push("team/said", "3", saying(registry.host() + "/team/none", "")))
                        .at("/base/unknown")
                        .asText())
                .contains("could not be read");
    }

    @Test
    void aBaseOnAnotherHostIsNotFetched() {
        try (var elsewhere = RawServer.start(RawServer.serving(base()))) {
            for (String name :
                    new String[] {elsewhere.host() + "/base:1", "not a name", "https://" + elsewhere.host()}) {
                var image = scan(registry.push("team/said", "4", saying(name, "")));
                assertThat(image.at("/base/reference").asText()).isEqualTo(name);
                assertThat(image.at("/base/unknown").asText()).contains("not looked up");
            }
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void aBaseThatHangsDoesNotHoldUpTheScan() {
        var hanging = new AtomicReference<RawServer.Handler>();
        try (var server = RawServer.start((request, out) -> {
            if (request.path().contains("/base/")) {
                Await.forever();
            }
            return Objects.requireNonNull(hanging.get()).answer(request, out);
        })) {
            hanging.set(RawServer.serving(
                    saying(server.host() + "/base:1", base().digest().toString())));
            var result = Tare.at(folder).run("scan", "--format=json", server.host() + "/app:1");
            assertThat(result.image().at("/base/unknown").asText()).contains("within 15 seconds");
            assertThat(result.exitCode()).isZero();
        }
    }

    @Test
    void aMissingBaseThatTheUserNamesIsAnError() {
        var result =
                Tare.at(folder).run("scan", "--base", registry.host() + "/team/none", registry.host() + "/team/app:1");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("the base " + registry.host() + "/team/none:latest");
        var usage = Tare.at(folder).run("scan", "--base", "UPPER case", registry.host() + "/team/app:1");
        assertThat(usage.exitCode()).isEqualTo(2);
    }
}
