package dev.tare.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Bound;
import dev.tare.image.Limits;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class LimitOptionsTest {

    private static Limits parse(String... arguments) {
        var options = new LimitOptions();
        new CommandLine(CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
        return options.limits();
    }

    @Test
    void everyBoundHasAnOption() {
        assertThat(CommandSpec.forAnnotatedObject(new LimitOptions())
                        .optionsMap()
                        .keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Bound.values())
                        .map(bound -> "--" + bound.option())
                        .toList());
    }

    @Test
    void withoutOptionsTheLimitsAreTheStandardOnes() {
        assertThat(parse()).isEqualTo(Limits.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource
    void anOptionSetsItsBoundAndNoOther(Bound bound) {
        assertThat(parse("--" + bound.option() + "=7")).isEqualTo(Limits.DEFAULT.with(bound, 7));
    }

    @Test
    void aSizeThatNoArrayHasIsTheGreatestThatOneHas() {
        assertThat(parse("--max-manifest-bytes=8GiB").manifestBytes())
                .isPositive()
                .isGreaterThan(2_000_000_000);
    }
}
