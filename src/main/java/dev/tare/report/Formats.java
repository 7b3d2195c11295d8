package dev.tare.report;

import dev.tare.report.csv.CsvFormat;
import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.github.GithubFormat;
import dev.tare.report.gitlab.GitlabFormat;
import dev.tare.report.html.HtmlFormat;
import dev.tare.report.json.JsonFormat;
import dev.tare.report.junit.JunitFormat;
import dev.tare.report.markdown.MarkdownFormat;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.openmetrics.OpenMetricsFormat;
import dev.tare.report.sarif.SarifFormat;
import dev.tare.report.table.TableFormat;
import java.io.IOException;
import java.util.List;

/** All formats. Options, help and errors of every command come from this list. */
public final class Formats {

    private static final List<Format> ALL = List.of(
            new TableFormat(),
            new JsonFormat(),
            new MarkdownFormat(),
            new HtmlFormat(),
            new SarifFormat(),
            new JunitFormat(),
            new GitlabFormat(),
            new GithubFormat(),
            new CsvFormat(),
            new OpenMetricsFormat());

    private Formats() {}

    /** Returns the formats that can write a kind of report. The first is the one that is written if the user names none. */
    public static List<Format> of(ReportKind kind) {
        return ALL.stream().filter(format -> format.kinds().contains(kind)).toList();
    }

    /** Returns true for the name of any format, in small or capital letters. */
    public static boolean isKnown(String name) {
        return ALL.stream().anyMatch(format -> format.name().equalsIgnoreCase(name));
    }

    /** Writes what became of the rules without the rest of a report, for people. */
    public static void write(Verdict verdict, Output output) throws IOException {
        TableFormat.write(verdict, output);
    }
}
