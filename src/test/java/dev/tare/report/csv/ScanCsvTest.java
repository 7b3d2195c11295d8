package dev.tare.report.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.layer.RawTar;
import dev.tare.report.Examples;
import dev.tare.report.Reports;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The bytes; {@code ReadersIT} has others read them. */
class ScanCsvTest {

    @Test
    void rowsEndAsRfc4180HasThem() throws IOException {
        assertThat(Examples.written(new CsvFormat(), Examples.image("a:1")))
                .endsWith("\r\n")
                .doesNotContainPattern("[^\r]\n");
    }

    @Test
    void everyHiddenCopyIsARow() throws IOException {
        assertThat(Examples.written(new CsvFormat(), Examples.image("a:1")).lines())
                .containsExactly(
                        "image,path,layer,bytes,happened,hidden_by,changed,exposed,dockerfile_lines,instruction,secret",
                        "a:1,/app/tests/big.bin,0,200000,whiteout,1,,,3,COPY . /app,",
                        "a:1,/app/server.js,0,100000,metadata,2,mode,,3,COPY . /app,",
                        "a:1,/app/.npmrc,0,47,whiteout,1,,npm token,3,COPY . /app,");
    }

    @Test
    void noCellIsAFormulaAndNoneHasTwoLines() throws IOException {
        String csv = Examples.written(
                new CsvFormat(),
                new Reports()
                        .name("=cmd|'/c calc'!A1")
                        .layer("@SUM(1,2)\r\n\"x\"", new RawTar().file("a,\"b\"\n", "x"))
                        .layer("RUN", new RawTar().whiteout("a,\"b\"\n")));

        assertThat(csv.lines().skip(1).findFirst())
                .contains("'=cmd|'/c calc'!A1,\"/a,\"\"b\"\"\\n\",0,1,whiteout,1,,,,\"'@SUM(1,2)\\r\\n\"\"x\"\"\",");
    }
}
