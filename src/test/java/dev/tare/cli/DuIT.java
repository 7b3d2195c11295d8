package dev.tare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.RawTar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tare du}, beside what du says of the same image unpacked by umoci. */
class DuIT {

    @TempDir
    static Path folder;

    private static String image;

    @BeforeAll
    static void unpack() throws IOException {
        var layout = TestImage.of(
                        new RawTar()
                                .directory("usr/lib")
                                .file("usr/lib/one.so.1", new byte[5_000])
                                .file("usr/lib/two.py", new byte[3_000])
                                .hardlink("usr/lib/three.py", "usr/lib/two.py")
                                .file("usr/share/doc/gone", new byte[7_000])
                                .symlink("lib", "usr/lib")
                                .file("top", new byte[40]),
                        new RawTar()
                                .whiteout("usr/share/doc/gone")
                                .file("usr/share/doc/odd\u001b[31m,\"=", new byte[200])
                                .file("=cmd()", "")
                                .file("lib/four", new byte[900]))
                .writeLayout(folder.resolve("image"), "1");
        image = "oci:" + layout;
        Tool.run(folder, "umoci", "unpack", "--rootless", "--image", "image:1", "unpacked");
    }

    private static JsonNode du(String... arguments) {
        var all = Stream.of(Stream.of("du", "--format=json"), Stream.of(arguments), Stream.of(image))
                .flatMap(some -> some)
                .toArray(String[]::new);
        var result = Tare.at(folder).run(all);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.json("du");
    }

    private static long sum(JsonNode report) {
        long sum = 0;
        for (var group : report.path("groups")) {
            sum += group.path("bytes").asLong();
        }
        return sum;
    }

    @Test
    void directoriesHaveTheBytesThatDuFindsOnDisk() {
        var onDisk = new TreeMap<String, Long>();
        Tool.run(folder.resolve("unpacked/rootfs"), "sh", "-ec", """
                        for name in usr/* top; do
                          find "$name" -type f -printf '%i %s\n' | sort -u |
                            awk -v name="/$name" '{ sum += $2 } END { print name "\t" sum }'
                        done""")
                .lines()
                .map(line -> line.split("\t", 2))
                .forEach(words -> onDisk.put(words[0], Long.parseLong(words[1])));
        var report = du();
        var told = new TreeMap<String, Long>();
        for (var group : report.path("groups")) {
            told.put(group.path("path").asText(), group.path("bytes").asLong());
        }
        told.remove("/=cmd()");

        assertThat(told).isEqualTo(onDisk).containsEntry("/usr/lib", 8_900L);
        assertThat(report.path("bytes").asLong()).isEqualTo(sum(report));
        assertThat(report.path("files").asInt()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "layer", "package", "kind", "extension"})
    void everyDivisionSumsToWhatAScanCallsVisible(String by) {
        long visible = Tare.at(folder)
                .run("scan", "--format=json", image)
                .image()
                .at("/totals/visibleBytes")
                .asLong();
        var report = du("--by", by);

        assertThat(report.path("by").asText()).isEqualTo(by);
        assertThat(report.path("visibleBytes").asLong()).isEqualTo(visible);
        assertThat(report.path("bytes").asLong()).isEqualTo(visible);
        assertThat(sum(report)).isEqualTo(visible);
    }

    @Test
    void aScanTellsTheLargestUnlessTheyAreNotWanted() {
        assertThat(Tare.at(folder).run("scan", image).out())
                .contains("largest files and directories")
                .contains("   5.0 kB   54.7 %  ██████▋             1  /usr/lib/one.so.1\n");
        assertThat(Tare.at(folder).run("scan", "--no-largest", image).out()).doesNotContain("largest files");
        var json = Tare.at(folder).run("scan", "--format=json", image).image();
        assertThat(json.at("/largest/0/path").asText()).isEqualTo("/usr/lib/one.so.1");
        assertThat(json.at("/largest/0/bytes").asLong()).isEqualTo(5_000);
        assertThat(Tare.at(folder)
                        .run("scan", "--format=json", "--no-largest", image)
                        .image()
                        .has("largest"))
                .isFalse();
    }

    @Test
    void aPathThatIsALinkIsFollowed() {
        var result = Tare.at(folder).run("du", "--depth=1", "--top=2", image, "/lib");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("8.9 kB in 3 files visible in /usr/lib, of 9.1 kB in the image")
                .contains("   5.0 kB   56.2 %  ██████▊             1  /usr/lib/one.so.1\n")
                .contains("and 900 B in 1 more: see --top 0 or --format json");
    }

    @Test
    void textOfTheImageIsHarmlessInEveryFormat() {
        String csv = "csv=" + folder.resolve("du.csv");
        String markdown = "markdown=" + folder.resolve("du.md");
        var result = Tare.at(folder).run("du", "--depth=9", "-o", "table", "-o", csv, "-o", markdown, image);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("/usr/share/doc/odd\\x1b[31m,\"=");
        assertThat(Tool.run(folder, "cat", "du.csv"))
                .startsWith("image,path,type,bytes,files\r\n")
                .contains(",\"/usr/share/doc/odd\\x1b[31m,\"\"=\",file,200,1\r\n");
        assertThat(Tool.run(folder, "cat", "du.md"))
                .contains("| 5.0 kB | 54.7 % | 1 | `/usr/lib/one.so.1` |")
                .contains("| 200 B | 2.2 % | 1 | `/usr/share/doc/odd\\x1b[31m,\"=` |");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertRefused("there is no /nowhere in", "du", image, "/nowhere");
        assertRefused("--depth: only with --by directory", "du", "--by=layer", "--depth=1", image);
        assertRefused("--depth: -1 is below 0", "du", "--depth=-1", image);
    }

    private static void assertRefused(String why, String... arguments) {
        var result = Tare.at(folder).run(arguments);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(why);
    }
}
