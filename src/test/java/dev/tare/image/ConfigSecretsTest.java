package dev.tare.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variables of a config are secrets: those of its environment, and those of its history as builders write it. */
class ConfigSecretsTest {

    private static final String GITHUB = "ghp_" + "aB3dE5gH7jK9".repeat(3);

    /** @param history texts of created_by; those that begin with a plus make a layer */
    private static List<String> told(List<String> environment, String... history) throws Damaged {
        var root = new ObjectMapper().createObjectNode();
        var env = root.putObject("config").putArray("Env");
        environment.forEach(env::add);
        for (String item : history) {
            root.withArray("/history")
                    .addObject()
                    .put("created_by", item.startsWith("+") ? item.substring(1) : item)
                    .put("empty_layer", !item.startsWith("+"));
        }
        return ConfigSecrets.of(Config.parse(root.toString().getBytes(StandardCharsets.UTF_8))).stream()
                .map(it -> "%s %s is %s, %s %s%s"
                        .formatted(
                                it.keyword(),
                                it.name(),
                                it.kind().id(),
                                it.item().isEmpty() ? "-" : it.item().getAsInt(),
                                it.layer().isEmpty() ? "-" : it.layer().getAsInt(),
                                it.isInEnvironment() ? " in the environment" : ""))
                .toList();
    }

    @Test
    void theEnvironmentComesFirstAndEachNameOnce() throws Damaged {
        assertThat(told(
                        List.of("PATH=/usr/bin", "API_TOKEN=hunter2", "GH=" + GITHUB, "EMPTY_TOKEN=", "odd"),
                        "+ADD rootfs.tar /",
                        "ENV API_TOKEN=hunter2",
                        "ARG BUILD_PASSWORD=hunter2",
                        "+RUN |2 BUILD_PASSWORD=hunter2 X=1 /bin/sh -c make # buildkit"))
                .containsExactly(
                        "ENV API_TOKEN is variable, 1 0 in the environment",
                        "ENV GH is github, - - in the environment",
                        "ARG BUILD_PASSWORD is variable, 2 0");
    }

    /** As the classic builder, BuildKit, buildah and kaniko write them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG DB_PASSWORD=hunter2",
                "ENV DB_PASSWORD=hunter2",
                "ENV DB_PASSWORD hunter2",
                "ENV A=1 DB_PASSWORD=hunter2",
                "ENV A=one two DB_PASSWORD=hunter2 three",
                "ENV DB_PASSWORD='hunter2'",
                "ENV A=1 DB_PASSWORD=\"hunter2\"",
                "/bin/sh -c #(nop)  ENV DB_PASSWORD=hunter2",
                "/bin/sh -c #(nop) ARG DB_PASSWORD=hunter2",
                "|1 DB_PASSWORD=hunter2 /bin/sh -c make",
                "|3 DB_PASSWORD=hunter 2 OTHER=x /bin/sh -c make",
                "|2 A=one two DB_PASSWORD=hunter2 /bin/sh -c make",
                "RUN |1 DB_PASSWORD=hunter2 /bin/sh -c make # buildkit",
                "RUN |2 A=b DB_PASSWORD=hunter2 /bin/bash -o pipefail -c make # buildkit",
                "RUN |1 DB_PASSWORD=hunter2 make # buildkit"
            })
    void everyBuildersHistoryIsUnderstood(String createdBy) throws Damaged {
        assertThat(told(List.of(), createdBy)).hasSize(1).first().asString().contains(" DB_PASSWORD is variable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG DB_PASSWORD",
                "ARG DB_PASSWORD=",
                "ARG DB_PASSWORD OTHER_NAME",
                "ENV DB_PASSWORD=$DB_PASSWORD",
                "ENV DB_PASSWORD=${SECRET}",
                "ENV DB_PASSWORD=changeme",
                "ENV DB_PASSWORD=/run/secrets/db",
                "ENV DB_PASSWORD_FILE=/etc/x",
                "ENV ALLOW_EMPTY_PASSWORD=yes",
                "ENV MAX_TOKEN=4096",
                "ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568",
                "ENV PYTHON_SHA256=7220835d9f90b37c006e9842a8dff4580aaca4318674f947302b8d28f3f81112",
                "ENV TOKEN_URL=https://auth.example/token",
                "ENV FIREBASE_KEY=AIza" + "aB3dE5gH7jK9xY_Za" + "aB3dE5gH7jK9xY_Zab",
                "RUN /bin/sh -c echo DB_PASSWORD=hunter2",
                "LABEL DB_PASSWORD=hunter2",
                "|1 /bin/sh -c make",
                "|",
                "RUN |1"
            })
    void whatStandsForASecretOrIsNoneIsNotTold(String createdBy) throws Damaged {
        assertThat(told(List.of(), createdBy)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SLACK=xoxb-123456789012-aB3dE5gH7jK9xY2ZaB3d, slack",
        "DATABASE_URL=postgres://app:hunter2@db/app, variable",
        "KEY=-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n-----END PRIVATE KEY-----, private-key"
    })
    void aSecretIsToldByItsForm(String variable, String kind) throws Damaged {
        assertThat(told(List.of(variable.replace("\\n", "\n"))))
                .hasSize(1)
                .first()
                .asString()
                .contains(" is " + kind + ",");
    }

    @Test
    void aNameThatIsATokenIsNotShown() throws Damaged {
        assertThat(told(List.of(GITHUB + "=" + GITHUB)))
                .hasSize(1)
                .first()
                .asString()
                .doesNotContain(GITHUB);
    }

    @Test
    void anEnvironmentThatIsNoListOfTextsIsPassedOver() throws Damaged {
        for (String env : List.of("7", "{}", "[7, null, {}, \"=\", \"=x\"]", "null")) {
            var config = Config.parse("{\"config\":{\"Env\":%s}}".formatted(env).getBytes(StandardCharsets.UTF_8));

            assertThat(ConfigSecrets.of(config)).isEmpty();
        }
    }
}
