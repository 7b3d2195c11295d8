package dev.tare.report.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.report.Examples;
import dev.tare.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanGithubTest {

    @TempDir
    Path folder;

    private static String log(Reports image, Reports... others) throws IOException {
        return Examples.written(new GithubFormat(Optional::empty), image, others);
    }

    @Test
    void faultsAreAnnotationsOfTheDockerfile() throws IOException {
        assertThat(log(Examples.gated("a:1")).lines())
                .startsWith(
                        "::error file=docker/Dockerfile,line=3,endLine=3,title=tare%3A No credential is hidden in an image::"
                                + "a:1: npm token: /app/.npmrc is shipped by layer 0, and hidden by layer 1",
                        "::warning file=docker/Dockerfile,line=1,endLine=1,title=tare%3A An image wastes no more than this::"
                                + "a:1: 300 kB are wasted, and 100 kB are allowed")
                .anyMatch(line -> line.startsWith("::notice file=docker/Dockerfile,line=3"));
    }

    @Test
    void noTextOfAnImageIsACommandOrEndsOne() throws IOException {
        String hostile = "x\n::set-env name=A::b\r::stop-commands::t%0A::error::\u001b[1m,title=c:";
        var lines = log(Examples.image(hostile).result("max-wasted", "1", "2", false, hostile))
                .lines()
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .allMatch(line -> line.matches("::(error|warning|notice) .*|.* left out of the log: .*"))
                .noneMatch(line -> line.contains("%0A"))
                .anyMatch(line -> line.contains("x\\n::set-env"));
    }

    @Test
    void aLevelHasNoMoreAnnotationsThanGithubShows() throws IOException {
        var others = new Reports[30];
        for (int i = 0; i < others.length; i++) {
            others[i] = Examples.gated("a:" + i);
        }
        var lines = log(Examples.gated("a:x"), others).lines().toList();
        for (String level : new String[] {"error", "warning", "notice"}) {
            assertThat(lines.stream().filter(line -> line.startsWith("::" + level + " ")))
                    .hasSize(ScanGithub.MAX_ANNOTATIONS_OF_A_LEVEL);
        }
        assertThat(lines.getLast()).matches("\\d+ annotations left out of the log: .*");
    }

    @Test
    void theSummaryIsAppendedToTheFileThatTheRunnerNames() throws IOException {
        Path file = Files.writeString(folder.resolve("summary"), "before\n");
        Examples.written(new GithubFormat(() -> Optional.of(file)), Examples.gated("a:1"));
        assertThat(Files.readString(file))
                .startsWith("before\n### 2 rules are broken\n")
                .contains("#### `a:1`");
    }
}
