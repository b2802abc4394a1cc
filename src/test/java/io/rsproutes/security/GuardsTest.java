package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;

import io.rsproutes.common.Masking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be called, and what must not be written. */
class GuardsTest {

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
                "198.18.0.1",
                "::1",
                "::",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "::127.0.0.1",
                "::ffff:0:127.0.0.1",
                "::ffff:0:8.8.8.8",
                "100::1",
                "100:0:0:1::1",
                "2001:db8::1",
                "3fff::1",
                "64:ff9b:1::1",
                "2001::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "5f00::1",
                "fec0::1",
                "4000::1",
                "2620:4f:8000::1",
                "3ffe::1",
                "2a00:1450::200:5efe:10.0.0.1",
                "2a00:1450::5efe:7f00:1",
                "192.0.0.8",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.1",
                "192.175.48.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "240.0.0.1"
            })
    void privateAddresses(String address) throws Exception {
        assertThat(AddressGuard.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "192.169.0.1",
                "2001:4860:4860::8888",
                "2a00:1450:4001::1",
                "203.0.114.1",
                "198.52.0.1",
                "192.0.1.1",
                "::ffff:8.8.8.8",
                "2606:4700::1111",
                "3ffd::1"
            })
    void publicAddresses(String address) throws Exception {
        assertThat(AddressGuard.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://[::ffff:0:127.0.0.1]/",
                "https://[100::1]/",
                "https://[2001:db8::1]:8443/x",
                "https://127.1/",
                "https://2130706433/",
                "https://localhost/",
                "https://localhost./",
                "https://a.localhost/",
                "https://[::1]/",
                "https://[fe80::1%25lo]/",
                "http://example.com/",
                "https://user@example.com/"
            })
    void addressesNobodyMaySubscribe(String url) {
        assertThat(new AddressGuard(false).fault(url)).isNotNull();
    }

    @Test
    void anAddressThatMayBeSubscribed() {
        assertThat(new AddressGuard(false).fault("https://receiver.example.com:8443/hook"))
                .isNull();
        assertThat(new AddressGuard(false).fault("https://[2606:4700::1111]/hook"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "EID 89049032123451234512345678901235 ordered, EID 890490************************35 ordered",
        "iccid=8947010000123456784F, iccid=894701***********84F",
        "imsi 204046912345678, imsi 204046*******78",
        "id 01a1ff7e-0ed5-7000-857b-6461ce5f238b, id 01a1ff7e-0ed5-7000-857b-6461ce5f238b",
        "took 1234567 ms, took 1234567 ms"
    })
    void identifiersAreMasked(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }
}
