package dev.tare.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "1049, 1.0 kB",
        "1050, 1.1 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "10499, 10 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "4194304, 4.2 MB",
        "999499999, 999 MB",
        "999500000, 1.0 GB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesAreWrittenWithTwoOrThreeDigits(long bytes, String text) {
        assertThat(Sizes.human(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "20000000, 20000000",
        "20MB, 20000000",
        "20 mb, 20000000",
        "20M, 20000000",
        "1.5GiB, 1610612736",
        "1KiB, 1024",
        "1kB, 1000",
        "1b, 1",
        "0.5, 0",
        "1.9999, 1",
        "0.000001 MB, 1",
        "' 7 ', 7",
        "1tib, 1099511627776",
        "9223372036854775807, -1",
        "8388607.999999999 TiB, 9223372036854774708"
    })
    void sizesAreReadInDecimalAndBinaryUnits(String text, long bytes) {
        if (bytes >= 0) {
            assertThat(Sizes.parse(text)).isEqualTo(bytes);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MB",
                "-1",
                "+1",
                "1e6",
                "1,5MB",
                "1.MB",
                ".5MB",
                "1 MB x",
                "1MBB",
                "1XB",
                "0x10",
                "NaN",
                "١MB",
                "9999999 TB"
            })
    void invalidSizesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text));
    }

    @Test
    void writtenSizesReadBackWithinRounding() {
        for (long bytes = 1; bytes < 1L << 49; bytes = bytes * 3 / 2 + 1) {
            double read = Sizes.parse(Sizes.human(bytes));
            assertThat(read).isBetween(bytes * 0.94, bytes * 1.06);
        }
    }
}
