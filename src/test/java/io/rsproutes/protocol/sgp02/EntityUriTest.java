package io.rsproutes.protocol.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses with parameters of SGP.02: one question mark first, then what the peer takes; read with either. */
class EntityUriTest {

    @ParameterizedTest
    @CsvSource({
        "https://h/p, &, https://h/p?EntityId=1.2&EntityName=A%20B%26C%3F&X-KPN-ProviderEntityId=9.9",
        "https://h/p, ?, https://h/p?EntityId=1.2?EntityName=A%20B%26C%3F?X-KPN-ProviderEntityId=9.9",
        "https://h/p?a=1, &, https://h/p?a=1&EntityId=1.2&EntityName=A%20B%26C%3F&X-KPN-ProviderEntityId=9.9",
        "https://h/p?a=1, ?, https://h/p?a=1?EntityId=1.2?EntityName=A%20B%26C%3F?X-KPN-ProviderEntityId=9.9",
        "https://h/p?, ?, https://h/p?EntityId=1.2?EntityName=A%20B%26C%3F?X-KPN-ProviderEntityId=9.9",
        "https://h/p?a=1&, &, https://h/p?a=1&EntityId=1.2&EntityName=A%20B%26C%3F&X-KPN-ProviderEntityId=9.9"
    })
    void givenAnAddressWithOrWithoutAQuery_thenItsParametersFollowWithThatSeparator(
            String base, String separator, String written) {
        var uri = EntityUri.of(base, "1.2", separator);
        uri = EntityUri.with(uri, "EntityName", "A B&C?", separator);
        uri = EntityUri.with(uri, "UserName", null, separator);
        uri = EntityUri.with(uri, "X-KPN-ProviderEntityId", "9.9", separator);

        assertThat(uri).isEqualTo(written);
        assertThat(EntityUri.parameter(uri, "EntityId")).isEqualTo("1.2");
        assertThat(EntityUri.parameter(uri, "entityname")).isEqualTo("A B&C?");
        assertThat(EntityUri.providerEntityId(uri)).isEqualTo("9.9");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://h?EntityId=1.2?EntityName=K?X-KPN-ProviderEntityId=9.9, 1.2, 9.9",
                "http://h?EntityId=1.2&EntityName=K&X-KPN-ProviderEntityId=9.9, 1.2, 9.9",
                "http://h?EntityId=1.2&amp;EntityName=K&amp;amp;X-KPN-ProviderEntityId=9.9, 1.2, 9.9",
                "http://h?EntityId=1.2?amp;ProviderEntityId=9.9, 1.2, 9.9",
                "http://h?EntityId=1.2&a=1?ProviderEntityId=9.9&b=2, 1.2, 9.9",
                "http://h?X-KPN-ProviderEntityId=9.9?EntityId=1.2, 1.2, 9.9",
                "http://h?x-kpn-providerentityid=9.9 & ENTITYID=1.2, 1.2, 9.9",
                "http://h?ProviderEntityId=9%2E9&EntityId = 1.2, 1.2, 9.9",
                "http://h?EntityId=1.2&X-ACME1-ProviderEntityId=9.9, 1.2, 9.9",
                "http://h?EntityId=1.2?ProviderEntityId=9.9?ProviderEntityId=8.8, 1.2, 9.9",
                "http://h?EntityId=1.2?X-KPN-ProviderEntityId=, 1.2, -",
                "http://h?EntityId=1.2?OtherProviderEntityId=9.9, 1.2, -",
                "http://h?ProviderEntityId=9.9, -, 9.9",
                "http://h/ProviderEntityId=9.9, -, -",
                "-, -, -"
            })
    void givenAQueryOfAnySpelling_thenWhoSendsAndWhoseProfileItIsAreRead(String uri, String sender, String provider) {
        assertThat(EntityUri.parameter(uri, "EntityId")).isEqualTo(sender);
        assertThat(EntityUri.providerEntityId(uri)).isEqualTo(provider);
    }

    @Test
    void givenNoValue_thenTheAddressStaysAsItIs() {
        assertThat(EntityUri.of("https://h/p?a=1", null)).isEqualTo("https://h/p?a=1");
    }
}
