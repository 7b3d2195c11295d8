package dev.tare.layer.toc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TocParserTest {

    /** The names of a table with one entry. */
    private static List<String> names(String name) throws IOException {
        var names = new ArrayList<String>();
        String json = "{\"version\": 1, \"entries\": [{\"name\": \"" + name + "\", \"type\": \"reg\"}]}";
        new TocParser(Limits.DEFAULT, entry -> names.add(new String(entry.name, StandardCharsets.UTF_8)))
                .parse(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr/bin/tool", "what?", "é/?", "文件", "😀", ""})
    void aNameIsTakenAsItIs(String name) throws IOException {
        assertThat(names(name)).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ufffd", "é\ufffd", "\\ud800", "?\\ud800", "\\udc00a", "é\\ud800"})
    void aNameThatIsNoUtf8IsRefused(String name) {
        assertThatExceptionOfType(Damaged.class)
                .isThrownBy(() -> names(name))
                .withMessageContaining("a name that is no UTF-8");
    }
}
