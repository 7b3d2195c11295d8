package dev.tare.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    @Test
    void severalChallengesStandInOneHeader() {
        assertThat(
                        Challenge.parse(
                                List.of(
                                        "Basic realm=\"a, b\", Bearer realm=\"https://t.example/token\",service=\"r\",scope=\"repository:a/b:pull,push\"")))
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "a, b")),
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "realm", "https://t.example/token",
                                        "service", "r",
                                        "scope", "repository:a/b:pull,push")));
    }

    @Test
    void severalHeadersAreReadAlike() {
        assertThat(Challenge.parse(List.of("bearer Realm = \"x\" , SERVICE=y", "BASIC realm=\"q \\\"z\\\"\"")))
                .containsExactly(
                        new Challenge("bearer", Map.of("realm", "x", "service", "y")),
                        new Challenge("basic", Map.of("realm", "q \"z\"")));
    }

    @Test
    void aToken68IsNoParameterAndHidesNothing() {
        assertThat(Challenge.parse(List.of("Negotiate YII==, Basic realm=\"x\"")))
                .extracting(Challenge::scheme)
                .containsExactly("negotiate", "basic");
    }

    @Test
    void whatIsNoChallengeIsNone() {
        assertThat(Challenge.parse(List.of("", ",,,", "=", "\""))).isEmpty();
        assertThat(Challenge.parse(List.of("Negotiate"))).containsExactly(new Challenge("negotiate", Map.of()));
    }
}
