package dev.tare.analysis.leftovers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.analysis.Accounted;
import dev.tare.glob.Glob;
import dev.tare.image.Printable;
import dev.tare.layer.ElfFiles;
import dev.tare.layer.RawTar;
import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.leftovers.UsedPaths;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container can see and does not need (accounting.md, "Leftovers"). */
class LeftoversTest {

    private static final byte[] CONTENT = new byte[1000];

    private static Leftovers of(RawTar... layers) throws IOException {
        return Accounted.of(layers).leftovers(LeftoverKinds.DEFAULT, UsedPaths.NONE);
    }

    /** {@code pip /root/.cache/pip/ 2 files 2000 bytes from 1}, the largest first. */
    private static List<String> groups(Leftovers leftovers) {
        return leftovers.groups().stream()
                .map(group -> "%s %s%s %d files %d bytes from %d"
                        .formatted(
                                group.kind(),
                                Printable.of(group.path()),
                                group.directory() ? "/" : "",
                                group.files(),
                                group.bytes(),
                                group.layer()))
                .toList();
    }

    private static RawTar files(String... paths) {
        var tar = new RawTar();
        for (String path : paths) {
            tar.file(path, CONTENT);
        }
        return tar;
    }

    @Test
    void aDirectoryIsOneGroupAndTheRestIsNot() throws IOException {
        var leftovers = of(
                files("usr/bin/app", "root/.cache/pip/http/a", "root/.cache/pip/http/b", "root/.cache/other"),
                files("root/.cache/pip/c"));
        assertThat(groups(leftovers))
                .containsExactly(
                        "pip /root/.cache/pip/http/ 2 files 2000 bytes from 0",
                        "pip /root/.cache/pip/c 1 files 1000 bytes from 1");
        assertThat(leftovers.bytes()).isEqualTo(3000);
        assertThat(leftovers.bytesWithin(1)).isEqualTo(2000);
    }

    @Test
    void onlyVisibleCopiesCount() throws IOException {
        var leftovers = of(
                files("var/lib/apt/lists/a", "var/lib/apt/lists/b", "tmp/x"),
                new RawTar().whiteout("var/lib/apt/lists/a").file("tmp/x", "12345"));
        assertThat(groups(leftovers))
                .containsExactly(
                        "apt-lists /var/lib/apt/lists/b 1 files 1000 bytes from 0",
                        "tmp /tmp/x 1 files 5 bytes from 1");
    }

    @Test
    void emptyFilesAreNoFinding() throws IOException {
        assertThat(groups(of(new RawTar()
                        .file("var/log/dpkg.log", "")
                        .file("var/lib/apt/lists/lock", "")
                        .directory("tmp"))))
                .isEmpty();
    }

    @Test
    void aContentWithANameThatIsNeededIsNoLeftover() throws IOException {
        var leftovers = of(files("opt/conda/pkgs/a/lib", "opt/conda/pkgs/a/tarball", "tmp/one")
                .hardlink("opt/conda/lib/lib", "opt/conda/pkgs/a/lib")
                .hardlink("tmp/two", "tmp/one"));
        assertThat(groups(leftovers))
                .as("the content of /tmp counts once")
                .containsExactly(
                        "conda /opt/conda/pkgs/a/tarball 1 files 1000 bytes from 0",
                        "tmp /tmp/one 1 files 1000 bytes from 0");
    }

    @Test
    void aFileIsOfTheFirstKindThatFits() throws IOException {
        assertThat(groups(of(files("tmp/.git/HEAD", "tmp/.git/objects/a", "tmp/.cache/pip/a"))))
                .containsExactly(
                        "git /tmp/.git/ 2 files 2000 bytes from 0", "pip /tmp/.cache/pip/a 1 files 1000 bytes from 0");
    }

    @Test
    void aRepositoryHoldsWhatOneHolds() throws IOException {
        assertThat(groups(of(
                        files("a/.git/HEAD", "a/.git/objects/1", "b/.git/HEAD", "c/.git", "d/.hg/x", "e/.svn/wc.db"))))
                .containsExactly(
                        "git /a/.git/ 2 files 2000 bytes from 0", "svn /e/.svn/wc.db 1 files 1000 bytes from 0");
        assertThat(groups(of(files("a/.git/HEAD", "a/.git/objects"), new RawTar().whiteout("a/.git/HEAD"))))
                .as("what a layer removed is not there")
                .isEmpty();
    }

