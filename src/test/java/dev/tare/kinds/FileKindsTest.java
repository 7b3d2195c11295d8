package dev.tare.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            /usr/share/doc/perl/libfoo.so, so,  0644, documentation
            /usr/share/docs/x.so,          so,  0644, library
            /usr/share/doc,                '',  0644, other
            /app/LICENSE,                  '',  0644, documentation
            /usr/bin/ls,                   '',  0755, program
            /app/server,                   '',  0100, program
            /app/server,                   '',  0644, other
            /usr/bin/tool.py,              py,  0755, python
            /usr/share/zoneinfo/UTC,       '',  0644, timezone
            /var/lib/dpkg/info/a.list,     list,0644, package-database
            /etc/x.list,                   list,0644, data
            """)
    void isToldByFolderThenNameThenExtensionThenMode(String path, String extension, String mode, String kind) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);

        assertThat(FileKinds.of(bytes, extension, Integer.parseInt(mode, 8)).id())
                .isEqualTo(kind);
    }

    @Test
    void everyKindHasAnIdAndATitleOfItsOwn() {
        assertThat(FileKinds.all())
                .extracting(FileKind::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z-]+"));
        assertThat(FileKinds.all())
                .extracting(FileKind::title)
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(FileKinds.all()).doesNotContain(FileKind.OTHER);
    }
}
