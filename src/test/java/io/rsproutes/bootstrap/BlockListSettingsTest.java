package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which functions the block list lets pass. */
class BlockListSettingsTest extends SettingsStart {

    @ParameterizedTest
    @ValueSource(strings = {"disableProfil", "disableProfile, deleteProfile", "disableProfile,", "*"})
    void givenWhatIsNoFunction_thenTheStartEndsWithThoseThereAre(String functions) {
        assertThat(start("--rsp.block-list.passes=" + functions))
                .contains("rsp.block-list.passes names '", "no function: name some of auditEIS");
    }

    @Test
    void functionsWithCommasBetweenWillDo() {
        assertThat(start("--rsp.block-list.passes=disableProfile,deleteProfile"))
                .isNull();
        assertThat(start("--rsp.block-list.passes=")).isNull();
    }
}
