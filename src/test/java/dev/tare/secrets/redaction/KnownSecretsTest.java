package dev.tare.secrets.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "true", "postgres", "password", "hunter", "12345678", "aaaaaaaaaaaaaaaaaaaa", "abc12", ""})
    void whatMayBeAWordIsKept(String word) {
        String text = "RUN " + word + " " + word;

        assertThat(KnownSecrets.of(List.of(word)).hide(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "aB3dE5gH7jK9", "correct-horse-battery", "0123456789012345678"})
    void eachOccurrenceIsHidden(String secret) {
        assertThat(KnownSecrets.of(List.of(secret)).hide("%1$s a=%1$s,'%1$s'\n%1$s".formatted(secret)))
                .isEqualTo("*** a=***,'***'\n***");
    }

    @Test
    void aShortOneInALongerWordIsKeptAndALongOneIsNot() {
        var known = KnownSecrets.of(List.of("hunter2", "aB3dE5gH7jK9"));

        assertThat(known.hide("hunter23 xhunter2 xaB3dE5gH7jK9x")).isEqualTo("hunter23 xhunter2 x***x");
    }

    @Test
    void theLongestOfSeveralIsHidden() {
        assertThat(KnownSecrets.of(List.of("hunter2-a", "hunter2-abc1", "hunter2"))
                        .hide("hunter2-abc1 hunter2-a hunter2"))
                .isEqualTo("*** *** ***");
    }

    @Test
    void ofManyWithOneBeginningEachIsHidden() {
        var many = IntStream.range(0, 1000).mapToObj(i -> "hunter2-" + i).toList();

        assertThat(KnownSecrets.of(many).hide("a hunter2-999 b")).isEqualTo("a *** b");
    }

    @Test
    void aLongSecretIsHiddenToItsEnd() {
        String secret = "aB3dE5gH7jK9mN2p".repeat(100);

        assertThat(KnownSecrets.of(List.of(secret)).hide("x " + secret + " y")).isEqualTo("x *** y");
    }
}
