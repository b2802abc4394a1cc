package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerDeliveriesTest {

    @ParameterizedTest
    @CsvSource({
        "https://a.example, https://a.example",
        "' https://a.example/ ', https://a.example",
        "https://a.example/rsp//, https://a.example/rsp",
        "https://a.example/gsma/rsp2/es2plus, https://a.example",
        "https://a.example/gsma/rsp2/es2plus/, https://a.example",
        "https://a.example//gsma/rsp2/es2plus/handleDownloadProgressInfo/, https://a.example",
        "https://a.example/gsma/rsp2/es2plus/confirmOrder, https://a.example/gsma/rsp2/es2plus/confirmOrder",
        "/, ''"
    })
    void theBaseAddressIsWithoutTheInterfacesPath(String given, String base) {
        assertThat(CustomerDeliveries.base(given)).isEqualTo(base);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void slashesWithoutEndAreReadAtOnce() {
        var url = "https://a.example" + "/".repeat(100_000) + "x";

        assertThat(CustomerDeliveries.base(url)).isEqualTo(url);
    }
}
