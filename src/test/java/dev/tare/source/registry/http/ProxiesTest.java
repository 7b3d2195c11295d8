package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tare.source.BadConfiguration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

    private static Optional<Proxy> of(Map<String, String> environment, String uri) {
        return new Proxies(environment).of(Address.of(uri));
    }

    @Test
    void theSchemeChoosesTheVariable() {
        var environment = Map.of("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain:8080");
        assertThat(of(environment, "https://r.example/").orElseThrow().host()).isEqualTo("secure");
        var plain = of(environment, "http://r.example/").orElseThrow();
        assertThat(plain.host()).isEqualTo("plain");
        assertThat(plain.port()).isEqualTo(8080);
        assertThat(of(Map.of(), "https://r.example/")).isEmpty();
        assertThat(of(Map.of("ALL_PROXY", "socks5://s"), "https://r.example/")
                        .orElseThrow()
                        .kind())
                .isEqualTo(Proxy.Kind.SOCKS5);
    }

    @Test
    void credentialsAreDecoded() {
        var proxy = of(Map.of("HTTPS_PROXY", "http://al%40ice:p%3A+w@p:1"), "https://r/")
                .orElseThrow();
        assertThat(proxy.login().orElseThrow().user()).isEqualTo("al@ice");
        assertThat(proxy.login().orElseThrow().password()).isEqualTo("p:+w");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://u:p@ss@p:3128 u p@ss p 3128",
                "http://u:p#x@p u p#x p 80",
                "http://D\\u:p^x|y@p D\\u p^x|y p 80",
                "http://u:100%@my_proxy:1/ u 100% my_proxy 1",
                "u:p?:q@[::1]:8080 u p?:q ::1 8080"
            })
    void addressesAreReadAsLenientlyAsByCurl(String variable, String user, String password, String host, int port) {
        var read = of(Map.of("HTTPS_PROXY", variable), "https://r.example/").orElseThrow();

        assertThat(read.login().orElseThrow().user()).isEqualTo(user);
        assertThat(read.login().orElseThrow().password()).isEqualTo(password);
        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
    }

    @Test
    void aCgiProgramDoesNotBelieveHttpProxy() {
        assertThat(of(Map.of("HTTP_PROXY", "http://evil", "REQUEST_METHOD", "GET"), "http://r.example/"))
                .isEmpty();
    }

    @Test
    void aProxyIsShownWithoutItsLogin() {
        var proxy = of(Map.of("HTTPS_PROXY", "http://alice:s3cret@p:1"), "https://r/")
                .orElseThrow();
        assertThat(proxy + " " + proxy.login()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "socks4", "ftp"})
    void whatIsNoProxyIsAnErrorWithoutItsPassword(String scheme) {
        assertThatThrownBy(() -> of(Map.of("HTTPS_PROXY", scheme + "://u:s3cret@p"), "https://r.example/"))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "r.example r.example true",
                "example r.example true",
                ".example r.example true",
                "*.example r.example true",
                "ample r.example false",
                "r.example:5000 r.example:5000 true",
                "r.example:5001 r.example:5000 false",
                "* r.example true",
                "10.0.0.0/8 10.1.2.3 true",
                "10.0.0.0/8 11.1.2.3 false",
                "10.1.2.3 10.1.2.3 true",
                "fd00::/8 [fd12::1] true",
                "fd00::/8 [fe12::1] false",
                "none 127.0.0.1 true",
                "none localhost true",
                "none [::1] true",
                "other,r.example r.example true",
                "10.0.0.0/99 10.1.2.3 false"
            })
    void noProxyHoldsHostsSuffixesAddressesAndNetworks(String rule, String host, boolean exempt) {
        var environment = Map.of("HTTPS_PROXY", "http://p", "no_proxy", rule);
        assertThat(of(environment, "https://" + host + "/v2/").isEmpty()).isEqualTo(exempt);
    }
}
