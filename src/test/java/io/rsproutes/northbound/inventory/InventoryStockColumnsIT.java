package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** References and the state in the pool, by CSV. */
class InventoryStockColumnsIT extends BundleIT {

    private static final String A = "8947000000000000038";
    private static final String B = "8947000000000000046";
    private static final String HEADER = "tenant,iccid,profileType,msisdnReference,imsiReference,stockState\n";

    private static Answer load(Api who, String csv) {
        return who.post("/rsp/v1/inventory", csv, "Content-Type", "text/csv");
    }

    private Map<String, Object> row(String iccid) {
        return jdbc.queryForMap("select * from inventory where iccid = ?", iccid);
    }

    @AfterEach
    void nothingIsLeft() {
        jdbc.update("delete from inventory where iccid in (?, ?)", A, B);
    }

    @Test
    void givenTheColumns_thenAProfileIsPooledWithItsReferences() {
        var answer = load(operator, HEADER + "acme," + A + ",Pool-1,'4915112345678,imsi 7,available\n");

        assertThat(answer.json().path("loaded").asInt()).as(answer.text()).isEqualTo(1);
        assertThat(row(A))
                .containsEntry("msisdn_reference", "4915112345678")
                .containsEntry("imsi_reference", "imsi 7")
                .containsEntry("stock_state", "available");
    }

    @Test
    void givenAFileWithoutTheColumns_thenTheyStay_andWithThemEmptyTheyGo() {
        load(acme, HEADER + "," + A + ",Pool-1,m-1,i-1,available\n");

        load(acme, "iccid,profileType\n" + A + ",Pool-2\n");

        assertThat(row(A))
                .containsEntry("profile_type", "Pool-2")
                .containsEntry("msisdn_reference", "m-1")
                .containsEntry("imsi_reference", "i-1")
                .containsEntry("stock_state", "available");

        load(acme, HEADER + "," + A + ",Pool-2,,,\n");

        assertThat(row(A))
                .containsEntry("msisdn_reference", null)
                .containsEntry("imsi_reference", null)
                .containsEntry("stock_state", null);
    }

    @Test
    void givenAFileWithoutAColumn_thenWhatItIsAboutStays_andWithItEmptyItGoes() {
        load(acme, "iccid,eid,profileType,peer\n" + A + "," + EID + ",Pool-1,smdp-demo\n");

        load(acme, "iccid,msisdnReference\n" + A + ",m-1\n");

        assertThat(row(A))
                .containsEntry("eid", EID)
                .containsEntry("profile_type", "Pool-1")
                .containsEntry("peer", "smdp-demo")
                .containsEntry("msisdn_reference", "m-1");

        load(acme, "iccid,eid,profileType,peer\n" + A + ",,,\n");

        assertThat(row(A))
                .containsEntry("eid", null)
                .containsEntry("profile_type", null)
                .containsEntry("peer", null)
                .containsEntry("msisdn_reference", "m-1");
    }

    @Test
    void givenALineThatWouldLeaveAPooledProfileWithoutAType_thenItIsRefused() {
        for (var csv :
                new String[] {"iccid,stockState\n" + A + ",available\n", "iccid,stockState\n" + A + ",suspended\n"}) {
            untyped(csv);
            load(acme, "iccid\n" + A + "\n");
        }
        load(acme, "iccid,profileType,stockState\n" + A + ",Pool-1,available\n");
        untyped("iccid,profileType\n" + A + ",\n");
        assertThat(row(A)).containsEntry("profile_type", "Pool-1");

        // Its type stays, or it leaves the pool, too.
        assertThat(load(acme, "iccid,stockState\n" + A + ",suspended\n")
                        .json()
                        .path("loaded")
                        .asInt())
                .isEqualTo(1);
        load(acme, "iccid,profileType,stockState\n" + A + ",,\n");
        assertThat(row(A)).containsEntry("profile_type", null).containsEntry("stock_state", null);
    }

    private void untyped(String csv) {
        var answer = load(acme, csv);
        assertThat(answer.json().at("/rejects/0/reason").asText())
                .as(answer.text())
                .isEqualTo("stockState needs a profileType, as profiles are taken from the pool by type");
    }

