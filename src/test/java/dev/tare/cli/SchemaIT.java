package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Tare;
import dev.tare.report.json.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program has its schemas in it, the executable too. */
class SchemaIT {

    @TempDir
    static Path folder;

    @ParameterizedTest
    @EnumSource
    void schemasArePrintedUnchanged(JsonSchema schema) {
        var result = Tare.at(folder).run("schema", schema.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo(new String(schema.bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        var result = Tare.at(folder).run("schema", "scan");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("scan is none of report, layers, diff, ls, du, trace, compare");
    }
}
