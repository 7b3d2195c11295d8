package dev.tare.report.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.report.Examples;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text; {@code ReadersIT} has others read it. */
class ScanOpenMetricsTest {

    @Test
    void samplesOfAFamilyStandTogether() throws IOException {
        assertThat(Examples.written(new OpenMetricsFormat(), Examples.gated("a:1"), Examples.gated("b:2")))
                .startsWith("# TYPE tare_image_shipped_bytes gauge\n# UNIT tare_image_shipped_bytes bytes\n")
                .contains(
                        "\ntare_image_wasted_bytes{image=\"a:1\"} 300047\ntare_image_wasted_bytes{image=\"b:2\"} 300047\n",
                        "\ntare_image_exposed_files{image=\"a:1\"} 1\n",
                        "\ntare_rule_passed{image=\"a:1\",rule=\"max-wasted\"} 0\n",
                        "\ntare_rule_passed{image=\"a:1\",rule=\"min-efficiency\"} 1\n")
                .endsWith("\n# EOF\n");
    }

    @Test
    void theFleetHasTotalsAndRepositoriesAndSaysIfItIsPartial() throws IOException {
        String text = FleetExamples.written(new OpenMetricsFormat(), Output.Detail.FLEET, FleetExamples.images());

        assertThat(text.lines())
                .contains(
                        "tare_run_partial 1",
                        "tare_fleet_images 5",
                        "tare_fleet_distinct_images 4",
                        "tare_fleet_failures 1",
                        "tare_fleet_credentials 2",
                        "tare_fleet_avoidable_bytes{over=\"distinct-layers\"} 5000",
                        "tare_fleet_avoidable_bytes{over=\"images\"} 25000",
                        "tare_repository_images{repository=\"r/a:1\"} 1",
                        "tare_repository_wasted_bytes{repository=\"r/a:1\"} 3000",
                        "tare_image_wasted_bytes{image=\"r/a:1\"} 3000",
                        "tare_image_scanned{image=\"r/z:1\"} 0");
        assertThat(Examples.written(new OpenMetricsFormat(), Examples.gated("a:1")))
                .contains("\ntare_run_partial 0\n")
                .doesNotContain("fleet");
    }

    @Test
    void whatIsOtherwiseThanInAnEarlierReportIsCounted() throws IOException {
        assertThat(FleetExamples.writtenSince(new OpenMetricsFormat()).lines())
                .contains(
                        "tare_fleet_changed_images{change=\"new\"} 1",
                        "tare_fleet_changed_images{change=\"gone\"} 1",
                        "tare_fleet_changed_images{change=\"digest\"} 4",
                        "tare_fleet_changed_images{change=\"wastes-more\"} 1",
                        "tare_fleet_changed_images{change=\"wastes-less\"} 2",
                        "tare_fleet_changed_images{change=\"unread\"} 0",
                        "tare_fleet_changed_credentials{change=\"new\"} 1",
                        "tare_fleet_changed_credentials{change=\"gone\"} 1");
    }

    @Test
    void anImageThatIsToldTwiceOrFailsHasOneSample() throws IOException {
        var out = new ByteArrayOutputStream();
        var sink = new OpenMetricsFormat()
                .scan(new Output(out, 80, new Style(false), 0, Output.Detail.BRIEF, Reports.VERSION));
        sink.begin();
        for (int i = 0; i < 2; i++) {
            try (var current = Examples.image("a\"\\\n:1").current()) {
                sink.image(current.report(), List.of());
            }
        }
        sink.failure(new Failure("a\"\\\n:1", "layer 1 is foreign", "", 3));
        sink.end(new Verdict(List.of()));

        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("tare_image_scanned")))
                .containsExactly("tare_image_scanned{image=\"a\\\"\\\\\\\\n:1\"} 0");
    }
}
