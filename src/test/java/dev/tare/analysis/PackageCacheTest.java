package dev.tare.analysis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackageCacheTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void directoriesBelowAPlaceOfACacheBelongToIt(PackageCache cache) {
        assertThat(cache.places()).isNotEmpty();
        for (String place : cache.places()) {
            String folder = place.replace("*", "/home/me.too").replaceAll("/$", "");
            assertThat(of(folder)).as(folder).isEqualTo(cache);
            assertThat(of(folder + "/x")).as(folder).isEqualTo(cache);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/var/cache, NONE",
        "/var/cache/aptitude, NONE",
        "/srv/var/cache/apt, NONE",
        "/root/.npmrc, NONE",
        "/root/.cache, NONE",
        "/root/.config/x/.cache/pip/http, PIP"
    })
    void directoriesBesideAPlaceOfACacheDoNotBelongToIt(String folder, PackageCache cache) {
        assertThat(of(folder)).isEqualTo(cache);
    }

    private static PackageCache of(String folder) {
        return PackageCache.ofDirectory(folder.getBytes(US_ASCII));
    }
}