    @Test
    void givenAReservedProfile_thenALoadChangesItsReferencesOnly_andNotItsTypeOrCard() {
        load(acme, HEADER + "," + A + ",Pool-1,m-1,i-1,available\n");
        jdbc.update("update inventory set stock_state = 'reserved', reserved_by = 'op-1' where iccid = ?", A);

        load(acme, "iccid,eid,profileType,msisdnReference,stockState\n" + A + "," + EID + ",Pool-2,m-2,available\n");
        load(acme, "iccid,profileType,stockState\n" + A + ",,\n");

        assertThat(row(A))
                .containsEntry("profile_type", "Pool-1")
                .containsEntry("eid", null)
                .containsEntry("msisdn_reference", "m-2")
                .containsEntry("stock_state", "reserved")
                .containsEntry("reserved_by", "op-1");
    }

    @ParameterizedTest
    @CsvSource({"suspended,suspended", "assigned,assigned"})
    void givenAProfileThatAnOrderSuspendedOrGot_thenItDoesNotComeToAnotherTenantAvailable(String state, String then) {
        load(acme, HEADER + "," + A + ",Pool-1,m-1,i-1,available\n");
        jdbc.update(
                "update inventory set stock_state = ?, stock_reason = 'operation op-1 EXPIRED' where iccid = ?",
                state,
                A);

        load(operator, "tenant,iccid,stockState\nglobex," + A + ",available\n");
        load(globex, "iccid,stockState\n" + A + ",available\n");

        assertThat(row(A)).containsEntry("tenant", "globex").containsEntry("stock_state", then);
        assertThat(String.valueOf(row(A).get("stock_reason"))).doesNotContain("op-1");
    }

    @ParameterizedTest
    @CsvSource({"reserved,op-1", "assigned,"})
    void givenAProfileThatAnOrderHoldsOrGot_thenNoLoadPoolsItAgain(String state, String operation) {
        load(acme, HEADER + "," + A + ",Pool-1,m-1,i-1,available\n");
        jdbc.update("update inventory set stock_state = ?, reserved_by = ? where iccid = ?", state, operation, A);

        load(acme, HEADER + "," + A + ",Pool-1,m-2,i-1,available\n");

        assertThat(row(A)).containsEntry("msisdn_reference", "m-2").containsEntry("stock_state", state);
    }

    @Test
    void givenAReservedProfileThatMovesToAnotherTenant_thenItIsSuspended_andItsReferencesStayBehind() {
        load(acme, HEADER + "," + A + ",Pool-1,m-1,i-1,available\n");
        jdbc.update("update inventory set stock_state = 'reserved', reserved_by = 'op-1' where iccid = ?", A);

        load(operator, "tenant,iccid,profileType,stockState\nglobex," + A + ",Pool-1,available\n");

        assertThat(row(A))
                .containsEntry("tenant", "globex")
                .containsEntry("stock_state", "suspended")
                .containsEntry("stock_reason", "an order held it when it came to its tenant")
                .containsEntry("reserved_by", null)
                .containsEntry("msisdn_reference", null);
    }

    @Test
    void givenAReferenceThatAnotherProfileHas_thenTheLineIsRefused_butAnotherTenantsIsNone() {
        load(acme, HEADER + "," + A + ",Pool-1,m-1,i-1,\n");

        var taken = load(acme, HEADER + "," + B + ",Pool-1,m-1,,\n");
        var other = load(globex, HEADER + "," + B + ",Pool-1,m-1,i-1,\n");

        assertThat(taken.json().at("/rejects/0/reason").asText())
                .isEqualTo("msisdnReference or imsiReference is another profile's");
        assertThat(other.json().path("loaded").asInt()).as(other.text()).isEqualTo(1);
        assertThat(row(B)).containsEntry("tenant", "globex").containsEntry("msisdn_reference", "m-1");
    }

    @Test
    void givenOneReferenceTwiceInAFile_thenOneProfileGetsIt() {
        var answer = load(acme, HEADER + "," + A + ",Pool-1,,i-1,\n," + B + ",Pool-1,,i-1,\n");

        assertThat(answer.json().path("loaded").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/rejects/0/line").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ",Pool-1,,,reserved;stockState is not available or suspended",
                ",,,,available;stockState needs a profileType",
                ",Pool-1,4.91512E+12,,;a number that a spreadsheet shortened",
                ",Pool-1,,\u00e4,;imsiReference is not 1 to 64 printable characters"
            })
    void givenWhatCannotBe_thenTheLineSaysWhy(String rest, String said) {
        var answer = load(acme, HEADER + "," + A + rest + "\n");

        assertThat(answer.json().at("/rejects/0/reason").asText()).contains(said);
        assertThat(jdbc.queryForList("select iccid from inventory where iccid = ?", A))
                .isEmpty();
    }
}
