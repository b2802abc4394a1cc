package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileStatesTest {

    @ParameterizedTest
    @CsvSource({
        ", Released, false, set",
        "Released, Available, true, set",
        "Released, Released, false, same",
        "Linked, Allocated, false, same",
        "Enabled, Installed, false, same",
        "Released, Available, false, drifted",
        "Deleted, Installed, false, drifted"
    })
    void aStateThatIsNotOursIsDrift(String known, String reported, boolean set, String verdict) {
        assertThat(ProfileStates.compare(known, reported, set)).isEqualTo(verdict);
    }
}
