package dev.tare.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.report.Examples;
import dev.tare.report.FleetExamples;
import dev.tare.report.format.Output.Detail;
import dev.tare.report.model.rule.RuleInfo;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people see of many images. */
class FleetTableTest {

    @Test
    void tellsTheFleetAndNoImageAtLength() throws IOException {
        String text = FleetExamples.written(new TableFormat(), Detail.FLEET, FleetExamples.images());

        assertThat(text.replaceAll("sha256:[0-9a-f]{12}", "DIGEST"))
                .startsWith("""
                        warning: this report is partial: the run was stopped, and 1 image was not scanned

                        all together: 5 images (4 distinct), 1 not scanned wholly, 6 distinct layers

                         images  credential                in
                              1  npm token                 /root/.npmrc
                                 r/c:1
                              1  npm token                 /root/.npmrc (hidden)
                                 r/d:1
                        """)
                .contains("""
                         images   wasted    hides avoidable  layer at fault
                              4        -        -    5.0 kB  COPY base /
                                 DIGEST in r/a:1
                              2        -   1.0 kB         -  RUN patch
                                 DIGEST in r/a:1
                        """, """
                         images   layers          avoidable  leftovers
                              4        1             5.0 kB  package lists of apt
                        """, """
                         images   wasted  path that wastes most
                              2   3.0 kB  /etc/a
                              1     47 B  /root/.npmrc
                        """, """
                           wasted  shipped  most wasteful images
                           3.0 kB   8.0 kB  r/a:1
                           3.0 kB   8.0 kB  r/a:2
                        """, """
                          created           oldest images
                         2024-01-02         r/a:1
                        """)
                .doesNotContain("layer     pulled");
    }

    @Test
    void tellsWhatIsOtherwiseThanInAnEarlierReport() throws IOException {
        assertThat(FleetExamples.writtenSince(new TableFormat())).contains("""

                        since old/yesterday.json: 1 image new, 1 gone, 4 of another digest; 1 credential new, 1 gone
                        warning: 1 image was not read for the earlier report, which is partial: its run was stopped
                        """, """
                          difference                +151 B   +4.0 kB     -47 B       0 B
                        """, """

                         images  new credential            in
                              1  npm token                 /srv/.npmrc
                                 r/e:1

                         images  credential that is gone   in
                              1  npm token                 /root/.npmrc (hidden)
                                 r/d:1

                           wasted   before  images that waste more
                           3.0 kB   1.0 kB  r/b:1

                           wasted   before  images that waste less
                           1.0 kB   3.0 kB  r/a:2
                              0 B     47 B  r/d:1

                           wasted  shipped  new images
                              0 B   6.0 kB  r/e:1

                           wasted  shipped  images that are gone
                           3.0 kB   8.0 kB  r/a:1
                        """);
    }

    @Test
    void tellsAFewLinesAfterImagesAtLength() throws IOException {
        assertThat(FleetExamples.written(new TableFormat(), Detail.BRIEF, FleetExamples.images()))
                .contains(
                        "layer     pulled",
                        "all together: 5 images (4 distinct), 1 not scanned wholly, 6 distinct layers");
    }

    @Test
    void countsRulesThatHoldAndListsThoseThatAreBroken() throws IOException {
        var rule = new RuleInfo("max-wasted", RuleInfo.Severity.WARNING, "A rule", "mend it", RuleInfo.Listing.FIGURE);
        var measure = new RuleResult.Measure(BigDecimal.ONE, "1 B");
        var broken =
                Examples.violation(rule, "r/b:1", Optional.empty(), Optional.empty(), Optional.empty(), "it is broken");
        var verdict = new Verdict(List.of(
                new RuleResult(rule, "r/a:1", measure, measure, List.of()),
                new RuleResult(rule, "r/b:1", measure, measure, List.of(broken))));

        assertThat(FleetExamples.written(new TableFormat(), Detail.FLEET, FleetExamples.images(), List.of(), verdict))
                .endsWith("""

                        FAIL  max-wasted 1 B (limit 1 B)  r/b:1
                        mend  mend it
                        pass  1 rule holds
                        """);
    }
}
