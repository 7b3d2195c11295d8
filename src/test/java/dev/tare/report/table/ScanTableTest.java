package dev.tare.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Digest;
import dev.tare.layer.RawTar;
import dev.tare.report.Reports;
import dev.tare.report.text.Style;
import dev.tare.report.text.Width;
import dev.tare.scan.Base;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTableTest {

    /** Long, wide and hostile wherever an image can be. */
    private static Reports hostile() throws IOException {
        String wide = "日本語の長い名前".repeat(20);
        String escapes = "\u001b]0;title\u0007\u001b[31m\u202e\u009b2J".repeat(20);
        String deep = "directory/".repeat(30);
        var reports = new Reports()
                .name("registry.example:5000/" + "team/".repeat(30) + "app@sha256:" + "0".repeat(64))
                .os("linux".repeat(30) + "\u001b[1m");
        var first = new RawTar()
                .file(wide, "wide")
                .file(escapes, "escapes")
                .file(deep + "one", "the same content")
                .file(deep + "two", "the same content")
                .file("all/" + deep + "x", "x")
                .file("all/" + deep + "y", "y")
                .file("big", new byte[2_000_000])
                .file("bigger", new byte[3_000_000])
                .file(deep + ".env", "TOKEN=hunter2")
                .file("g/" + deep + ".git/HEAD", "x")
                .file("日本語".repeat(30) + "/.npmrc", "//h/:_authToken=hunter2");
        reports.layer("RUN " + wide, first);
        for (int i = 0; i < 120; i++) {
            reports.layer(
                    i % 2 == 0 ? escapes : "/bin/sh -c " + "long ".repeat(100), new RawTar().file("again", "x" + i));
        }
        reports.layer(
                "",
                new RawTar()
                        .file(wide, "wide", h -> h.mode(0777).owner(7, 7).mtime(1))
                        .whiteout(escapes)
                        .whiteout("all")
                        .whiteout("big")
                        .whiteout("g")
                        .whiteout("日本語".repeat(30))
                        .whiteout(deep + ".env")
                        .file("bigger", "rewritten"));
        for (int i = 0; i < 12; i++) {
            reports.warning(i + " " + wide + " " + escapes + " " + "words and words ".repeat(20));
        }
        return reports.unread(3)
                .result("max-wasted", "20000000", "20000001", false, "host/" + wide)
                .result("min-efficiency", "0.95", "0.9499", false, deep);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 110, 200})
    void noLineIsWiderThanTheTerminal(int width) throws IOException {
        assertThat(hostile().table(width).lines())
                .hasSizeGreaterThan(150)
                .allSatisfy(line -> assertThat(Width.of(line)).as(line).isLessThanOrEqualTo(width));
        assertThat(Reports.everyFate().table(width).lines())
                .allSatisfy(line -> assertThat(Width.of(line)).as(line).isLessThanOrEqualTo(width));
    }

    @Test
    void narrowTerminalGetsEightyColumns() throws IOException {
        assertThat(hostile().table(20)).isEqualTo(hostile().table(80));
    }

    @Test
    void nothingOfAnImageReachesTheTerminalUnescaped() throws IOException {
        String table = hostile().table(80);

        assertThat(table.codePoints().filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e)))
                .isEmpty();
        assertThat(table).contains("\\x1b");
    }

    @Test
    void wholeReportOfASmallImage() throws IOException {
        var reports = Reports.everyFate()
                .warning("layer 1: something is odd")
                .result("max-wasted", "10", "34", false, "127.0.0.1:5000/team/app:1.2");
        String table = reports.table(80)
                .replaceAll("sha256:[0-9a-f]{12}", "sha256:DIGEST")
                .replaceAll("[0-9.]+ k?B compressed", "N compressed")
                .replaceAll("about [0-9]+ B", "about N")
                .replaceAll("(?m)^( {4}[01]) +[0-9]+ B", "$1      PULLED");

        assertThat(table).isEqualTo("""
            127.0.0.1:5000/team/app:1.2
            linux/amd64 · sha256:DIGEST · 2 layers, N compressed

              shipped     53 B  ████████████████
              visible     19 B  ██████░░░░░░░░░░  efficiency 35.8 %
              wasted      34 B  ██████████░░░░░░  11 B shipped again, 23 B removed;
                                                  about N of the pull

            layer     pulled   shipped        wasted    hides  instruction
                0      PULLED      42 B ███▏     34 B        -  ADD file:abc in /
                1      PULLED      11 B ▉           -     34 B  RUN make

               wasted  layers    what happened          path
                  9 B  0→1       replaced               /replaced
                  8 B  0→1       removed                /removed
                  6 B  0→1       removed                /opaque/file
                  4 B  0→1       only mode,owner chan…  /metadata
                  4 B  0→1       shipped again as is    /none
                  3 B  0→1       rewritten              /content

              visible    share                  files  largest files and directories
                  4 B   21.1 %  ██▌                 1  /again
                  4 B   21.1 %  ██▌                 1  /kept
                  4 B   21.1 %  ██▌                 1  /metadata
                  4 B   21.1 %  ██▌                 1  /none
                  3 B   15.8 %  █▉                  1  /content

             repeated  the same content under several names (8 B could be shared)
                  4 B  /again = /kept
                  4 B  /metadata = /none

            warning: layer 1: something is odd

            FAIL  max-wasted 34 (limit 10)  127.0.0.1:5000/team/app:1.2
            mend  mend it
            """);
    }

    @Test
    void layersThatAreNotCompressedAreCalledStored() throws IOException {
        var image = new Reports()
                .plainLayer("RUN one", new RawTar().file("a", new byte[2_000]))
                .plainLayer("RUN two", new RawTar().whiteout("a"));

        assertThat(image.inFile().table(80))
                .contains(
                        "2 layers, 5.1 kB stored uncompressed\n",
                        "2.0 kB removed\n",
                        "layer     stored   shipped        wasted    hides  instruction\n",
                        "    0     3.6 kB    2.0 kB ████   2.0 kB        -  RUN one\n",
                        "    saves  what to do\n   2.0 kB  ")
                .doesNotContain("pull", " compressed");
    }

    /** A registry may hold such layers: they are pulled as they are. */
    @Test
    void uncompressedLayersInARegistryArePulledAsStored() throws IOException {
        assertThat(new Reports()
                        .plainLayer("RUN one", new RawTar().file("a", new byte[2_000]))
                        .plainLayer("RUN two", new RawTar().whiteout("a"))
                        .table(80))
                .contains(
                        "2 layers, 5.1 kB stored uncompressed\n",
                        "2.0 kB removed; about 2.6 kB of the pull\n",
                        "layer     pulled   shipped",
                        "    saves   of pull  what to do\n   2.0 kB   ~2.6 kB  ");
    }

    @Test
    void pullIsEstimatedForAdviceOnCompressedLayersOnly() throws IOException {
        String table = new Reports()
                .layer("ADD rootfs /", new RawTar().file("x", "x"))
                .layer("COPY a /", new RawTar().file("a", new byte[1_000]))
                .layer("RUN rm /a", new RawTar().whiteout("a"))
                .plainLayer("COPY b /", new RawTar().file("b", new byte[2_000]))
                .layer("RUN rm /b", new RawTar().whiteout("b"))
                .inFile()
                .table(80);

        assertThat(table)
                .contains("5 layers, 3.9 kB stored, 3.6 kB uncompressed\n")
                .contains("layer     stored   shipped", "    saves   of pull  what to do\n   2.0 kB         -  ")
                .containsPattern("\n   1\\.0 kB +~\\d+ B  ")
                .doesNotContain("of the pull");
    }

    @Test
    void directoryRemovedAsAWholeIsOneLine() throws IOException {
        var first = new RawTar().file("usr/bin/sh", "sh");
        for (int i = 0; i < 1_000; i++) {
            first.file("usr/share/doc/p" + i % 10 + "/" + i, "doc");
        }
        String table = new Reports()
                .layer("ADD", first)
                .layer("RUN rm", new RawTar().whiteout("usr/share/doc"))
                .table(80);

        assertThat(table).contains("   3.0 kB  0→1       removed                /usr/share/doc/ (1,000 files)\n");
        assertThat(table.lines().filter(line -> line.contains("0→1") && line.contains("/usr/share")))
                .hasSize(1);
    }

    @Test
    void directoryShippedAgainAsAWholeIsOneLine() throws IOException {
        String table = new Reports()
                .layer("ADD", new RawTar().file("d/a", "1").file("d/b", "2").file("f", "3"))
                .layer("RUN", new RawTar().file("d/a", "4").file("d/b", "5").file("d/c", "6"))
                .table(80);

        assertThat(table).contains("      2 B  0→1       rewritten              /d/ (2 files)\n");
    }

    @Test
    void visibleFileSplitsItsDirectory() throws IOException {
        String table = new Reports()
                .layer(
                        "ADD",
                        new RawTar()
                                .file("d/a/1", "1")
                                .file("d/a/2", "22")
                                .file("d/b/3", "333")
                                .file("d/kept", "k"))
                .layer("RUN rm", new RawTar().whiteout("d/a").whiteout("d/b"))
                .table(80);

        assertThat(table).contains("removed                /d/a/ (2 files)\n", "removed                /d/b/3\n");
    }

    @Test
    void bytesBelowTopAreSummedUp() throws IOException {
        var first = new RawTar();
        var second = new RawTar();
        for (int i = 0; i < 30; i++) {
            first.file("kept" + i + "/kept", "kept").file("kept" + i + "/f", "x".repeat(30 - i));
            second.file("kept" + i + "/f", "y");
        }
        var report = new Reports().layer("ADD", first).layer("RUN", second);

        assertThat(report.table(80)).contains("     55 B  and more: see --top 0 or --format json");
        assertThat(report.table(80, 0)).doesNotContain("and more:");
    }

    @Test
    void imageWithoutWasteSaysSo() throws IOException {
        String table = new Reports().layer("ADD", new RawTar().file("f", "x")).table(80);

        assertThat(table).contains("efficiency 100.0 %", "  wasted       0 B  ░░░░░░░░░░░░░░░░  nothing");
        assertThat(new Reports().table(80)).contains("efficiency 100.0 %", "0 layers");
    }

    @Test
    void whatAContainerDoesNotNeedIsTold() throws IOException {
        String table = new Reports()
                .layer(
                        "ADD rootfs /",
                        new RawTar().file("bin/sh", new byte[5_000]).file("var/log/old.log", new byte[400]))
                .layer(
                        "RUN apt-get update && apt-get install -y gcc",
                        new RawTar()
                                .file("var/lib/apt/lists/a", new byte[1_000])
                                .file("var/lib/apt/lists/b", new byte[1_000])
                                .file("var/cache/apt/pkgcache.bin", new byte[600]))
                .layer(
                        "COPY . /app",
                        new RawTar().file("app/.git/HEAD", new byte[500]).file("app/.git/objects/a", new byte[1_000]))
                .table(110)
                .replaceAll("[0-9]+ B of the pull", "N of the pull")
                .replaceAll("~ *[0-9]+ B", "~N");

        assertThat(table)
                .contains(
                        """
                          visible   9.5 kB  ████████████████████████  efficiency 100.0 %
                          wasted       0 B  ░░░░░░░░░░░░░░░░░░░░░░░░  nothing
                          avoidable 4.5 kB  ███████████░░░░░░░░░░░░░  visible, and not needed; about N of the pull
                        """,
                        """
                        avoidable  layer  what                      path
                           2.0 kB      1  package lists of apt      /var/lib/apt/lists/ (2 files)
                           1.5 kB      2  git repositories          /app/.git/ (2 files)
                            600 B      1  caches of apt             /var/cache/apt/pkgcache.bin
                            400 B      0  log files                 /var/log/old.log
                        """,
                        "layer 1 leaves package lists of apt behind, 2 files below /var/lib/apt/lists/: end it",
                        "layer 2 copies git repositories in, 2 files below /app/.git/: leave them out, with",
                        "layer 1 leaves caches of apt behind, /var/cache/apt/pkgcache.bin: end it with apt-get")
                .doesNotContain("leaves log files behind");
    }

    @Test
    void whatTheBaseLeavesBehindIsToldApart() throws IOException {
        String table = new Reports()
                .base(new Base.Known("base:1", Digest.sha256(new byte[0]), 1, 1, false))
                .layer("RUN one", new RawTar().file("tmp/a", new byte[1_000]))
                .layer("RUN two", new RawTar().file("tmp/b", new byte[3_000]))
                .table(110);

        assertThat(table)
                .contains(
                        "avoidable 4.0 kB",
                        "visible, and not needed, 1.0 kB of it in the base;",
                        "   3.0 kB      1  temporary files           /tmp/b\n")
                .doesNotContain("temporary files           /tmp/a");
    }

    @Test
    void efficiencyIsRoundedDown() throws IOException {
        var reports = new Reports()
                .layer("ADD", new RawTar().file("f", new byte[99_999]).file("g", "x"))
                .layer("RUN", new RawTar().whiteout("g"));

        assertThat(reports.table(80)).contains("efficiency 99.9 %").doesNotContain("efficiency 100.0 %");
        var exact = new Reports()
                .layer("ADD", new RawTar().file("f", new byte[285]).file("g", new byte[715]))
                .layer("RUN", new RawTar().whiteout("g"));
        assertThat(exact.table(80)).contains("efficiency 28.5 %");
    }

    @Test
    void longLayerRangesLeaveRoomForTheExposedFolder() throws IOException {
        var first = new RawTar();
        for (int i = 0; i < 1_000; i++) {
            first.file("a/long/way/down/to/the/.git/" + i, "x");
        }
        first.file("app/.env", "TOKEN=hunter2");
        var reports = new Reports().layer("RUN", new RawTar());
        for (int i = 1; i < 100; i++) {
            reports.layer("RUN", new RawTar());
        }
        reports.layer("ADD", first).layer("ADD", new RawTar()).layer("ADD", first);
        String table =
                reports.layer("RUN", new RawTar().whiteout("a").whiteout("app")).table(80);

        assertThat(table)
                .contains("exposed  git repository     …wn/to/the/.git/  shipped by 100…102, removed by 103\n");
        assertThat(table.lines())
                .allSatisfy(line -> assertThat(Width.of(line)).as(line).isLessThanOrEqualTo(80));
    }

    @Test
    void blankLineSeparatesImagesAndRulesAreLast() throws IOException {
        var first = Reports.everyFate().result("max-wasted", "1", "34", false, "first");
        var second = Reports.everyFate().name("other:2").result("max-wasted", "50", "34", true, "second");
        String table = first.written(new TableFormat(), 80, new Style(false), 20, second);

        assertThat(table).contains("/none\n\nother:2\n").endsWith("""

            FAIL  max-wasted 34 (limit 1)  first
            pass  max-wasted 34 (limit 50)  second
            mend  mend it
            """);
    }

    @Test
    void coloursChangeNothingElse() throws IOException {
        var report = Reports.everyFate();
        String coloured = report.written(new TableFormat(), 80, new Style(true), 20);

        assertThat(coloured).contains("\u001b[31m", "\u001b[1m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(report.table(80));
    }
}
