package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {

    private final Profiles profiles = new Profiles(null, null);

    /** What another operation had left may look like this call's doing; what came before an order of several began does not. */
    @ParameterizedTest
    @CsvSource({
        "downloadOrder, downloadOrder, , true", "downloadOrder, downloadOrder, cancelOrder, true", "downloadOrder, downloadOrder, downloadOrder, false",
        "orderProfile, downloadOrder, confirmOrder, false", "confirmOrder, confirmOrder, downloadOrder, true", "confirmOrder, confirmOrder, orderProfile, false",
        "confirmOrder, confirmOrder, releaseProfile, false", "orderProfile, confirmOrder, orderProfile, true", "orderProfile, confirmOrder, releaseProfile, true",
        "cancelOrder, cancelOrder, confirmOrder, true"})
    void aStateIsTheCallsOwn(String function, String called, String before, boolean own) {
        assertThat(profiles.itsOwn(function, called, before)).isEqualTo(own);
    }
}
