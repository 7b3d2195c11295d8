package dev.tare.packages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.kit.Seed;
import dev.tare.kit.Tare;
import dev.tare.kit.TestImage;
import dev.tare.kit.Tool;
import dev.tare.layer.Blobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tare du --by package} beside what package managers say of the files that they installed themselves. */
class DatabasesIT {

    @TempDir
    Path folder;

    /** An image of a directory, and what is reported of its packages: {@code dpkg one 1.0} to bytes. */
    private Map<String, Long> packages(String root) throws IOException {
        Tool.run(folder, "tar", "-C", root, "-cf", "layer.tar", ".");
        byte[] tar = Files.readAllBytes(folder.resolve("layer.tar"));
        var layout = TestImage.of()
                .layer(TestImage.OCI_LAYER, Blobs.gzip(tar), Digest.sha256(tar), "COPY . /")
                .writeLayout(folder.resolve("image"), "1");
        var result = Tare.at(folder).run("du", "--by=package", "--format=json", "oci:" + layout);
        assertThat(result.exitCode()).as(result.err()).isZero();
        var report = result.json("du");
        assertThat(report.path("notes")).isEmpty();
        var told = new TreeMap<String, Long>();
        for (JsonNode group : report.path("groups")) {
            String name = "%s %s"
                    .formatted(
                            group.path("name").asText(), group.path("version").asText());
            told.put(
                    group.path("database").asText() + " " + name,
                    group.path("bytes").asLong());
        }
        return told;
    }

    private Map<String, Long> lines(String script) {
        var told = new TreeMap<String, Long>();
        Tool.run(folder, "sh", "-ec", script)
                .lines()
                .map(line -> line.split("\t", 2))
                .forEach(words -> told.put(words[0], Long.parseLong(words[1])));
        return told;
    }

    /** With merged directories, a hard link, a diversion and files that belong to nobody. */
    @Test
    void dpkgSaysTheSameOfWhatItInstalled() throws IOException {
        Tool.run(folder, "sh", "-ec", """
                mkdir -p root/usr/bin root/usr/lib root/var/lib/dpkg/info root/var/lib/dpkg/updates root/tmp
                ln -s usr/bin root/bin; ln -s usr/lib root/lib
                touch root/var/lib/dpkg/status root/var/lib/dpkg/available
                make() {
                  name=$1 arch=$2 multi=$3; shift 3; mkdir -p deb/$name/DEBIAN
                  printf 'Package: %s\\nVersion: 1:2-3\\nArchitecture: %s\\nMulti-Arch: %s\\nMaintainer: x <x@example.org>\\nDescription: x\\n' \
                    $name $arch $multi > deb/$name/DEBIAN/control
                  while [ $# -gt 0 ]; do mkdir -p deb/$name$(dirname $1); head -c $2 /dev/zero > deb/$name$1; shift 2; done
                  [ $name != one ] || ln deb/one/bin/tool deb/one/bin/alias
                  dpkg-deb --root-owner-group -b deb/$name $name.deb
                }
                make one $(dpkg --print-architecture) same /bin/tool 1000 /lib/libone.so.1 2000 /usr/share/one/log 300
                make two all foreign /bin/sh 400 /usr/share/two/a 50 /usr/lib/two.py 60
                dpkg-divert --root=$PWD/root --package one --divert /bin/sh.distrib --add --no-rename /bin/sh
                dpkg --root=$PWD/root --force-script-chrootless -i one.deb two.deb
                head -c 77 /dev/zero > root/usr/own; head -c 900 /dev/zero > root/bin/sh
                """);
        var installed = lines("""
                query() { dpkg-query --admindir=$PWD/root/var/lib/dpkg "$@"; }
                query -W -f 'dpkg ${binary:Package} ${Version}\t${binary:Package}\\n' | while IFS='\t' read -r id name; do
                  dpkg --root=$PWD/root -L $name | awk '/^diverted by / { sub(/^diverted by .* to: /, ""); path = $0; next } { print path; path = $0 } END { print path }' |
                    while read -r path; do
                    if [ -f "root$path" ] && [ ! -L "root$path" ]; then stat -c '%i %s' "root$path"; fi
                  done | sort -u | awk -v id="$id" '{ sum += $2 } END { printf "%s\\t%d\\n", id, sum }'
                done
                """);

        var told = packages("root");
        long others = Objects.requireNonNull(told.remove("none  "));

        assertThat(told).isEqualTo(installed).hasSize(2).containsEntry("dpkg two 1:2-3", 510L);
        assertThat(others).isGreaterThan(977);
    }

