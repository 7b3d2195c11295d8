package dev.tare.source.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "192.0.0.8",
                "198.18.0.1",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "fc00::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:0a00:0001::1",
                "::127.0.0.1",
                "2001::1",
                "64:ff9b:1:7f00:0:1:808:808"
            })
    void addressesOfPrivateNetworksAreNotPublic(String address) throws UnknownHostException {
        assertThat(Hosts.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "93.184.216.34",
                "100.128.0.1",
                "172.32.0.1",
                "2606:4700::1111",
                "64:ff9b::8.8.8.8",
                "2001:4860::8888"
            })
    void othersAre(String address) throws UnknownHostException {
        assertThat(Hosts.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void hostsAreNamesOrAddressesWithAPortOrNone() {
        assertThat(List.of("a", "a.example:65535", "10.0.0.1:5000", "[::1]:1")).allMatch(Hosts::isHost);
        assertThat(List.of("256.1.1.1", "a:65536", "[1.2.3.4]", "[::1")).noneMatch(Hosts::isHost);
    }

    @Test
    void loopbackIsToldWithoutAskingAnybody() {
        assertThat(Hosts.isLoopback("localhost")).isTrue();
        assertThat(Hosts.isLoopback("LOCALHOST")).isTrue();
        assertThat(Hosts.isLoopback("registry.localhost")).isFalse();
        assertThat(Hosts.isLoopback("127.5.0.1")).isTrue();
        assertThat(Hosts.isLoopback("[::1]")).isTrue();
        assertThat(Hosts.isLoopback("127.0.0.1.example")).isFalse();
        assertThat(Hosts.isLoopback("localhost.example")).isFalse();
        assertThat(Hosts.isLoopback("10.0.0.1")).isFalse();
    }
}
