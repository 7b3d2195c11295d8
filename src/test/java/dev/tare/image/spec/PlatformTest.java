package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/arm/v7, linux/arm/v7",
        "arm64, linux/arm64",
        "x86_64, linux/amd64",
        "linux/aarch64, linux/arm64",
        "Linux/AMD64, linux/amd64",
        "windows/amd64, windows/amd64",
        "linux/386, linux/386",
        "linux/i686, linux/386",
        "linux/riscv64, linux/riscv64",
        "linux/armel, linux/arm/v6",
        "linux/arm/6, linux/arm/v6",
        "linux/ARM64/V8, linux/arm64/v8",
        "macos/arm64, darwin/arm64"
    })
    void platformsAreReadInTheNamesOfGoAndOthers(String text, String platform) {
        assertThat(Platform.parse(text)).hasToString(platform);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "linux/", "/amd64", "linux//v7", "a/b/c/d", "linux/amd 64", "linux/\u001b"})
    void invalidPlatformsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Platform.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64, true",
        "linux/amd64, linux/amd64/v1, true",
        "linux/amd64/v1, linux/amd64, true",
        "linux/amd64, linux/amd64/v3, true",
        "linux/amd64/v2, linux/amd64/v3, false",
        "linux/amd64/v3, linux/amd64, true",
        "linux/arm64, linux/arm64/v8, true",
        "linux/arm/v7, linux/arm/v6, true",
        "linux/arm/v6, linux/arm/v7, false",
        "linux/arm/v5, linux/arm, false",
        "linux/amd64, linux/arm64, false",
        "linux/amd64, linux/386, false",
        "linux/amd64, windows/amd64, false",
        "linux/amd64, unknown/unknown, false",
        "linux/arm64, linux/aarch64, true",
        "linux/arm/v6, linux/arm/7, false",
        "linux/arm/v7, linux/armhf, true",
        "linux/arm/v5, linux/armel, false",
        "linux/amd64, Linux/amd64, true"
    })
    void aPlatformSuitsMachinesThatCanRunIt(String wanted, String offered, boolean suits) {
        var parts = offered.split("/", -1);
        var image = new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "");

        assertThat(Platform.parse(wanted).suits(image) > 0).isEqualTo(suits);
    }

    @Test
    void aPlatformPrintsItsKnownParts() {
        assertThat(new Platform("linux", "arm", "v7")).hasToString("linux/arm/v7");
        assertThat(new Platform("linux", "", "")).hasToString("linux");
        assertThat(new Platform("", "", "")).hasToString("");
        assertThat(new Platform("linux", "", "").isKnown()).isFalse();
        assertThat(new Platform("linux", "arm", "").isKnown()).isTrue();
    }

    @Test
    void theNearestVariantSuitsBest() {
        var v7 = Platform.parse("linux/arm/v7");
        assertThat(v7.suits(Platform.parse("linux/arm/v7"))).isGreaterThan(v7.suits(Platform.parse("linux/arm/v6")));
        assertThat(v7.suits(Platform.parse("linux/arm/v6"))).isGreaterThan(v7.suits(Platform.parse("linux/arm/v5")));

        // as old tools write it
        assertThat(v7.suits(new Platform("linux", "arm", "7")))
                .isGreaterThan(v7.suits(new Platform("linux", "arm", "6")));

        var any = Platform.parse("linux/amd64");
        assertThat(any.suits(Platform.parse("linux/amd64"))).isGreaterThan(any.suits(Platform.parse("linux/amd64/v3")));
    }

    @Test
    void aSystemAloneIsOnThisMachinesProcessor() {
        assertThat(Platform.parse("Linux")).isEqualTo(Platform.ofThisMachine());
        assertThat(Platform.parse("windows").architecture())
                .isEqualTo(Platform.ofThisMachine().architecture());
    }

    @Test
    void thePlatformOfThisMachineIsLinuxInTheNamesOfGo() {
        assertThat(Platform.ofThisMachine().os()).isEqualTo("linux");
        assertThat(Platform.ofThisMachine().architecture()).doesNotContain("x86_64", "aarch64");
    }
}
