package dev.tare.image.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.spec.Config.Container;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a container is started with, by the config of its image. */
class ContainerTest {

    private static Container of(String config) throws Damaged {
        return Config.parse("{\"config\": %s}".formatted(config).getBytes(UTF_8))
                .container();
    }

    @Test
    void wordsAreThoseOfAllCommands() throws Damaged {
        var container = of("""
                {"Entrypoint": ["/tini", "--"], "Cmd": ["run"], "Healthcheck": {"Test": ["CMD", "/check"]},
                 "WorkingDir": "/srv", "Volumes": {"/data": {}, "/tmp/x": {}}}
                """);
        assertThat(container)
                .isEqualTo(new Container(
                        List.of("/tini", "--", "run", "CMD", "/check"), "/srv", List.of("/data", "/tmp/x")));
    }

    @Test
    void whatIsOfAnotherTypeIsPassedOver() throws Damaged {
        assertThat(of("""
                        {"Entrypoint": "sh", "Cmd": [1, null, ["a"], "b"], "Healthcheck": [], "WorkingDir": null, "Volumes": ["/a"]}
                        """)).isEqualTo(new Container(List.of("b"), "", List.of()));
        assertThat(of("null")).isEqualTo(Container.NONE);
    }
}
