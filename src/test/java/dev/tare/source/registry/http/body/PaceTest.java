package dev.tare.source.registry.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By a clock that the test moves. */
class PaceTest {

    private final Pace pace = new Pace();
    private long now = 1;

    /** A second in which bytes come at a pace, and the reader waits for a part of it. */
    private void second(double megabytes, double waiting) {
        for (int i = 0; i < 100; i++) {
            now += (long) (10_000_000 * (1 - waiting));
            long asked = now;
            now += (long) (10_000_000 * waiting);
            if (pace.received((int) (megabytes * 10_000), asked, now)) {
                return;
            }
        }
    }

    @Test
    void takesTwiceAsManyAsLongAsThatBringsMore() {
        assertThat(pace.parts()).isZero();
        second(40, 0.9);
        assertThat(pace.parts()).isEqualTo(4);
        second(125, 0.9);
        assertThat(pace.parts()).isEqualTo(8);
        second(126, 0.9);
        assertThat(pace.parts()).isEqualTo(4);
        second(60, 0.9);
        assertThat(pace.parts()).isEqualTo(4);
    }

    @Test
    void staysWithOneConnectionWhereTheReaderIsTheSlowOne() {
        second(40, 0.3);
        second(40, 0.3);
        assertThat(pace.parts()).isZero();
    }

    @Test
    void staysWithOneConnectionThatIsFast() {
        second(400, 0.9);
        assertThat(pace.parts()).isZero();
    }

    @Test
    void goesBackToOneConnectionWhereOthersBringNothing() {
        second(40, 0.9);
        second(41, 0.9);
        assertThat(pace.parts()).isZero();
    }

    @Test
    void triesOthersAgainLater() {
        second(40, 0.9);
        second(41, 0.9);
        assertThat(pace.parts()).isZero();
        second(40, 0.9);
        assertThat(pace.parts()).isZero();
        second(40, 0.9);
        assertThat(pace.parts()).isEqualTo(4);
        second(125, 0.9);
        assertThat(pace.parts()).isEqualTo(8);
    }

    @Test
    void triesOthersAtOnceWhenTheNetworkMayHaveMore() {
        second(40, 0.9);
        second(41, 0.9);
        assertThat(pace.parts()).isZero();
        pace.again();
        second(41, 0.9);
        assertThat(pace.parts()).isEqualTo(4);
    }

    @Test
    void keepsWhatIsEnoughWhenItLooksAgain() {
        second(40, 0.9);
        second(80, 0.2);
        for (int i = 0; i < 10; i++) {
            second(80, 0.2);
            assertThat(pace.parts()).isEqualTo(4);
        }
    }

    @Test
    void hasEnoughWhenTheReaderDoesNotWaitAnyMore() {
        second(40, 0.9);
        second(80, 0.2);
        assertThat(pace.parts()).isEqualTo(4);
    }

    @Test
    void whatCameBeforeARestartDoesNotCount() {
        pace.received(100_000_000, 1, 2);
        pace.restart();
        now = 10_000_000_000L;
        second(40, 0.9);
        assertThat(pace.parts()).isEqualTo(4);
    }
}
