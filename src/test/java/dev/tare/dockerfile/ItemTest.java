package dev.tare.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.spec.Config;
import dev.tare.image.spec.Instruction;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ItemTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    private static Item of(String createdBy) {
        return Item.of(new Config.History("", createdBy, Instruction.of(createdBy), "", false));
    }

    @Test
    void aCommandIsReadWithAndWithoutTheHashesBehindIt() {
        assertThat(of("RUN make:" + HASH + ":sha256:" + HASH).commands())
                .containsExactly("make:" + HASH + ":sha256:" + HASH, "make");
        assertThat(of("RUN make x" + HASH).commands()).containsExactly("make x" + HASH, "make x" + HASH);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesNoLongerThanTheTextIsLong() {
        assertThat(of("RUN x" + (":" + HASH).repeat((8 << 20) / 65)).commands()).endsWith("x");
    }
}