    @Test
    void bytecodeIsOneOnlyBesideItsSource() throws IOException {
        var leftovers = of(files(
                "app/a.py",
                "app/__pycache__/a.cpython-312.pyc",
                "app/__pycache__/a.cpython-312.opt-1.pyc",
                "app/__pycache__/gone.cpython-312.pyc",
                "app/b.pyc",
                "usr/lib/python3/a.py",
                "usr/lib/python3/__pycache__/a.cpython-312.pyc"));
        assertThat(groups(leftovers))
                .containsExactly(
                        "pycache /app/__pycache__/a.cpython-312.opt-1.pyc 1 files 1000 bytes from 0",
                        "pycache /app/__pycache__/a.cpython-312.pyc 1 files 1000 bytes from 0");
    }

    @Test
    void objectFilesAreOnesOnlyBesideTheirSourcesInFoldersOfApplications() throws IOException {
        var leftovers = of(files(
                "app/main.c",
                "app/main.o",
                "app/lib.o",
                "app/probe.c",
                "app/probe.bpf.o",
                "usr/lib/crt1.c",
                "usr/lib/crt1.o"));
        assertThat(groups(leftovers)).containsExactly("objects /app/main.o 1 files 1000 bytes from 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var/lib/dpkg/status",
                "var/lib/dpkg/info/bash.list",
                "var/lib/apt/extended_states",
                "lib/apk/db/installed",
                "usr/lib/apk/db/installed",
                "var/lib/rpm/rpmdb.sqlite",
                "usr/lib/sysimage/rpm/rpmdb.sqlite",
                "var/lib/dnf/history.sqlite",
                "var/lib/pacman/local/bash/desc",
                "opt/conda/conda-meta/python.json",
                "usr/lib/python3/dist-packages/x.py",
                "usr/local/lib/python3.12/site-packages/x.so",
                "app/node_modules/x/index.js",
                "app/.yarn/cache/x.zip",
                "root/.local/share/pnpm/store/v10/links/x",
                "root/.cache/pypoetry/virtualenvs/app/bin/app",
                "root/.cache/ms-playwright/chromium",
                "root/.npm/_npx/1/node_modules/x",
                "usr/local/cargo/bin/cargo",
                "go/bin/app",
                "app/target/release/app",
                "app/target/release/libapp.so",
                "app/target/release/deps/libmacro.so",
                "app/target/release/build/x/out/data",
                "app/vendor/x.go",
                "usr/share/maven/lib/x.jar",
                "root/.gradle/wrapper/dists/gradle/bin/gradle",
                "usr/local/lib/ruby/gems/3.3.0/gems/x/x.rb",
                "usr/share/man/man5/core.5",
                "usr/lib/core.js",
                "app/core",
                "proc/sys/kernel/core_pattern",
                "app/logs.txt",
                "app/build/Release/addon.node",
                "usr/lib/x86_64-linux-gnu/crt1.o",
                "usr/lib/x86_64-linux-gnu/libc.a",
                "usr/share/doc/bash/copyright",
                "app/.gitignore",
                "app/.github/workflows/ci.yml"
            })
    void whatIsNeededIsNone(String path) throws IOException {
        assertThat(groups(of(files(path)))).isEmpty();
    }

    @Test
    void aCoreDumpIsOneByItsContent() throws IOException {
        var leftovers = of(new RawTar()
                .file("core", ElfFiles.core())
                .file("srv/core.4711", ElfFiles.core())
                .file("srv/core.big", ElfFiles.bigEndianCore())
                .file("app/core.2024", "notes of the year")
                .file("app/core.12/page", CONTENT)
                .file("app/core.so", ElfFiles.object())
                .file("app/other", ElfFiles.core())
                .file("tmp/core.1", "notes"));
        assertThat(groups(leftovers))
                .containsExactly(
                        "core-dumps /srv/ 2 files 2000 bytes from 0",
                        "core-dumps /core 1 files 1000 bytes from 0",
                        "tmp /tmp/core.1 1 files 5 bytes from 0");
    }

