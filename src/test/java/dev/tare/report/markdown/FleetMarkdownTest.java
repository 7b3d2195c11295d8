package dev.tare.report.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.RawTar;
import dev.tare.report.FleetExamples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output.Detail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a comment tells of many images. */
class FleetMarkdownTest {

    @Test
    void tellsTheFleetAndNoImageAtLength() throws IOException {
        assertThat(FleetExamples.written(new MarkdownFormat(), Detail.FLEET, FleetExamples.images()))
                .startsWith("""
                        ### 5 images, and 1 image was not read

                        **Partial**: this report is partial: the run was stopped, and 1 image was not scanned.

                        """)
                .contains(
                        "#### All together: 5 images (4 distinct), 1 not scanned wholly, 6 distinct layers\n",
                        """
                        | images | credential | where | one of them |
                        | ---: | --- | --- | --- |
                        | 1 | `npm token` | `/root/.npmrc` | `r/c:1` |
                        | 1 | `npm token` | `/root/.npmrc` (hidden) | `r/d:1` |
                        """,
                        """
                        | images | wasted | hides | avoidable | layer at fault |
                        | ---: | ---: | ---: | ---: | --- |
                        | 4 | 0 B | 0 B | 5.0 kB | `COPY base /` in `r/a:1` |
                        | 2 | 0 B | 1.0 kB | 0 B | `RUN patch` in `r/a:1` |
                        """,
                        """
                        | images | wasted | path that wastes most |
                        | ---: | ---: | --- |
                        | 2 | 3.0 kB | `/etc/a` |
                        """,
                        "| 2024-01-02 | `r/a:1` |\n")
                .doesNotContain("efficiency");
    }

    @Test
    void tellsWhatIsOtherwiseThanInAnEarlierReport() throws IOException {
        assertThat(FleetExamples.writtenSince(new MarkdownFormat()))
                .contains("""
                        #### Since `old/yesterday.json`: 1 image new, 1 gone, 4 of another digest; 1 credential new, 1 gone

                        1 image was not read for the earlier report, which is partial: its run was stopped.
                        """, "| difference | +151 B | +4.0 kB | -47 B | 0 B |\n", """
                        | images | new credential | where | one of them |
                        | ---: | --- | --- | --- |
                        | 1 | `npm token` | `/srv/.npmrc` | `r/e:1` |
                        """, """
                        | wasted | before | images that waste more |
                        | ---: | ---: | --- |
                        | 3.0 kB | 1.0 kB | `r/b:1` |
                        """, """
                        | wasted | shipped | images that are gone |
                        | ---: | ---: | --- |
                        | 3.0 kB | 8.0 kB | `r/a:1` |
                        """);
    }

    @Test
    void tellsImagesAtLengthToo() throws IOException {
        assertThat(FleetExamples.written(new MarkdownFormat(), Detail.BRIEF, FleetExamples.images()))
                .contains("efficiency", "#### All together", "#### `r/a:1`");
    }

    @Test
    void isNoLongerThanAComment() throws IOException {
        var images = new ArrayList<Reports>();
        for (int i = 0; i < 60; i++) {
            images.add(new Reports()
                    .name("r/" + "|`<".repeat(80) + i)
                    .layer("RUN " + "`|\u202e".repeat(400) + i, new RawTar().file("a" + i, "x".repeat(i)))
                    .layer("RUN rm", new RawTar().whiteout("a" + i)));
        }
        var sheet = new Sheet(10_000);
        FleetMarkdown.write(sheet, FleetExamples.fleet(List.copyOf(images)), 1_000);

        assertThat(sheet.length()).isLessThan(12_000);
        assertThat(sheet.toString()).contains("There is no room for");
    }
}
