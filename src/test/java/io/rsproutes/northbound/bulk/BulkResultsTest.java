package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.northbound.bulk.BulkResults.Column;
import org.junit.jupiter.api.Test;

class BulkResultsTest {

    @Test
    void aColumnIsNamedAfterItsSourceUnlessItHasANameOfItsOwn() {
        assertThat(Column.of("eid")).isEqualTo(new Column("eid", "eid", null));
        assertThat(Column.of("ref=client_reference")).isEqualTo(new Column("ref", "client_reference", null));
    }

    @Test
    void aColumnMayBeOneMemberOfJson() {
        assertThat(Column.of("code=status.code")).isEqualTo(new Column("code", "status", "code"));
    }
}
