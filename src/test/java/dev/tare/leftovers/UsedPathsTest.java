package dev.tare.leftovers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which paths the config of an image names. */
class UsedPathsTest {

    private static UsedPaths of(List<String> environment, List<String> words, String directory, String... volumes) {
        return UsedPaths.of(environment, words, directory, List.of(volumes));
    }

    @Test
    void pathsAreFoundWithinACommand() {
        assertThat(of(List.of(), List.of("sh", "-c", "exec 'java' -cp /a.jar:/tmp/b.jar -Dx=file:/c;/d>/e"), "")
                        .named())
                .contains("/a.jar", "/tmp/b.jar", "/c", "/d", "/e", "/java");
    }

    @Test
    void aPathWithoutASlashInFrontIsInTheWorkingDirectory() {
        var used = of(List.of(), List.of("./run", "../tmp/x", "/a/../b//c/"), "/srv/app/");
        assertThat(used.named()).containsExactlyInAnyOrder("/srv/app/run", "/srv/tmp/x", "/b/c");
        assertThat(used.searched()).containsExactly("/srv/app");
        assertThat(of(List.of(), List.of("../../x"), "").named()).containsExactly("/x");
    }

    @Test
    void aPatternNamesTheDirectoryAboveIt() {
        assertThat(of(List.of(), List.of("/tmp/lib/*.jar", "/tmp/$NAME/x", "/a/b?/c"), "")
                        .named())
                .containsExactlyInAnyOrder("/tmp/lib", "/tmp", "/a");
    }

    @Test
    void aPathMayHaveBlanksAndVariablesInIt() {
        assertThat(of(List.of(), List.of("/tmp/my app/run"), "").named()).contains("/tmp/my app/run");
        assertThat(of(List.of(), List.of("sh", "-c", "exec '/tmp/my app/run' x"), "")
                        .named())
                .contains("/tmp/my app/run");
        var environment = List.of("APP_HOME=/tmp/app", "HOME=/home/me");
        assertThat(of(environment, List.of("$APP_HOME/a ${APP_HOME}/b $HOME/c ~/d $NONE/e"), "")
                        .named())
                .contains("/tmp/app/a", "/tmp/app/b", "/home/me/c", "/home/me/d");
        assertThat(of(List.of(), List.of("java -jar ~/.m2/a.jar $HOME/b"), "").named())
                .contains("/root/.m2/a.jar", "/root/b");
    }

    @Test
    void valuesOfVariablesAreBounded() {
        var environment = List.of("A=" + "/x".repeat(10_000));
        assertThat(of(environment, List.of("$A".repeat(10_000)), "").named()).hasSizeLessThan(3);
    }

    @Test
    void variablesAreThoseOfTheTable() {
        var used = of(
                List.of("PATH=/usr/bin:/tmp/bin", "TMPDIR=/tmp/x", "LD_PRELOAD=/tmp/a.so /tmp/b.so", "none", "=x"),
                List.of(),
                "");
        assertThat(used.searched()).containsExactlyInAnyOrder("/usr/bin", "/tmp/bin");
        assertThat(used.named()).containsExactlyInAnyOrder("/tmp/a.so", "/tmp/b.so");
    }

    @Test
    void volumesAreNamed() {
        assertThat(of(List.of(), List.of(), "", "/data", "/tmp/x").named())
                .containsExactlyInAnyOrder("/data", "/tmp/x");
    }

    @Test
    void pathsAreBounded() {
        var words = IntStream.range(0, 20_000).mapToObj(i -> "/" + i).toList();
        assertThat(of(List.of(), words, "").named()).hasSize(10_000);
    }
}