    @Test
    void programsOfTheKernelAreNoObjectFilesOfABuild() throws IOException {
        var leftovers = of(new RawTar()
                .file("app/main.c", CONTENT)
                .file("app/main.o", ElfFiles.object())
                .file("app/probe.c", CONTENT)
                .file("app/probe.o", ElfFiles.bpf()));
        assertThat(groups(leftovers)).containsExactly("objects /app/main.o 1 files 1000 bytes from 0");
    }

    private static List<String> used(RawTar tar, UsedPaths used) throws IOException {
        return groups(Accounted.of(tar).leftovers(LeftoverKinds.DEFAULT, used));
    }

    private static UsedPaths words(String... words) {
        return UsedPaths.of(List.of(), List.of(words), "", List.of());
    }

    @Test
    void whatTheConfigNamesIsNeeded() throws IOException {
        var tar = files("tmp/app/bin/run", "tmp/app/lib", "tmp/junk", "var/tmp/x");
        assertThat(used(tar, words("/tmp/app/bin/run")))
                .as("a file alone")
                .contains("tmp /tmp/app/lib 1 files 1000 bytes from 0")
                .doesNotContain("tmp /tmp/app/bin/run 1 files 1000 bytes from 0");
        assertThat(used(tar, words("sh", "-c", "exec \"/tmp/app\"/bin/run --tmp=/var/tmp")))
                .as("a directory with all that is in it, but not one that all programs share")
                .containsExactly("tmp /tmp/junk 1 files 1000 bytes from 0", "tmp /var/tmp/x 1 files 1000 bytes from 0");
        assertThat(used(tar, UsedPaths.of(List.of(), List.of("./app/bin/run"), "/tmp/", List.of())))
                .as("the working directory")
                .containsExactly("tmp /var/tmp/x 1 files 1000 bytes from 0");
        assertThat(used(
                        tar,
                        UsedPaths.of(List.of("PATH=/bin:/tmp/app/bin", "HOME=/tmp/app"), List.of(), "", List.of())))
                .as("where programs are searched for")
                .contains("tmp /tmp/app/lib 1 files 1000 bytes from 0")
                .doesNotContain("tmp /tmp/app/bin/run 1 files 1000 bytes from 0");
        assertThat(used(tar, UsedPaths.of(List.of(), List.of(), "", List.of("/tmp", "/tmp/app/lib"))))
                .as("a volume")
                .contains("tmp /tmp/junk 1 files 1000 bytes from 0")
                .doesNotContain("tmp /tmp/app/lib 1 files 1000 bytes from 0");
    }

    @Test
    void whatTheConfigNamesByALinkIsNeeded() throws IOException {
        var tar = files("root/.cache/pip/run", "root/.cache/pip/other", "var/tmp/run")
                .symlink("z", "/root/.cache")
                .symlink("a", "z")
                .symlink("tmp", "/var/tmp")
                .symlink("circle", "/circle/x");
        String other = "pip /root/.cache/pip/other 1 files 1000 bytes from 0";
        assertThat(used(tar, words("/z/pip/run", "/tmp/run", "/circle/run"))).containsExactly(other);
        assertThat(used(tar, words("/a/pip/run", "/tmp/run"))).containsExactly(other);
    }

    @Test
    void aKindInWhatIsNeededCountsAllTheSame() throws IOException {
        assertThat(used(files("tmp/app/run", "tmp/app/.git/HEAD", "tmp/app/.git/objects"), words("/tmp/app")))
                .containsExactly("git /tmp/app/.git/ 2 files 2000 bytes from 0");
    }

    @Test
    void whatALinkFromElsewhereLeadsToIsNeeded() throws IOException {
        var leftovers =
                of(files("root/.cache/uv/archive-v0/a/x.py", "root/.cache/uv/wheels-v5/x", "tmp/tool", "tmp/other")
                        .symlink("app/lib/x.py", "../../root/.cache/uv/archive-v0/a/x.py")
                        .symlink("usr/bin/tool", "/alias/tool")
                        .symlink("alias", "tmp")
                        .symlink("gone", "/tmp/nothing")
                        .symlink("circle", "circle"));
        assertThat(groups(leftovers))
                .containsExactly(
                        "uv /root/.cache/uv/wheels-v5/x 1 files 1000 bytes from 0",
                        "tmp /tmp/other 1 files 1000 bytes from 0");
    }

