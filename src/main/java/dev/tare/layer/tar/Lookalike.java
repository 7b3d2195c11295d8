package dev.tare.layer.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** File types that are mistaken for tar archives, by their first bytes. Checked after a file turned out not to be a tar. */
enum Lookalike {
    UTF_16(
            "\u00ff\u00fe",
            "it is text in UTF-16, which PowerShell makes of what passes through > and |: write docker save -o FILE"),
    GIT_LFS("version https://git-lfs", "it is a pointer of Git LFS, and not the file: git lfs pull brings that"),
    ZIP("PK\u0003\u0004", "it is a zip archive"),
    WEB_PAGE("<", "it begins like a web page, which may tell of an error or ask to sign in"),
    JSON("{", "it begins like JSON"),
    GZIP_AGAIN("\u001f\u008b", "it is compressed with gzip once more");

    private static final int MAX_MAGIC_BYTES = 32;

    /** Its first bytes, as characters of one byte. */
    private final String begin;

    private final String text;

    Lookalike(String begin, String text) {
        this.begin = begin;
        this.text = text;
    }

    /** The type that bytes begin like, for a message. */
    static Optional<String> of(byte[] bytes, int from, int length) {
        var first = new String(bytes, from, Math.min(length, MAX_MAGIC_BYTES), StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(it -> first.startsWith(it.begin))
                .map(it -> it.text)
                .findFirst();
    }
}
