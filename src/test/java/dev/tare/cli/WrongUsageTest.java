package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

class WrongUsageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scan --formt json x            | tare scan has no option --formt (did you mean --format?)
            scan --nosuch=s3cret x         | tare scan has no option --nosuch
            scan -qx y                     | tare scan has no option -x
            compare --from x a b           | tare compare has no option --from
            cache ls --nosuch              | tare cache ls has no option --nosuch
            scan --format json --format csv x | --format: it is given twice, and takes one value
            scan --quiet=maybe x           | --quiet: maybe is neither true nor false
            scan --jobs many x             | --jobs: many is no whole number
            """)
    void whatIsWrongIsToldInPlainWords(String line, String message) {
        String[] arguments = line.split(" ");
        var command = TareCommand.line();
        var fault = catchThrowableOfType(ParameterException.class, () -> command.parseArgs(arguments));
        var err = new StringWriter();
        fault.getCommandLine().setErr(new PrintWriter(err, true));

        assertThat(WrongUsage.explain(fault, arguments)).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "tare: " + message,
                        "try: " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }
}
