package dev.tare.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeedTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0            | PT10S    | 100          | ''
                    50           | PT0.499S | 100          | ''
                    100          | PT10S    | 100          | ''
                    20000000     | PT2S     | 100000000    | ', 10 MB/s, 8 s left'
                    20000000     | PT2S     | 20000001     | ', 10 MB/s, 1 s left'
                    1000000      | PT1S     | 121000000    | ', 1.0 MB/s, 2 min left'
                    1000         | PT1S     | 900000000    | ', 1.0 kB/s, 249 h left'
                    1            | PT100S   | 1000         | ', 0 B/s, 16 min left'
                    """)
    void restIsWhatIsLeftAtTheSpeedSoFar(long bytes, Duration taken, long total, String told) {
        assertThat(new Speed(bytes, taken).rateAndRest(total)).isEqualTo(told);
    }
}
