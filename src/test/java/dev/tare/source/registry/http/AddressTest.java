package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    private static String resolved(String base, String reference) throws Address.Invalid {
        return Address.of(base).resolve(reference).url();
    }

    /** The examples of RFC 3986, 5.4, but for those with other schemes. The fragments of the results are not sent. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "g,http://a/b/c/g",
                "./g,http://a/b/c/g",
                "g/,http://a/b/c/g/",
                "/g,http://a/g",
                "//g,http://g/",
                "?y,http://a/b/c/d;p?y",
                "g?y,http://a/b/c/g?y",
                "#s,http://a/b/c/d;p?q",
                "g#s,http://a/b/c/g",
                "g?y#s,http://a/b/c/g?y",
                ";x,http://a/b/c/;x",
                "g;x,http://a/b/c/g;x",
                "g;x?y#s,http://a/b/c/g;x?y",
                "\"\",http://a/b/c/d;p?q",
                ".,http://a/b/c/",
                "./,http://a/b/c/",
                "..,http://a/b/",
                "../,http://a/b/",
                "../g,http://a/b/g",
                "../..,http://a/",
                "../../,http://a/",
                "../../g,http://a/g",
                "../../../g,http://a/g",
                "../../../../g,http://a/g",
                "/./g,http://a/g",
                "/../g,http://a/g",
                "g.,http://a/b/c/g.",
                ".g,http://a/b/c/.g",
                "g..,http://a/b/c/g..",
                "..g,http://a/b/c/..g",
                "./../g,http://a/b/g",
                "./g/.,http://a/b/c/g/",
                "g/./h,http://a/b/c/g/h",
                "g/../h,http://a/b/c/h",
                "g;x=1/./y,http://a/b/c/g;x=1/y",
                "g;x=1/../y,http://a/b/c/y",
                "g?y/./x,http://a/b/c/g?y/./x",
                "g?y/../x,http://a/b/c/g?y/../x",
                "g#s/./x,http://a/b/c/g",
                "g#s/../x,http://a/b/c/g"
            })
    void referencesAreResolvedAsTheRfcSays(String reference, String expected) throws Address.Invalid {
        assertThat(resolved("http://a/b/c/d;p?q", reference)).isEqualTo(expected);
    }

    /** What is not allowed is escaped, as curl and Go do; what is escaped already stays as it is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "\"/a b\" /a%20b",
                "\"/a?x=1 2\" /a?x=1%202",
                "/a|^{}`\\<>\" /a%7C%5E%7B%7D%60%5C%3C%3E%22",
                "/a?x=|^{}`\\[] /a?x=%7C%5E%7B%7D%60%5C%5B%5D",
                "/100% /100%25",
                "/%zz%4 /%25zz%254",
                "/%2f%2F?a=%7c /%2f%2F?a=%7c",
                "/a?b?c=http://d/e@f:g /a?b?c=http://d/e@f:g",
                "/a//b///c /a//b///c",
                "/~-._!$&'()*+,;=:@ /~-._!$&'()*+,;=:@"
            })
    void charactersThatAreNotAllowedAreEscaped(String written, String target) throws Address.Invalid {
        assertThat(resolved("http://h/x", written)).isEqualTo("http://h" + target);
    }

    @Test
    void bytesBeyondAsciiAreEscapedAsTheyCame() throws Address.Invalid {
        assertThat(Address.of("http://h/x").resolve("/\u00e4").target()).isEqualTo("/%E4");
        assertThat(Address.parse("http://h/\u00e4\u20ac").target()).isEqualTo("/%C3%A4%E2%82%AC");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://Registry.Example:80/x,http://registry.example,Registry.Example:80",
        "https://h:443,https://h,h:443",
        "https://h:80,https://h:80,h:80",
        "http://h:/x,http://h,h",
        "http://my_bucket.s3.example:8080/x,http://my_bucket.s3.example:8080,my_bucket.s3.example:8080",
        "http://[::1]:5000/,http://[::1]:5000,[::1]:5000",
        "http://h.?x,http://h.,h."
    })
    void originsDoNotDependOnHowTheyAreWritten(String written, String origin, String authority) throws Address.Invalid {
        assertThat(Address.parse(written).origin()).isEqualTo(origin);
        assertThat(Address.parse(written).authority()).isEqualTo(authority);
    }

    @Test
    void aReferenceMayKeepTheSchemeOnly() throws Address.Invalid {
        assertThat(resolved("https://a/b", "//c/d")).isEqualTo("https://c/d");
        assertThat(resolved("https://a/b", "HTTPS://c")).isEqualTo("https://c/");
    }

    @Test
    void parametersAreAddedToThoseThatAreThere() {
        assertThat(Address.of("https://h").with("a=b").url()).isEqualTo("https://h/?a=b");
        assertThat(Address.of("https://h/t?").with("a=b").url()).isEqualTo("https://h/t?a=b");
        assertThat(Address.of("https://h/t?x=y").with("a=b").url()).isEqualTo("https://h/t?x=y&a=b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h/x",
                "/x",
                "file:///etc/passwd",
                "http:/h",
                "http:h",
                "http://",
                "http:///x",
                "http://?x",
                "http://user:s3cret@h/",
                "http://s3cret@h/",
                "http://@h/",
                "http://h\\@evil/",
                "http://h:99999/",
                "http://h:-1/",
                "http://h:8o/",
                "http://h:1:2/",
                "http://a b/",
                "http://a%41/",
                "http://../",
                "http://.h/",
                "http://[::1/",
                "http://[s3cret]/",
                "http://[:::::]/",
                "http://b\u00fccher.example/",
                "http://h/a\tb",
                "http://h/a\nb",
                "http://h/a\u0000"
            })
    void whatIsNoAddressIsRefusedAndNotQuoted(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(Address.Invalid.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aQueryIsNotPrinted() {
        assertThat(Address.of("https://h/x?X-Amz-Signature=s3cret")).hasToString("https://h");
    }
}
