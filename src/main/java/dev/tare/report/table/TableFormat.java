package dev.tare.report.table;

import dev.tare.report.format.Format;
import dev.tare.report.format.Output;
import dev.tare.report.model.ChangeListing;
import dev.tare.report.model.Comparison;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.ImageHistory;
import dev.tare.report.model.Report;
import dev.tare.report.model.ReportKind;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.TraceReport;
import dev.tare.report.model.TreeListing;
import dev.tare.report.model.rule.RuleInfo.Listing;
import dev.tare.report.model.rule.Verdict;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Every report as a table. */
public final class TableFormat implements Format {

    @Override
    public String name() {
        return "table";
    }

    @Override
    public String purpose() {
        return "people";
    }

    @Override
    public Set<ReportKind> kinds() {
        return EnumSet.allOf(ReportKind.class);
    }

    @Override
    public int usualTop() {
        return 20;
    }

    @Override
    public ReportSink scan(Output output) {
        return new ScanTable(output);
    }

    /** Writes what became of the rules as the end of a table tells it. */
    public static void write(Verdict verdict, Output output) throws IOException {
        var page = new Page(output);
        new VerdictTable(page, output.limit(), EnumSet.of(Listing.VIOLATIONS, Listing.CREDENTIALS)).write(verdict);
        page.flush();
    }

    @Override
    public void write(Report report, Output output) throws IOException {
        var page = new Page(output);
        switch (report) {
            case ImageHistory history -> HistoryTable.write(page, history, output.detail());
            case ChangeListing changes -> ChangesTable.write(page, changes, output.detail());
            case TreeListing tree -> TreeTable.write(page, tree, output.detail());
            case DiskUsage usage -> UsageTable.write(page, usage, output.limit());
            case TraceReport trace -> TraceTable.write(page, trace);
            case Comparison comparison -> ComparisonTable.write(page, comparison, output.limit());
        }
        page.flush();
    }
}
