package dev.tare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.cluster.Login.Fixed;
import dev.tare.cluster.Login.Proof;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginTest {

    @Test
    void whatIsSentIsNotQuotedFromWhatTheServerSays() {
        var token = Proof.of(Fixed.bearer("s3cret-token"), Optional.empty());
        assertThat(token.conceal("denied: Bearer s3cret-token")).isEqualTo("denied: Bearer ***");

        var basic = Fixed.basic("alice", "pass word");
        String sent = basic.orElseThrow().substring("Basic ".length());
        assertThat(Proof.of(basic, Optional.empty()).conceal("%s of alice:pass word".formatted(sent)))
                .isEqualTo("*** of alice:***");

        assertThat(Proof.of(Optional.empty(), Optional.empty()).conceal("denied"))
                .isEqualTo("denied");
    }
}
