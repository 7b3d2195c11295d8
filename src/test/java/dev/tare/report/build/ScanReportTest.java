package dev.tare.report.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tare.report.Reports;
import dev.tare.report.model.waste.Finding;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanReportTest {

    @Test
    void seriesAreReadAsOftenAsWantedWhileTheImageIsCurrent() throws IOException {
        try (var current = Reports.everyFate().current()) {
            var findings = current.report().waste().findings();

            assertThat(findings).hasSize(findings.size()).hasSize(6);
            assertThat(findings).extracting(Finding::wastedBytes).containsExactly(9L, 8L, 6L, 4L, 4L, 3L);
            assertThat(findings.limit(2)).extracting(Finding::wastedBytes).containsExactly(9L, 8L);
            assertThat(findings.first(100)).hasSize(6);
            assertThat(current.report().waste().groups().first(2)).hasSize(2);
            assertThat(current.report().waste().groups().first(Integer.MAX_VALUE))
                    .hasSize(6);
        }
    }

    @Test
    void nothingOfTheImageCanBeReadAfterwards() throws IOException {
        var current = Reports.everyFate().current();
        var report = current.report();
        List<Finding> kept = report.waste().findings().first(1);
        current.close();

        assertThat(kept.getFirst().wastedBytes()).isEqualTo(9);
        assertThat(report.totals().content().wasted()).isEqualTo(34);
        assertThatIllegalStateException()
                .isThrownBy(() -> report.waste().findings().size());
        assertThatIllegalStateException()
                .isThrownBy(() -> report.waste().groups().first(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> report.waste().recommendations().isEmpty());
        assertThatIllegalStateException()
                .isThrownBy(() -> report.exposures().places().iterator());
        assertThatIllegalStateException().isThrownBy(() -> report.repeated().limit(1));
    }
}
