package dev.tare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A million entries, read, accounted for and listed, fit in 300 MB of heap. */
@Tag("slow")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MillionEntriesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one | 1000000 entries, 0 wasted, 0 in findings, 0 groups, 0 pieces of advice",
                "two | 999999 entries, 2666664 wasted, 2666664 in findings, 1000 groups, 1 pieces of advice"
            })
    void aMillionEntriesFitInThreeHundredMegabytes(String layers, String expected)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx300m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MillionEntries.class.getName(),
                        layers)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.strip()).isEqualTo(expected);
    }
}
