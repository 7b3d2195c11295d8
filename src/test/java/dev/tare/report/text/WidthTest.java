package dev.tare.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {

    @ParameterizedTest
    @CsvSource({"'', 0", "abc, 3", "é, 1", "e\u0301, 1", "日本, 4", "한국, 4", "ｱ, 1", "Ａ, 2", "🐳, 2", "→…█, 3"})
    void widthIsThatOfATerminal(String text, int columns) {
        assertThat(Width.of(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef, 6, abcdef, abcdef",
        "abcdef, 5, abcd…, …cdef",
        "日本語です, 10, 日本語です, 日本語です",
        "日本語です, 9, 日本語で…, …本語です",
        "日本語です, 8, 日本語…, …語です",
        "🐳🐳🐳, 5, 🐳🐳…, …🐳🐳",
        "ab, 1, …, …"
    })
    void cutTextFitsTheWidth(String text, int columns, String cut, String cutFront) {
        assertThat(Width.cut(text, columns)).isEqualTo(cut);
        assertThat(Width.cutFront(text, columns)).isEqualTo(cutFront);
    }

    @Test
    void foldedLinesFitTheWidth() {
        assertThat(Width.fold("short", 10)).containsExactly("short");
        assertThat(Width.fold("some words in a row", 10)).containsExactly("some words", "in a row");
        assertThat(Width.fold("a loooooooooooong word", 6)).containsExactly("a", "looooo", "oooooo", "ong", "word");
        assertThat(Width.fold("日本語です", 4)).containsExactly("日本", "語で", "す");
        assertThat(Width.fold("", 4)).containsExactly("");
    }

    @Test
    void manyCombiningMarksTakeColumns() {
        String marks = "e" + "\u0301".repeat(100);
        assertThat(Width.of(marks)).isEqualTo(1 + 92);
        assertThat(Width.cut(marks, 3)).isEqualTo("e" + "\u0301".repeat(9) + "…");
        assertThat(Width.cutFront(marks, 3)).isEqualTo("…" + "\u0301".repeat(2));
        assertThat(Width.fold(marks, 10)).allMatch(line -> Width.of(line) <= 10).hasSizeGreaterThan(5);
        assertThat(String.join("", Width.fold(marks, 10))).isEqualTo(marks);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void foldingTakesLinearTime() {
        int many = 1 << 20;
        for (String unit : new String[] {"a", " ", "a ", "日", "\u0301", "aaaaaaaaaaaa "}) {
            assertThat(Width.fold(unit.repeat(many / unit.length()), 20)).hasSizeGreaterThan(1000);
        }
    }
}
