package dev.tare.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TagVersionTest {

    /** Semantic Versioning 2.0.0, rule 11, with the example of 11.4. */
    @Test
    void newestVersionsComeFirstAndOtherTagsByName() {
        var ordered = List.of(
                "v10.0",
                "2024.10.1",
                "2024.9.30",
                "2.0.0",
                "2.0",
                "2.0.0-alpine",
                "2.0.0-11",
                "2.0.0-2",
                "1.10",
                "1.9.12",
                "1.0.0",
                "1.0.0-rc.1",
                "1.0.0-beta.11",
                "1.0.0-beta.2",
                "1.0.0-beta",
                "1.0.0-alpha.beta",
                "1.0.0-alpha.1",
                "1.0.0-alpha",
                "1",
                "1234567",
                "20240131",
                "latest",
                "main");
        var expected = new ArrayList<>(ordered);
        expected.remove("v10.0");
        expected.add(2, "v10.0"); // a year is a number as any other
        var shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(1));
        assertThat(shuffled.stream().sorted(TagVersion.NEWEST_FIRST)).containsExactlyElementsOf(expected);
    }

    @Test
    void whatMayBeAHashIsNoVersion() {
        assertThat(List.of("1234567", "20240131", "latest", "1.x", "v", "a1.2", "1..2", "1.2-", ""))
                .allSatisfy(tag -> assertThat(TagVersion.of(tag)).isEmpty());
        assertThat(List.of("v1", "1.2", "1.2.3_build5", "v1.2.3-rc.1+5", "9".repeat(60) + ".1"))
                .allSatisfy(tag -> assertThat(TagVersion.of(tag)).isPresent());
    }
}
