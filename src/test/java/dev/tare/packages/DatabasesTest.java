package dev.tare.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.image.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of each database tell. The real ones are in PackagesIT. */
class DatabasesTest {

    private final List<String> claimed = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<InstalledPackage> owners = new ArrayList<>();

    private final Databases databases = new Databases(new Claims() {
        @Override
        public void file(InstalledPackage owner, byte[] path) {
            owners.add(owner);
            claimed.add("%s %s has %s".formatted(owner.name(), owner.version(), Printable.of(path)));
        }

        @Override
        public void folder(InstalledPackage owner, byte[] path) {
            claimed.add("%s %s has all of %s".formatted(owner.name(), owner.version(), Printable.of(path)));
        }

        @Override
        public void note(String note) {
            notes.add(note);
        }
    });

    private void read(String path, String content) throws IOException {
        var reading = databases.file(path.getBytes(UTF_8), content.length());
        if (reading.isPresent()) {
            try (var out = reading.get().begin()) {
                out.write(content.getBytes(UTF_8));
            }
        }
    }

    @Test
    void dpkgListsFilesAndItsStatusHasTheVersions() throws IOException {
        read("/var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib/libc.so.6\n");
        read("/var/lib/dpkg/info/bash.list", "/bin/bash");
        read("/var/lib/dpkg/info/bash.md5sums", "0  bin/bash\n");
        read("/var/lib/dpkg/status", """
                Package: libc6
                Status: install ok installed
                Architecture: amd64
                Version: 2.36-9
                Description: x
                 Version: no field

                Package: bash
                Architecture: amd64
                Version: 5.2
                """);

        assertThat(claimed)
                .containsExactly("libc6:amd64  has /.", "libc6:amd64  has /lib/libc.so.6", "bash  has /bin/bash");
        assertThat(owners)
                .extracting(owner -> databases.completed(owner).version())
                .containsExactly("2.36-9", "2.36-9", "5.2");
    }

    @Test
    void aDivertedFileIsWhereTheDiversionPutsIt() throws IOException {
        assertThat(databases.turn("/var/lib/dpkg/diversions".getBytes(UTF_8))).isEqualTo(Turn.FIRST);
        assertThat(databases.turn("/var/lib/dpkg/info/bash.list".getBytes(UTF_8)))
                .isEqualTo(Turn.LATER);
        read("/var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/x\n/x.local\n:\n");
        read("/var/lib/dpkg/info/bash.list", "/bin/sh\n/x\n");
        read("/var/lib/dpkg/info/dash.list", "/bin/sh\n");

        assertThat(claimed).containsExactly("bash  has /bin/sh.distrib", "bash  has /x.local", "dash  has /bin/sh");
    }

    @Test
    void imagesWithoutDpkgHaveAFileForEachPackage() throws IOException {
        read(
                "/var/lib/dpkg/status.d/tzdata.md5sums",
                "d41d8cd98f00b204e9800998ecf8427e  usr/share/zoneinfo/UTC\n\nshort\n");
        read("/var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n");

        assertThat(claimed).containsExactly("tzdata  has usr/share/zoneinfo/UTC");
        assertThat(databases.completed(owners.getFirst()).version()).isEqualTo("2024a");
    }

    @Test
    void apkListsFilesByDirectory() throws IOException {
        read("/lib/apk/db/installed", """
                C:Q1x=
                P:busybox
                V:1.36-r0
                F:bin
                R:busybox
                a:0:0:755
                F:
                R:top

                P:musl
                V:1.2-r1
                F:lib
                R:libc.so
                """);

        assertThat(claimed)
                .containsExactly(
                        "busybox 1.36-r0 has /bin/busybox",
                        "busybox 1.36-r0 has //top",
                        "musl 1.2-r1 has /lib/libc.so");
    }

