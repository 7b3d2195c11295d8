package dev.tare.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain/name-1.2~", "with space", "é", "日本語", "🐳", "e\u0301"})
    void harmlessNamesStayAsTheyAre(String name) {
        assertThat(Printable.of(utf8(name))).isEqualTo(name);
        assertThat(Printable.of(name)).isEqualTo(name);
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(Printable.of(utf8("\u001b[2J\u0007\u0000\u007f"))).isEqualTo("\\x1b[2J\\x07\\x00\\x7f");
        assertThat(Printable.of(utf8("a\nb\tc\rd"))).isEqualTo("a\\nb\\tc\\rd");
        assertThat(Printable.of(utf8("\u009b31m"))).isEqualTo("\\xc2\\x9b31m");
    }

    @Test
    void charactersThatReorderOrHideTextAreEscaped() {
        assertThat(Printable.of(utf8("a\u202egpj.exe"))).isEqualTo("a\\xe2\\x80\\xaegpj.exe");
        assertThat(Printable.of(utf8("a\u200bb\ufeffc\u2028d")))
                .isEqualTo("a\\xe2\\x80\\x8bb\\xef\\xbb\\xbfc\\xe2\\x80\\xa8d");
        assertThat(Printable.of(utf8("\ue000"))).isEqualTo("\\xee\\x80\\x80");
    }

    @ParameterizedTest
    @CsvSource({
        "ff, \\xff",
        "61c3, a\\xc3",
        "c3a9ff, é\\xff",
        "eda080, \\xed\\xa0\\x80",
        "c080, \\xc0\\x80",
        "f4908080, \\xf4\\x90\\x80\\x80",
        "e697, \\xe6\\x97",
        "e69761, \\xe6\\x97a"
    })
    void bytesThatAreNoUtf8AreEscaped(String hex, String expected) {
        assertThat(Printable.of(HexFormat.of().parseHex(hex))).isEqualTo(expected);
    }

    @Test
    void noTwoNamesPrintAlike() {
        assertThat(Printable.of(utf8("\\xff"))).isEqualTo("\\\\xff").isNotEqualTo(Printable.of(new byte[] {(byte) 0xff
        }));
        assertThat(Printable.of(utf8("\\n"))).isNotEqualTo(Printable.of(utf8("\n")));
    }

    @Test
    void textThatIsNoNameKeepsItsBackslashes() {
        assertThat(Printable.of("RUN a \\ b\u001b")).isEqualTo("RUN a \\ b\\x1b");
        assertThat(Printable.of("half \ud800 a pair")).isEqualTo("half \\x3f a pair");
    }

    @Test
    void onlyTheGivenLengthIsPrinted() {
        assertThat(Printable.of(utf8("abcé"), 3)).isEqualTo("abc");
        assertThat(Printable.of(utf8("abcé"), 4)).isEqualTo("abc\\xc3");
    }
}