    /** So many packages that the database's tree has several levels, and so many files in each that headers need pages of their own. */
    @Test
    void rpmSaysTheSameOfWhatItInstalled() throws IOException {
        buildRpms();
        Tool.run(folder, "sh", "-ec", """
                mkdir -p root/usr/share root/usr/bin; ln -s usr/share root/share
                rpm --root $PWD/root --dbpath /usr/lib/sysimage/rpm --nodeps --noscripts -i rpm/RPMS/noarch/*.rpm
                """);
        var installed = lines("""
                rpm --root $PWD/root --dbpath /usr/lib/sysimage/rpm -qa \
                    --qf '[rpm %{=NAME} %{=VERSION}-%{=RELEASE}.%{=ARCH}\t%{FILENAMES}\\n]' |
                  while IFS='\t' read -r id path; do
                    if [ -f "root$path" ]; then printf '%s\t%s\n' "$id" $(stat -c %s "root$path"); fi
                  done | awk -F '\t' '{ sum[$1] += $2 } END { for (id in sum) printf "%s\\t%d\\n", id, sum[id] }'
                """);

        var told = packages("root");
        told.remove("none  ");

        assertThat(told).isEqualTo(installed).hasSize(41).containsEntry("rpm main 1.2-3.noarch", 500L);
    }

    private void buildRpms() throws IOException {
        var spec = new StringBuilder("""
                Name: main
                Version: 1.2
                Release: 3
                Epoch: 4
                Summary: x
                License: x
                BuildArch: noarch
                %description
                x
                %install
                mkdir -p %{buildroot}/usr/bin
                head -c 500 /dev/zero > %{buildroot}/usr/bin/main
                for i in $(seq 1 40); do
                  mkdir -p %{buildroot}/share/sub$i
                  for j in $(seq 1 $i); do
                    head -c $((i * 100 + j)) /dev/zero > %{buildroot}/share/sub$i/a-name-that-makes-the-header-longer-than-a-page-$j
                  done
                done
                %files
                /usr/bin/main
                """);
        for (int i = 1; i <= 40; i++) {
            spec.append("""
                    %%package sub%1$d
                    Summary: x
                    %%description sub%1$d
                    x
                    %%files sub%1$d
                    /share/sub%1$d
                    """.formatted(i));
        }
        Files.writeString(folder.resolve("main.spec"), spec);
        Tool.run(folder, "rpmbuild", "-bb", "--quiet", "--define", "_topdir " + folder.resolve("rpm"), "main.spec");
    }

    /** Whatever bytes are changed, the rest is read or the file is refused, and neither takes long. */
    @Test
    void aDamagedDatabaseOfRpmDoesNoHarm() throws IOException {
        buildRpms();
        Tool.run(folder, "sh", "-ec", """
                mkdir -p root
                rpm --root $PWD/root --dbpath /var/lib/rpm --nodeps --noscripts --justdb -i rpm/RPMS/noarch/*.rpm
                """);
        byte[] whole = Files.readAllBytes(folder.resolve("root/var/lib/rpm/rpmdb.sqlite"));
        assertThat(claims(whole)).isEqualTo(1 + 40 * 41 / 2 + 40);
        for (int i = 0; i < Seed.cases(2_000); i++) {
            var random = Seed.random(i);
            byte[] damaged = whole.clone();
            for (int change = random.nextInt(20); change >= 0; change--) {
                int at = random.nextBoolean()
                        ? random.nextInt(damaged.length)
                        : random.nextInt(damaged.length / 4096) * 4096 + random.nextInt(24);
                damaged[at] = (byte) random.nextInt(256);
            }
            assertThat(claims(damaged)).as("seed %d", Seed.of(i)).isNotNegative();
        }
    }

    /** How many claims a database of rpm makes. */
    private static int claims(byte[] database) throws IOException {
        int[] count = {0};
        var rpm = new Rpm(new Claims() {
            @Override
            public void file(InstalledPackage owner, byte[] path) {
                count[0]++;
            }

            @Override
            public void folder(InstalledPackage owner, byte[] path) {
                throw new AssertionError();
            }

            @Override
            public void note(String note) {
                // it is damaged
            }
        });
        var path = PathName.of("/var/lib/rpm/rpmdb.sqlite".getBytes(StandardCharsets.UTF_8));
        try (var out = rpm.file(path, database.length).orElseThrow().begin()) {
            out.write(database);
        }
        return count[0];
    }
}
