package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.SourceListener;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final SourceListener SILENT = new SourceListener() {};

    private static final Resource WHAT = Resource.of("the image");

    private final Unreadable fault = new Unreadable("it failed", "");

    @Test
    void theLastAttemptsFaultIsTheAnswer() {
        var retries = new Retries(2, Duration.ofMinutes(1), SILENT);
        assertThatThrownBy(() -> retries.pause(WHAT, 2, Optional.empty(), fault))
                .isSameAs(fault);
    }

    @Test
    void nobodyWaitsLongerThanThereIsTime() {
        var retries = new Retries(5, Duration.ofSeconds(2), SILENT);
        assertThatThrownBy(() -> retries.pause(WHAT, 0, Optional.of(Duration.ofSeconds(3)), fault))
                .isSameAs(fault);
        assertThatThrownBy(() -> new Retries(5, Duration.ofHours(9), SILENT)
                        .pause(WHAT, 0, Optional.of(Duration.ofHours(1)), fault))
                .isSameAs(fault);
    }

    @Test
    void eachPauseIsToldBeforehand() throws Unreadable {
        var told = new ArrayList<SourceListener.Retry>();
        var retries = new Retries(2, Duration.ofMinutes(1), new SourceListener() {
            @Override
            public void retrying(Retry retry) {
                told.add(retry);
            }
        });
        retries.pause(WHAT, 0, Optional.empty(), fault);
        retries.pause(WHAT, 1, Optional.of(Duration.ofMillis(900)), fault);
        assertThatThrownBy(() -> retries.pause(WHAT, 2, Optional.empty(), fault))
                .isSameAs(fault);
        assertThat(told)
                .hasSize(2)
                .allMatch(retry -> retry.what().equals("the image")
                        && retry.reason().equals("it failed")
                        && retry.attempts() == 3);
        assertThat(told.get(0).attempt()).isEqualTo(2);
        assertThat(told.get(1))
                .matches(retry -> retry.attempt() == 3 && retry.pause().toMillis() == 900);
    }

    @Test
    void whoIsCancelledDoesNotTryAgain() {
        Thread.currentThread().interrupt();
        var retries = new Retries(2, Duration.ofMinutes(1), new SourceListener() {
            @Override
            public void retrying(Retry retry) {
                throw new AssertionError("nothing is asked for again");
            }
        });
        assertThatThrownBy(() -> retries.pause(WHAT, 0, Optional.empty(), fault))
                .isSameAs(fault);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void timeRunsOut() throws Unreadable {
        new Retries(0, Duration.ofMinutes(1), SILENT).checkTime();
        assertThatThrownBy(() -> new Retries(0, Duration.ZERO, SILENT).checkTime())
                .isInstanceOf(Unreadable.class)
                .extracting(e -> ((Unreadable) e).hint())
                .asString()
                .contains("--timeout");
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        assertThat(Retries.retryAfter(" 7 ")).contains(Duration.ofSeconds(7));
        var date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(Retries.retryAfter(date).orElseThrow()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
        assertThat(Retries.retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")).contains(Duration.ZERO);
        assertThat(Retries.retryAfter("soon")).isEmpty();
        assertThat(Retries.retryAfter("")).isEmpty();
    }

    @Test
    void onlyFaultsThatPassAreTriedAgain() {
        assertThat(List.of(408, 429, 500, 502, 503, 504)).allMatch(Retries::isPassing);
        assertThat(List.of(200, 301, 400, 401, 403, 404, 416, 501)).noneMatch(Retries::isPassing);
    }
}
