package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.Damaged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
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
                                it.isInContainers() ? " in the environment" : ""))
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

    private static List<ConfigSecret> secrets(String config) throws Damaged {
        return ConfigSecrets.of(Config.parse("{\"config\":%s}".formatted(config).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SETTINGS={\"host\": \"db\", \"password\": \"hunter2\"}",
                "JAVA_OPTS=-Xmx1g -Ddb.password=hunter2 -Da=b",
                "JAVA_TOOL_OPTIONS=-Djavax.net.ssl.keyStorePassword=hunter2",
                "OPTIONS=--user me --password hunter2",
                "OPTIONS=--token=hunter2",
                "CONNECTION=Server=db;Database=x;User Id=me;Password=hunter2;",
                "CONNECTION=Server=db;Uid=me;Pwd=hunter2",
                "DSN=host=db user=me password=hunter2 dbname=x",
                "URLS=http://a postgres://me:hunter2@db/x",
                "SPRING={\"spring.datasource.password\":\"hunter2\"}",
                "YAML=user: me\npassword: hunter2",
                "NPMRC=//registry.example/:_authToken=hunter2",
                "KEY=-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQ\\n-----END RSA PRIVATE KEY-----",
                "KEY= \"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\"",
                // a private key, {"auths":{"h":{"auth":"aHVudGVyMjpodW50ZXIy"}}} and
                // {"password":"hunter2-hunter2-hunter2"} in base64
                "KEY=LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZBQVNDCi0tLS0tRU5EIFBSSVZBVEUgS0VZLS0tLS0K",
                "DOCKER=eyJhdXRocyI6eyJoIjp7ImF1dGgiOiJhSFZ1ZEdWeU1qcG9kVzUwWlhJeSJ9fX0=",
                "SETTINGS=eyJwYXNzd29yZCI6Imh1bnRlcjItaHVudGVyMi1odW50ZXIyIn0=",
                "HEADER=Authorization: Bearer hunter2",
            })
    void aValueMayHoldASecret(String variable) throws Damaged {
        assertThat(told(List.of(variable))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SETTINGS={\"host\": \"db\", \"password\": \"${DB_PASSWORD}\"}",
                "SETTINGS={\"password\": \"\", \"token\": null}",
                "JAVA_OPTS=-Xmx1g -Ddb.password=$DB_PASSWORD",
                "JAVA_OPTS=-Djavax.net.ssl.trustStorePassword=changeit",
                "JAVA_OPTS=-Djava.security.egd=file:/dev/urandom -Dfile.encoding=UTF-8",
                "OPTIONS=--password-file /run/secrets/db",
                "OPTIONS=--token file:///run/secrets/token",
                "OPTIONS=--max-token=512 --tokenizer bpe",
                "DB_PASSWORD=file:///run/secrets/db",
                "API_KEY=op://vault/item/field",
                "CONNECTION=Server=db;Password=changeme",
                "CONNECTION=Server=db;Password=${PASSWORD};Integrated Security=true",
                "URL=https://me@example.com/x",
                "URL=https://${USER}:${PASSWORD}@example.com/x",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LS_COLORS=rs=0:di=01;34:ln=01;36",
                "PS1=\\u@\\h:\\w\\$ ",
                "NGINX_VERSION=1.27.3",
                "KEYS=4ED778F539E3634C779C87C6D7062848A1AB005C 141F07595B7B3FFE74309A937405533BE57C7D57",
                "CERT=LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZBQVNDCi0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K",
                "CERT=-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END CERTIFICATE-----",
                "PYTHON_SHA256=7220835d9f90b37c006e9842a8dff4580aaca4318674f947302b8d28f3f81112",
                "DOTNET_SDK_VERSION=9.0.100",
                "PHP_EXTRA_CONFIGURE_ARGS=--enable-fpm --with-fpm-user=www-data --with-fpm-group=www-data --disable-cgi",
                "RABBITMQ_PGP_KEY_ID=0x0A9AF2115F4687BD29803A206B73A36E6026DFCA",
                "JAVA_OPTS=-XX:MaxRAMPercentage=75 -Djava.awt.headless=true -XX:+UseContainerSupport",
                "PHPIZE_DEPS=autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c",
                "GREETING=the password is asked: type it",
                "LANG=C.UTF-8"
            })
    void aValueThatHoldsNoneIsNotTold(String variable) throws Damaged {
        assertThat(told(List.of(variable))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "{'Cmd': ['app', '--token', 'hunter2']} => CMD CMD instruction true",
                "{'Cmd': ['sh', '-c', 'app --password=hunter2 -v']} => CMD CMD instruction true",
                "{'Entrypoint': ['app', '-Ddb.password=hunter2']} => ENTRYPOINT ENTRYPOINT instruction true",
                "{'Healthcheck': {'Test': ['CMD-SHELL', 'curl -u me:hunter2 http://localhost']}} => HEALTHCHECK HEALTHCHECK instruction true",
                "{'OnBuild': ['RUN make', 'RUN curl -H ^Authorization: Bearer hunter2^ h']} => ONBUILD ONBUILD instruction false",
                "{'Labels': {'a': 'b', 'com.example.api-token': 'hunter2'}} => LABEL com.example.api-token instruction false",
                "{'Labels': {'url': 'https://me:hunter2@example.com'}} => LABEL url instruction false",
                "{'Cmd': ['app', 'ghp_aB3dE5gH7jK9aB3dE5gH7jK9aB3dE5gH7jK9']} => CMD CMD github true"
            })
    void whatInstructionsSetMayHoldASecret(String config, String told) throws Damaged {
        assertThat(secrets(config.replace("^", "\\\"").replace('\'', '"')))
                .singleElement()
                .extracting(it -> "%s %s %s %s"
                        .formatted(it.keyword(), it.name(), it.kind().id(), it.isInContainers()))
                .isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Cmd': ['nginx', '-g', 'daemon off;'], 'Entrypoint': ['/docker-entrypoint.sh']}",
                "{'Cmd': ['sh', '-c', 'app --password=$DB_PASSWORD']}",
                "{'Cmd': ['app', '--token-file', '/run/secrets/token']}",
                "{'Healthcheck': {'Test': ['CMD-SHELL', 'curl -f http://localhost:8080/token || exit 1']}}",
                "{'OnBuild': ['COPY . /app', 'RUN --mount=type=secret,id=token make']}",
                "{'Labels': {'org.opencontainers.image.source': 'https://github.com/o/r', 'maintainer': 'me@example.com'}}",
                "{'Labels': {'usage': 'docker run -e MYSQL_USER=user -e MYSQL_PASSWORD=pass -e ROOT_PASSWORD=mysecretpassword x'}}",
                "{'Labels': {'io.k8s.description': 'a database: set the password, or --password-file', 'vcs-ref': '0a1b2c3d4e5f'}}",
                "{'Cmd': 7, 'Entrypoint': 'x', 'Healthcheck': [], 'OnBuild': {}, 'Labels': ['x']}",
                "{'Cmd': [7, null, {}], 'Healthcheck': {'Test': {}}, 'OnBuild': [7], 'Labels': {'token': 7}}",
                "null"
            })
    void whatInstructionsSetMostlyHoldsNone(String config) throws Damaged {
        assertThat(secrets(config.replace('\'', '"'))).isEmpty();
    }

    @Test
    void aSecretIsHiddenWhereverItStands() throws Damaged {
        var config = Config.parse("""
                {"config": {"Env": ["DB_PASSWORD=hunter2-aB3", "POSTGRES_PASSWORD=postgres", "URL=redis://:s3cr3t-Pass@h"]},
                 "history": [{"created_by": "LABEL note=hunter2-aB3 db=postgres"},
                             {"created_by": "ARG COPY_OF=hunter2-aB3"},
                             {"created_by": "RUN app hunter2-aB3 s3cr3t-Pass xhunter2-aB3x", "comment": "with hunter2-aB3"}]}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(config.history().stream().map(item -> item.instruction().text()))
                .containsExactly("LABEL note=*** db=postgres", "ARG COPY_OF=***", "RUN app *** *** xhunter2-aB3x");
        assertThat(config.commentOf(2)).isEqualTo("with ***");
    }

    @Test
    void hostileConfigsAreRead() throws Damaged {
        var many = IntStream.range(0, 10_000)
                .mapToObj(i -> "A_TOKEN" + i + "=hunter2-" + i)
                .toList();

        assertThat(told(many, "RUN " + "hunter2-5 ".repeat(10_000))).hasSize(10_000);
        assertThat(told(List.of("A_TOKEN=" + "aB3".repeat(350_000)), "RUN " + "aB3".repeat(350_000)))
                .hasSize(1);
        for (String nested :
                List.of("\"'`$(", "{\"password\":", "--token \"", "\\\"", "eyJh", "-----BEGIN ", "://a:b")) {
            assertThat(told(List.of("A=" + nested.repeat(100_000)), "ENV A=" + nested.repeat(100_000)))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }
}
