package dev.tare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void sha256OfBytesIsThatOfFips180() {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);

        assertThat(Digest.sha256(abc)).hasToString("sha256:" + OF_ABC);
        assertThat(Digest.parse("sha512:" + "0".repeat(128)).ofSameKind(abc).hex())
                .startsWith("ddaf35a193617abacc417349ae204131");
        assertThat(Digest.parse("sha256:" + OF_ABC)).isEqualTo(Digest.sha256(abc));
        assertThat(Digest.sha256(abc).brief()).isEqualTo("sha256:ba7816bf8f01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                "sha256:" + OF_ABC + "0",
                "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "SHA256:" + OF_ABC,
                "sha256:" + OF_ABC + "\n",
                " sha256:" + OF_ABC,
                "sha512:" + OF_ABC,
                "sha384:" + OF_ABC + OF_ABC,
                "sha256:../../../../etc/passwd/////////////////////////////////////////////",
                "md5:900150983cd24fb0d6963f7d28e17f72"
            })
    void digestsThatCannotBeVerifiedAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse(text));
    }

    @Test
    void theMessageDoesNotRepeatALongText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse("x".repeat(1_000_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}
