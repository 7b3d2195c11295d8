package dev.tare.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> KNOWN = List.of("wasted", "wasted-share", "layers", "files");

    @ParameterizedTest
    @CsvSource({
        "wastd, ' (did you mean wasted?)'",
        "WASTED, ' (did you mean wasted?)'",
        "layer, ' (did you mean layers?)'",
        "flies, ''",
        "size, ''",
        "'', ''"
    })
    void namesTheNearestWordIfOneIsNear(String word, String hint) {
        assertThat(Nearest.hint(word, KNOWN)).isEqualTo(hint);
    }

    @ParameterizedTest
    @CsvSource({"wasted, wasted", "wastd, wasted"})
    void leavesVeryLongWordsAlone(String word, String known) {
        assertThat(Nearest.hint(word + "x".repeat(100), List.of(known + "x".repeat(100))))
                .isEmpty();
    }
}
