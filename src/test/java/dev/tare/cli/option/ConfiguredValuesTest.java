package dev.tare.cli.option;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.app.InvalidRequest;
import dev.tare.config.BadConfig;
import dev.tare.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredValuesTest {

    @TempDir
    private Path folder;

    private void check(String text) throws IOException, BadConfig {
        ConfiguredValues.check(
                Configuration.read(Files.writeString(folder.resolve(".tare.yaml"), text), Configuration.Origin.NAMED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            source: {platform: a b}                        | 1:20 | not a platform: a b
            source: {max-rate: fast}                       | 1:20 | fast is no rate
            source: {jobs: 0}                              | 1:16 | 0 is not a number above 0
            source: {connections: 0}                       | 1:23 | 0 is not a number above 0
            source: {connections: 257}                     | 1:23 | 257 is more than 256
            source: {timeout: 0}                           | 1:19 | 0 is not a number above 0
            source: {stall-timeout: 0}                     | 1:25 | 0 is not a number above 0
            source: {mirror: [docker.io=m, docker.io]}     | 1:32 | write it as HOST=MIRROR
            source: {mirror: [a b=m]}                      | 1:19 | there is a space in it
            source: {cache: ['registry.example/cache']}    | 1:18 | write it as oci://HOST/REPOSITORY
            base: Debian                                   | 1:7  | a repository has no capital letters
            baseline: Debian                               | 1:11 | a repository has no capital letters
            avoidable-kinds: [apt, no-log]                 | 1:24 | did you mean logs?
            outputs: [{format: jsn}]                       | 1:20 | there is no format 'jsn' (did you mean json?)
            """)
    void whatOnlyAnOptionUnderstandsIsToldWithItsPlace(String text, String place, String message) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> check(text))
                .withMessageContaining(".tare.yaml:%s: ", place)
                .withMessageContaining(message);
    }

    @Test
    void whatTheOptionsTakeIsTaken() {
        assertThatCode(() -> check("""
                        avoidable-kinds: [raw]
                        leftovers: [{kind: raw, paths: [/raw]}]
                        base: ./layout
                        baseline: No Report Is Read Here.json
                        outputs: [{format: JSON}]
                        source: {platform: arm64, jobs: 1, connections: 256, mirror: [], cache: ['oci://registry.example/cache']}
                        """)).doesNotThrowAnyException();
    }
}
