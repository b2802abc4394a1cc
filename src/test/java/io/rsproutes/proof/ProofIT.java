package io.rsproutes.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The proof's short form: two bundles, PostgreSQL and Artemis, each hit by a seeded storm under load; the long one is {@code bench/proof.sh} (docs/proof.md). */
@EnabledIfSystemProperty(named = "rsp.it", matches = "production")
class ProofIT {

    @Test
    void givenAStorm_thenNothingIsLostAndNothingIsDoneTwice() throws Exception {
        assertThat(Proof.run("--kills", "6", "--minutes", "1", "--rate", "4", "--seed", "1", "--pause", "2", "--cards", "40")).isEmpty();
    }
}
