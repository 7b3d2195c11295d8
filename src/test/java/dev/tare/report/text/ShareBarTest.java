package dev.tare.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareBarTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "0, 100, '    '",
                "0, 0, '    '",
                "1, 1000000, '▏   '",
                "25, 100, '█   '",
                "50, 100, '██  '",
                "30, 100, '█▎  '",
                "97, 100, '███▉'",
                "100, 100, '████'",
                "9000000000000000000, 9000000000000000000, '████'"
            })
    void isExactToAnEighthOfACell(long part, long whole, String bar) {
        assertThat(ShareBar.of(part, whole, 4)).isEqualTo(bar);
    }
}