    @Test
    void linksAreFollowedFromWhatIsNeededButNotFromLeftovers() throws IOException {
        var leftovers = of(files("tmp/a/x", "var/tmp/b/x", "tmp/c/x", "var/tmp/d/x")
                .symlink("usr/bin/a", "/tmp/a")
                .symlink("tmp/a/b", "/var/tmp/b")
                .symlink("tmp/c/d", "/var/tmp/d"));
        assertThat(groups(leftovers))
                .containsExactly(
                        "tmp /tmp/c/x 1 files 1000 bytes from 0", "tmp /var/tmp/d/x 1 files 1000 bytes from 0");
    }

    @Test
    void aLinkToLogsDoesNotNeedThem() throws IOException {
        assertThat(groups(of(files("var/log/app/x.log").symlink("app/logs", "/var/log/app"))))
                .containsExactly("logs /var/log/app/x.log 1 files 1000 bytes from 0");
    }

    @Test
    void plugAndPlayNeedsTheCacheOfYarn() throws IOException {
        assertThat(groups(of(files("root/.yarn/berry/cache/x.zip")))).hasSize(1);
        assertThat(groups(of(files("root/.yarn/berry/cache/x.zip", "app/.pnp.cjs"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opt/flutter/.git opt/flutter/bin/flutter",
                "root/.pyenv/.git root/.pyenv/bin/pyenv",
                "root/.nvm/.git root/.nvm/nvm.sh",
                "home/linuxbrew/.linuxbrew/Homebrew/.git home/linuxbrew/.linuxbrew/Homebrew/bin/brew",
                "home/linuxbrew/.linuxbrew/Homebrew/Library/Taps/homebrew/homebrew-core/.git x"
            })
    void programsThatAskGitNeedTheirRepository(String paths) throws IOException {
        String repository = paths.substring(0, paths.indexOf(' '));
        String program = paths.substring(paths.indexOf(' ') + 1);
        assertThat(groups(of(files(repository + "/HEAD", repository + "/objects/1", program))))
                .isEmpty();
    }

    @Test
    void aFileElsewhereDoesNotKeepARepository() throws IOException {
        assertThat(groups(of(files("app/.git/HEAD", "app/.git/objects/1", "app/flutter", "bin/flutter", "nvm.sh"))))
                .containsExactly("git /app/.git/ 2 files 2000 bytes from 0");
    }

    @Test
    void optionalKindsCountOnRequestWithoutLicences() throws IOException {
        var accounts = Accounted.of(files(
                "usr/share/doc/bash/README",
                "usr/share/doc/bash/copyright",
                "usr/share/locale/de/LC_MESSAGES/bash.mo"));
        assertThat(accounts.leftovers(LeftoverKinds.DEFAULT, UsedPaths.NONE).bytes())
                .isZero();
        assertThat(groups(accounts.leftovers(LeftoverKinds.ALL, UsedPaths.NONE)))
                .containsExactly(
                        "docs /usr/share/doc/bash/README 1 files 1000 bytes from 0",
                        "locales /usr/share/locale/de/LC_MESSAGES/bash.mo 1 files 1000 bytes from 0");
    }

    @Test
    void kindsOfUsersAreLookedForByTheirPatterns() throws IOException {
        var raw = LeftoverKind.ofUser(
                "raw", List.of(Glob.of("/data/**"), Glob.of("*.dSYM")), List.of(Glob.of("/data/keep")), "mount it");
        var leftovers = Accounted.of(files("data/a/b", "data/keep/c", "x.dSYM/y", "other"))
                .leftovers(new LeftoverKinds(List.of(raw)), UsedPaths.NONE);
        assertThat(groups(leftovers))
                .containsExactly("raw /data/a/b 1 files 1000 bytes from 0", "raw /x.dSYM/y 1 files 1000 bytes from 0");
    }

    @Test
    void namesThatAreNoTextAreNoObstacle() throws IOException {
        var leftovers = of(new RawTar().member(header -> header.name("tmp/x").binary(4, 1, 0xff), CONTENT));
        assertThat(leftovers.groups().getFirst().path()).containsExactly('/', 't', 'm', 'p', '/', 0xff);
        assertThat(leftovers.bytes()).isEqualTo(1000);
    }
}
