package dev.tare.source.registry.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.source.registry.rate.Throttle.TooLong;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When requests may begin, by a clock that the test sets. */
class ThrottleTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NEVER = 3600 * SECOND;

    private static Throttle throttle(String rate) {
        return new Throttle(Rate.parse(rate), 0);
    }

    private static Throttle unlimited() {
        return new Throttle(Rate.UNLIMITED, 0);
    }

    @Test
    void withoutAMaximumNobodyWaits() throws TooLong {
        var throttle = unlimited();
        for (int i = 0; i < 1_000; i++) {
            assertThat(throttle.reserve(i, NEVER)).isZero();
            throttle.answered(200, Optional.empty(), i, i);
        }
    }

    @Test
    void requestsOfARateBeginOneAfterTheOther() throws TooLong {
        var throttle = throttle("10/s");
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.reserve(0, NEVER)).isEqualTo(i * 100L * MILLI);
        }
        assertThat(throttle.reserve(10 * SECOND, NEVER)).isZero();
        for (int i = 0; i < 100; i++) {
            throttle.answered(200, Optional.empty(), 0, 10 * SECOND);
        }
        assertThat(throttle.reserve(10 * SECOND, NEVER)).isEqualTo(100 * MILLI);
    }

    @Test
    void aPauseHoldsAllRequestsAndTheyGoOnSlowly() throws TooLong {
        var throttle = unlimited();
        for (int i = 0; i < 8; i++) {
            throttle.answered(200, Optional.empty(), 0, 10 * MILLI);
        }
        for (int i = 0; i < 8; i++) {
            throttle.answered(429, Optional.of(Duration.ofSeconds(3)), 0, 20 * MILLI);
        }
        // eight were answered in a second: four a second from then on, and refusals of one burst count once
        assertThat(throttle.reserve(SECOND, NEVER)).isEqualTo(2 * SECOND + 20 * MILLI);
        assertThat(throttle.reserve(SECOND, NEVER)).isEqualTo(2 * SECOND + 270 * MILLI);
        throttle.answered(429, Optional.of(Duration.ofSeconds(1)), 4 * SECOND, 5 * SECOND);
        throttle.reserve(6 * SECOND, NEVER);
        assertThat(throttle.reserve(6 * SECOND, NEVER)).isEqualTo(500 * MILLI);
    }

    @Test
    void answersMakeItFasterAgain() throws TooLong {
        var throttle = unlimited();
        throttle.answered(429, Optional.empty(), 0, 0);
        for (int i = 0; i < 200; i++) {
            throttle.answered(200, Optional.empty(), SECOND, SECOND);
        }
        assertThat(throttle.reserve(10 * SECOND, NEVER)).isZero();
        assertThat(throttle.reserve(10 * SECOND, NEVER)).isZero();
    }

    @Test
    void aLongPauseIsNotWaitedFor() throws TooLong {
        var throttle = unlimited();
        throttle.answered(429, Optional.of(Duration.ofSeconds(999_999_999)), 0, 0);
        assertThatThrownBy(() -> throttle.reserve(SECOND, NEVER)).isInstanceOf(TooLong.class);
        assertThat(throttle.reserve(25 * NEVER, 26 * NEVER)).isZero();
        var other = unlimited();
        other.answered(503, Optional.of(Duration.ofSeconds(60)), 0, 0);
        assertThatThrownBy(() -> other.reserve(SECOND, 10 * SECOND)).isInstanceOf(TooLong.class);
        assertThat(other.reserve(SECOND, NEVER)).isEqualTo(59 * SECOND);
    }

    @Test
    void whoDoesNotWaitForTheirOwnRateIsToldSo() throws TooLong {
        var throttle = new Throttle(Rate.parse("1/h"), 0);
        assertThat(throttle.reserve(0, NEVER)).isZero();
        assertThatThrownBy(() -> throttle.reserve(0, SECOND))
                .isInstanceOfSatisfying(
                        TooLong.class, it -> assertThat(it.isAskedFor()).isFalse());
        throttle.answered(429, Optional.of(Duration.ofSeconds(60)), 0, 0);
        assertThatThrownBy(() -> throttle.reserve(0, SECOND))
                .isInstanceOfSatisfying(
                        TooLong.class, it -> assertThat(it.isAskedFor()).isTrue());
    }

    @Test
    void aFaultIsNoPause() throws TooLong {
        var throttle = unlimited();
        for (int status : List.of(500, 503, 404, 401)) {
            throttle.answered(status, Optional.empty(), 0, 0);
        }
        assertThat(throttle.reserve(0, NEVER)).isZero();
    }

    @Test
    void aRateHasANumberAndAUnit() {
        assertThat(Rate.parse("10/s").interval()).isEqualTo(Duration.ofMillis(100));
        assertThat(Rate.parse("120/m").interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(Rate.parse("3600/h").interval()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0/s", "/s", "10/d", "-1/s", "1.5/s", "9999999/s"})
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuotaIsReadAsDockerHubWritesIt() {
        assertThat(Quota.parse("100;w=21600", "76;w=21600")).contains(new Quota(76, 100, Duration.ofHours(6)));
        assertThat(Quota.parse("100", "0")).contains(new Quota(0, 100, Duration.ZERO));
        assertThat(Quota.parse("", "5")).isEmpty();
        assertThat(Quota.parse("many", "5")).isEmpty();
        assertThat(Quota.parse("99999999999", "5")).isEmpty();
        assertThat(new Quota(20, 100, Duration.ofHours(6)))
                .hasToString("20 of 100 requests are left of 6 hours")
                .matches(Quota::isLow);
        assertThat(new Quota(21, 100, Duration.ZERO).isLow()).isFalse();
    }

    @Test
    void originsAreApartAndFewQuotasAreTold() {
        var throttles = new Throttles(Rate.UNLIMITED);
        assertThat(throttles.of("https://a"))
                .isSameAs(throttles.of("https://a"))
                .isNotSameAs(throttles.of("https://b"));
        throttles.of("https://a").noteQuota(new Quota(3, 100, Duration.ofHours(6)));
        throttles.of("https://b").noteQuota(new Quota(90, 100, Duration.ofHours(6)));
        assertThat(throttles.lowQuotas()).containsExactly("https://a: 3 of 100 requests are left of 6 hours");
    }
}
