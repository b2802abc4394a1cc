package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class InformationSetsTest {

    private static final String EIS =
            """
            {"profiles":[{"iccid":"8947010000123456784","state":"Enabled"},{"iccid":"8988211000000000011"}]}""";

    private final InformationSets informationSets = new InformationSets(null);

    @Test
    void aTenantSeesOnlyItsOwn() {
        assertThat(informationSets.without(EIS, List.of("8947010000123456784")))
                .isEqualTo("{\"profiles\":[{\"iccid\":\"8988211000000000011\"}]}");
        assertThat(informationSets.without(EIS, List.of())).isEqualTo(EIS);
        assertThat(informationSets.without(null, List.of("8947010000123456784")))
                .isNull();
    }
}
