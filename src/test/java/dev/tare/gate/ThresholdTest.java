package dev.tare.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tare.image.ImageFault.NotDecided;
import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.model.rule.RuleResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ThresholdTest {

    /** Every figure of this image has another value. */
    private static Reports image() throws IOException {
        return new Reports()
                .layer(
                        "COPY . /",
                        new RawTar()
                                .file("again", "a".repeat(1_000))
                                .file("same", new byte[200])
                                .file("rewritten", new byte[50])
                                .file("removed", new byte[7])
                                .file("root/.git-credentials", "https://me:hunter2@h/"))
                .layer(
                        "RUN make",
                        new RawTar()
                                .file("again", "a".repeat(1_000), h -> h.mode(0755))
                                .file("same", new byte[200])
                                .file("rewritten", new byte[60])
                                .file("copy", "a".repeat(1_000))
                                .file("largest", "x".repeat(3_000))
                                .whiteout("removed")
                                .whiteout("root"));
    }

    private static RuleResult check(String rule, Reports image) throws IOException {
        try (var current = image.current()) {
            return new Gate(List.of(Threshold.of(Condition.parse(rule))))
                    .check(current.report(), Optional.empty())
                    .results()
                    .getFirst();
        }
    }

    /** Every row of the table in docs/json.md. */
    static Stream<Arguments> totals() throws IOException {
        return Files.readAllLines(Path.of("docs/json.md")).stream()
                .dropWhile(line -> !line.startsWith("| metric |"))
                .map(line -> line.split("[| `]+"))
                .filter(cells -> cells.length == 3)
                .filter(cells -> Arrays.stream(Metric.values())
                        .anyMatch(metric -> metric.id().equals(cells[1])))
                .map(cells -> Arguments.of(Metric.parse(cells[1]), cells[2]));
    }

    @ParameterizedTest
    @MethodSource("totals")
    void figureOfAllCopiesIsThatOfTheTotals(Metric metric, String field) throws IOException {
        var actual = check(metric.id() + " > 0", image()).actual();
        var total = new ObjectMapper().readTree(image().json(0)).at("/images/0/totals/" + field);

        assertThat(total.isNumber()).as(field).isTrue();
        assertThat(total.doubleValue()).isEqualTo(actual.value().doubleValue());
    }

    @Test
    void everyMetricButSharesAndCredentialsIsInTheTotals() throws IOException {
        assertThat(totals().map(arguments -> arguments.get()[0]))
                .hasSize(Metric.values().length - 4)
                .doesNotContain(Metric.WASTED_SHARE, Metric.USER_WASTED_SHARE, Metric.EXPOSED, Metric.SECRETS);
    }

    @ParameterizedTest
    @CsvSource({
        "wasted, 1278",
        "shipped, 6538",
        "visible, 5260",
        "duplicated, 1250",
        "removed, 28",
        "metadata-only, 1000",
        "repeated, 1000",
        "exposed, 1",
        "layers, 2",
        "files, 5",
        "largest-file, 3000",
        "largest-layer, 5260"
    })
    void figureIsThatOfTheImage(String metric, int value) throws IOException {
        assertThat(check(metric + " > " + value, image()).isPassed()).isTrue();
        assertThat(check(metric + " < " + value, image()).isPassed()).isTrue();
        assertThat(check(metric + " > " + (value - 1), image()).isPassed()).isFalse();
        assertThat(check(metric + " < " + (value + 1), image()).isPassed()).isFalse();
        assertThat(check(metric + " >= " + value, image()).isPassed()).isFalse();
        assertThat(check(metric + " <= " + value, image()).isPassed()).isFalse();
        assertThat(check(metric + " >= " + (value + 1), image()).isPassed()).isTrue();
        assertThat(check(metric + " <= " + (value - 1), image()).isPassed()).isTrue();
        assertThat(check(metric + " > 9", image()).actual().value()).isEqualByComparingTo(BigDecimal.valueOf(value));
    }

    @Test
    void sharesAreComparedWithoutRounding() throws IOException {
        var third = new Reports()
                .layer("COPY . /", new RawTar().file("a", new byte[2]).file("b", new byte[1]))
                .layer("RUN rm", new RawTar().whiteout("b"));

        assertThat(check("wasted share > 0.333333333", third).isPassed()).isFalse();
        assertThat(check("wasted share > 0.333333334", third).isPassed()).isTrue();
        assertThat(check("wasted share > 33.3%", third).actual().text()).isEqualTo("0.3334");
        assertThat(check("efficiency < 66.7%", third).actual().text()).isEqualTo("0.6666");
        assertThat(check("user-wasted-share > 0", third).isPassed()).isFalse();
        assertThat(check("wasted share > 0", new Reports()).isPassed()).isTrue();
        assertThat(check("efficiency < 1", new Reports()).isPassed()).isTrue();
    }

    @Test
    void messageSaysWhatThereIsAndWhatIsAllowed() throws IOException {
        assertThat(check("wasted > 1kB", image()).violations().getFirst().message())
                .isEqualTo("1.3 kB are wasted, and 1.0 kB are allowed");
        assertThat(check("wasted share > 5%", image()).violations().getFirst().message())
                .isEqualTo("the wasted share is 0.1955, and 0.05 are allowed");
        assertThat(check("layers >= 2", image()).violations().getFirst().message())
                .isEqualTo("the image has 2 layers, and less than 2 are allowed");
    }

    @ParameterizedTest
    @CsvSource({"wasted-share > 5%", "wasted share>0.05", "'  Wasted_Share   >   5.0%  '", "WASTED SHARE > 5%"})
    void conditionIsReadHoweverItIsSpelled(String text) {
        var condition = Condition.parse(text);

        assertThat(condition.metric()).isEqualTo(Metric.WASTED_SHARE);
        assertThat(condition.operator()).isEqualTo(Operator.MORE);
        assertThat(condition.limit()).isEqualByComparingTo("0.05");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "wasted > 20%|wasted is bytes, and '20%' is not: write it as 20MB, 1.5GiB or 20000000, or take wasted-share",
                "wasted share > 20MB|wasted share is a share, and '20MB' is not: write it as 0.05 or 5%, from 0 to 1",
                "wasted share > 101%|wasted share is a share, and '101%' is not",
                "layers > 1.5|layers is a number, and '1.5' is not: write it as 12 or 1000",
                "layers >|layers is a number, and '' is not",
                "waste > 20MB|there is no metric 'waste' (did you mean wasted?); there are wasted, wasted-share,",
                "> 20MB|there is no metric ''; there are",
                "wasted == 20MB|'==' is no operator in 'wasted == 20MB'; there are > >= < <=",
                "wasted => 20MB|'=>' is no operator",
                "wasted 20MB|'wasted 20MB' is no rule: write METRIC OPERATOR VALUE, such as 'wasted > 20MB'",
                "wasted > > 1|wasted is bytes, and '> 1' is not"
            })
    void whatIsNoConditionIsAnErrorThatSaysWhatIsAllowed(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void whatAPullTakesIsNotDecidedWhereItIsNotKnown() throws IOException {
        var plain = new Reports()
                .plainLayer("COPY . /", new RawTar().file("a", "a"))
                .inFile();
        try (var current = plain.current()) {
            var gate = new Gate(List.of(
                    Threshold.of(Condition.parse("pulled > 1GB")), Threshold.of(Condition.parse("shipped > 1GB"))));
            var outcome = gate.check(current.report(), Optional.empty());

            assertThat(outcome.results()).extracting(it -> it.rule().id()).containsExactly("shipped");
            assertThat(outcome.undecided())
                    .map(NotDecided::getMessage)
                    .hasValueSatisfying(message -> assertThat(message).contains("pulled > 1,000,000,000 bytes"));
        }
        assertThat(check("pulled > 0", image()).isPassed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void metricIsInTheSchemaOfTheReportAndInTheDocs(Metric metric) throws IOException {
        var schema = new ObjectMapper()
                .readTree(Path.of("docs/report-v1.schema.json").toFile());
        assertThat(schema.at("/$defs/gate/properties/rules/items/properties/rule/enum"))
                .extracting(it -> it.textValue())
                .contains(metric.id());
        String row = "| `%s` | %s | %s | %s |".formatted(metric.id(), metric.unit(), metric.meaning(), metric.remedy());
        assertThat(Files.readString(Path.of("docs/rules.md"))).contains(row);
    }

    @Test
    void idsOfTheShortFormsStay() {
        assertThat(Arrays.asList(Threshold.maxWasted("1"), Threshold.minEfficiency("1"), Threshold.noneExposed()))
                .extracting(it -> it.info().id())
                .containsExactly("max-wasted", "min-efficiency", "exposed");
    }
}
