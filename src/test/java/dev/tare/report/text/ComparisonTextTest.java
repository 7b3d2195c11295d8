package dev.tare.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.report.model.series.Series;
import dev.tare.report.model.tree.TreeChanges;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0 | 0 | no file or directory differs
                    0 | 3 | 0 | no file or directory differs; 3 differ only in mtime (see --mtime)
                    0 | 0 | 1 | no file or directory is known to differ; the contents of 1 file cannot be compared
                    2 | 0 | 4 | names: 2 added (10 B); the contents of 4 files cannot be compared
                    """)
    void namesAreSummedUpInOneSentence(int added, int mtimeOnly, int unknown, String sentence) {
        var none = new TreeChanges.Names(0, 0);
        var changes = new TreeChanges(
                9,
                9,
                new TreeChanges.Names(added, 5L * added),
                none,
                new TreeChanges.ChangedNames(0, 0, 0),
                mtimeOnly,
                unknown,
                0,
                new TreeChanges.Lists(Series.of(List.of()), Series.of(List.of()), false));

        assertThat(ComparisonText.names(changes)).isEqualTo(sentence);
    }
}
