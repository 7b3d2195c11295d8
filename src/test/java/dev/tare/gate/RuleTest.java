package dev.tare.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Accounts;
import dev.tare.image.Limits;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

    private static Accounts accounts(int visible, int wasted) throws IOException {
        return Accounts.of(
                List.of(
                        Blobs.index(
                                new RawTar().file("visible", new byte[visible]).file("wasted", new byte[wasted])),
                        Blobs.index(new RawTar().whiteout("wasted"))),
                Limits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "1, 0, false", "100, 100, true", "101, 100, false", "99, 100, true"})
    void atMostSoManyBytesAreWasted(int wasted, long limit, boolean holds) throws IOException {
        var rule = new Rule.MaxWasted(limit);
        var accounts = accounts(5, wasted);

        assertThat(rule.holds(accounts)).isEqualTo(holds);
        assertThat(rule.actual(accounts)).isEqualByComparingTo(BigDecimal.valueOf(wasted));
        assertThat(rule.limit()).isEqualByComparingTo(BigDecimal.valueOf(limit));
    }

    @ParameterizedTest
    @CsvSource({
        "95, 5, 0.95, true",
        "95, 5, 0.950000001, false",
        "949999, 50001, 0.95, false",
        "950000, 50000, 0.95, true",
        "1, 2, 0.333333333, true",
        "1, 2, 0.333333334, false",
        "29, 71, 0.29, true",
        "57, 43, 0.57, true",
        "10, 0, 1, true",
        "1000000, 1, 1, false",
        "0, 10, 0, true",
        "0, 10, 0.000000001, false"
    })
    void atLeastSuchAShareIsVisible(int visible, int wasted, BigDecimal share, boolean holds) throws IOException {
        assertThat(new Rule.MinEfficiency(share).holds(accounts(visible, wasted)))
                .isEqualTo(holds);
    }

    @Test
    void anImageThatShipsNothingIsEfficient() throws IOException {
        var nothing = Accounts.of(List.of(), Limits.DEFAULT);

        assertThat(new Rule.MinEfficiency(BigDecimal.ONE).holds(nothing)).isTrue();
        assertThat(new Rule.MinEfficiency(BigDecimal.ONE).actual(nothing)).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(new Rule.MaxWasted(0).holds(nothing)).isTrue();
    }

    @Test
    void noCredentialIsExposed() throws IOException {
        var key = new RawTar().file("root/.git-credentials", "https://me:hunter2@h/");
        var visible = Accounts.of(List.of(Blobs.index(key)), Limits.DEFAULT);
        var hidden = Accounts.of(List.of(Blobs.index(key), Blobs.index(new RawTar().whiteout("root"))), Limits.DEFAULT);

        assertThat(new Rule.Exposed().holds(visible)).isTrue();
        assertThat(new Rule.Exposed().actual(visible)).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(new Rule.Exposed().holds(hidden)).isFalse();
        assertThat(new Rule.Exposed().actual(hidden)).isEqualByComparingTo(BigDecimal.ONE);
    }

    @Test
    void theVerdictIsThatOfAllRulesOverAllImages() throws IOException {
        var gate = new Gate(List.of(new Rule.MaxWasted(4), new Rule.MinEfficiency(new BigDecimal("0.5"))));
        var results = gate.check("image", accounts(5, 5));

        assertThat(results.stream().map(Gate.Result::rule)).containsExactly("max-wasted", "min-efficiency");
        assertThat(results.stream().map(Gate.Result::passed)).containsExactly(false, true);
        assertThat(results.stream().map(Gate.Result::image)).containsOnly("image");
        assertThat(results.getLast().actual()).isEqualByComparingTo(new BigDecimal("0.5"));
        assertThat(new Gate.Verdict(results).passed()).isFalse();
        assertThat(new Gate.Verdict(gate.check("image", accounts(5, 4))).passed())
                .isTrue();
        assertThat(new Gate.Verdict(List.of()).passed()).isTrue();
    }
}
