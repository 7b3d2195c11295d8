package dev.tare.report.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            /usr/lib/libc.so.6, so
            /usr/lib/libm.so, so
            /usr/lib/libstdc++.so.6.0.30, so
            /app/Main.CLASS, class
            /a.d/name, ''
            /root/.bashrc, ''
            /root/.config.toml, toml
            /usr/bin/python3.11, ''
            /usr/share/man/man1/ls.1.gz, gz
            /usr/share/man/man1/ls.1, ''
            /a.tar.zst, zst
            /x.7z, 7z
            /ends., ''
            /odd.a b, ''
            /too.longforanextension1, ''
            """)
    void isWhatFollowsTheLastDotIfItIsAWord(String path, String extension) {
        assertThat(Extensions.of(path.getBytes(StandardCharsets.UTF_8))).isEqualTo(extension);
    }
}
