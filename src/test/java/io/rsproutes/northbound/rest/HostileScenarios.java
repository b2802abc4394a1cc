package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.QuietLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What nobody should send: 4xx, in words, and no more than a quiet line in the log. */
abstract class HostileScenarios extends BundleIT {

    static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    static final String NOTIFICATION = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
    QuietLog log;

    @BeforeEach
    void listen() {
        log = new QuietLog();
    }

    @AfterEach
    void nothingLoud() {
        log.close();
        assertThat(log.loud()).isEmpty();
    }
}
