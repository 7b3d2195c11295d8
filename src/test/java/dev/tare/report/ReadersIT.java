package dev.tare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import dev.tare.report.csv.CsvFormat;
import dev.tare.report.openmetrics.OpenMetricsFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats without a schema, as readers that others wrote understand them. */
class ReadersIT {

    /** Debian's, which has the package of the client. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String HOSTILE = "=a,\"b\"\\\n{}'|;%\u202e";

    @TempDir
    Path folder;

    private static Reports hostile() throws IOException {
        return new Reports()
                .name(HOSTILE)
                .layer(HOSTILE, new RawTar().file(HOSTILE, "x"))
                .layer(HOSTILE, new RawTar().whiteout(HOSTILE))
                .result("max-wasted", "1", "2", false, HOSTILE);
    }

    private String read(String file, String text, String program) throws Exception {
        Files.writeString(folder.resolve(file), text);
        return Tool.run(folder, PYTHON, "-c", program);
    }

    @Test
    void pythonReadsTheCsv() throws Exception {
        String csv = Examples.written(new CsvFormat(), Examples.image("a:1"), hostile());
        assertThat(read("it.csv", csv, """
                        import csv
                        with open('it.csv', newline='', encoding='utf-8') as file:
                            rows = list(csv.DictReader(file, strict=True))
                        print(len(rows), sum(int(row['bytes']) for row in rows), {len(row) for row in rows})
                        print(ascii(rows[-1]['path']), ascii(rows[-1]['image']))
                        """)).isEqualTo("""
                        4 300048 {11}
                        '/=a,"b"\\\\\\\\\\\\n{}\\'|;%\\\\xe2\\\\x80\\\\xae' '\\'=a,"b"\\\\\\\\n{}\\'|;%\\\\xe2\\\\x80\\\\xae'
                        """);
    }

    @Test
    void theClientOfPrometheusReadsTheMetricsInBothFormats() throws Exception {
        String metrics = Examples.written(new OpenMetricsFormat(), Examples.gated("a:1"), hostile());
        assertThat(read("it.prom", metrics, """
                        from prometheus_client.openmetrics import parser as openmetrics
                        from prometheus_client import parser as prometheus
                        text = open('it.prom', encoding='utf-8').read()
                        for parser in openmetrics, prometheus:
                            families = list(parser.text_string_to_metric_families(text))
                            samples = [sample for family in families for sample in family.samples]
                            print(len(families), {family.type for family in families},
                                all(family.documentation for family in families),
                                [float(s.value) for s in samples if s.name == 'tare_image_wasted_bytes'],
                                ascii(samples[1].labels['image']))
                        """))
                .isEqualTo("18 {'gauge'} True [300047.0, 1.0] '=a,\"b\"\\\\\\\\n{}\\'|;%\\\\xe2\\\\x80\\\\xae'\n"
                        .repeat(2));
    }

    @Test
    void promtoolFindsNothingWrongWithTheMetrics() throws Exception {
        Files.writeString(
                folder.resolve("it.prom"), Examples.written(new OpenMetricsFormat(), Examples.gated("a:1"), hostile()));
        assertThat(Tool.run(folder, "sh", "-c", "promtool check metrics <it.prom 2>&1; echo $?"))
                .isEqualTo("0\n");
    }
}