    @Test
    void pythonRecordsFilesOfAProject() throws IOException {
        read("/opt/site-packages/my_pkg-1.0.dist-info/RECORD", """
                my_pkg/a.py,sha256=x,12
                "my_pkg/odd,""name"".py",,
                ../bin/tool,,
                /usr/share/x,,\r
                """);

        assertThat(claimed)
                .containsExactly(
                        "my_pkg 1.0 has /opt/site-packages/my_pkg/a.py",
                        "my_pkg 1.0 has /opt/site-packages/my_pkg/odd,\"name\".py",
                        "my_pkg 1.0 has /opt/site-packages/../bin/tool",
                        "my_pkg 1.0 has /usr/share/x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /app/node_modules/left-pad/package.json    | {"name":"left-pad","version":"1.3.0"}        | left-pad 1.3.0 has all of /app/node_modules/left-pad
            /n/node_modules/@a/b/package.json          | {"deep":{"name":"no"},"version":"2"}         | @a/b 2 has all of /n/node_modules/@a/b
            /node_modules/x/node_modules/y/package.json| {"version":{}, "name": "y"} trailing         | y  has all of /node_modules/x/node_modules/y
            /node_modules/bad/package.json             | {"version":"1",                              | bad 1 has all of /node_modules/bad
            /node_modules/empty/package.json           | []                                           | empty  has all of /node_modules/empty
            """)
    void npmHasADirectoryForEachPackage(String path, String json, String claim) throws IOException {
        read(path, json);

        assertThat(claimed).containsExactly(claim);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/package.json",
                "/app/node_modules/x/lib/package.json",
                "/app/node_modules/@scope/package.json",
                "/opt/dist-info/RECORD",
                "/var/lib/dpkg/info/x.postinst",
                "/app/lib/apk/db/installed",
                "/var/lib/rpm/.rpm.lock",
                "/x.jarx",
                "/.jar"
            })
    void otherFilesAreOfNoDatabase(String path) throws IOException {
        read(path, "{}");

        assertThat(claimed).isEmpty();
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/app/spring-core-6.1.2.jar, spring-core, 6.1.2",
        "/app/log4j-1.2-api-2.20.jar, log4j, 1.2-api-2.20",
        "/app/app.jar, app, ''",
        "/app/a-.jar, a-, ''",
        "/srv/x-1.war, x, 1"
    })
    void aJarIsAPackageByItsName(String path, String name, String version) throws IOException {
        read(path, "");

        assertThat(claimed).containsExactly("%s %s has %s".formatted(name, version, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Packages", "Packages.db", "rpmdb.sqlite-wal"})
    void whatIsNotReadOfRpmIsSaid(String name) throws IOException {
        read("/var/lib/rpm/" + name, "x");
        read("/usr/lib/sysimage/rpm/rpmdb.sqlite-wal", "");

        assertThat(notes)
                .singleElement()
                .asString()
                .contains("/var/lib/rpm/" + name)
                .contains("not read");
    }

    @Test
    void linesAndPathsThatAreTooLongAreLeftOut() throws IOException {
        read("/var/lib/dpkg/info/a.list", "/%s\n/%s\n/b\n".formatted("x".repeat(100_000), "y".repeat(5_000)));
        read("/lib/apk/db/installed", "P:p\nF:%s\nR:r\nF:d\nR:s\n".formatted("z".repeat(60_000)));

        assertThat(claimed).containsExactly("a  has /b", "p  has /d/s");
        assertThat(new InstalledPackage(Database.APK, "n".repeat(1_000), "v".repeat(1_000)).name())
                .hasSize(256);
    }

    @Test
    void apkPackagesWithoutANameHaveNoFiles() throws IOException {
        read("/lib/apk/db/installed", "P:a\nV:1\nF:bin\nR:a\n\nV:2\nF:bin\nR:b\n\n");
        databases.end();

        assertThat(claimed).containsExactly("a 1 has /bin/a");
        assertThat(notes)
                .containsExactly(
                        "/lib/apk/db/installed has packages without a name: their files, 1, are among those of no package");
    }

    @ParameterizedTest
    @CsvSource({
        "'', lists no packages",
        "P:a\\nV:1\\n@@@@\\n\\n, 1 lines are no fields",
        "P:a\\nF:bin\\nR:x, ends within a package"
    })
    void aDamagedDatabaseOfApkIsNoted(String content, String note) throws IOException {
        read("/lib/apk/db/installed", content.replace("\\n", "\n"));
        databases.end();

        assertThat(notes)
                .singleElement()
                .asString()
                .startsWith("/lib/apk/db/installed ")
                .contains(note, "of no package");
    }

    @Test
    void installedPackagesOfDpkgWithoutAListAreNoted() throws IOException {
        read("/var/lib/dpkg/info/a.list", "/.\n/bin/a\n");
        read("/var/lib/dpkg/info/b.list", "");
        read("/var/lib/dpkg/info/c.list", "\u0000\u0001\n/bin/c\n");
        read("/var/lib/dpkg/status", """
                Package: a
                Status: install ok installed

                Package: d
                Status: install ok installed

                Package: e
                Status: deinstall ok config-files
                """);
        databases.end();

        assertThat(claimed).contains("a  has /bin/a", "c  has /bin/c");
        assertThat(notes)
                .containsExactly(
                        "1 installed packages have no list of their files in /var/lib/dpkg/info: files of packages may be among those of no package",
                        "1 lists of files in /var/lib/dpkg/info are empty: files of packages may be among those of no package",
                        "1 lines in lists of files in /var/lib/dpkg/info are no paths: files of packages may be among those of no package");
    }

    @ParameterizedTest
    @CsvSource({
        "'', lists no packages",
        "@@@\\nPackage: a\\nVersion: 1\\n, 1 lines of /var/lib/dpkg/status are no fields"
    })
    void aDamagedStatusOfDpkgIsNoted(String content, String note) throws IOException {
        read("/var/lib/dpkg/status", content.replace("\\n", "\n"));
        databases.end();

        assertThat(notes).singleElement().asString().contains(note);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/lib/rpm/rpmdb.sqlite",
                "/usr/lib/sysimage/rpm/Packages.db",
                "/usr/lib/python3/a-1.dist-info/RECORD"
            })
    void anEmptyDatabaseIsNoted(String path) throws IOException {
        read(path, "");

        assertThat(notes)
                .singleElement()
                .asString()
                .startsWith(path + " is empty")
                .contains("of no package");
    }
}
