package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inventory by CSV. */
class InventoryIT extends BundleIT {

    private static Answer load(Api who, String csv) {
        return who.post("/rsp/v1/inventory", csv, "Content-Type", "text/csv");
    }

    @Test
    void givenColumnsInAnyOrder_thenLinesAreLoadedAndFaultyOnesReported() {
        var answer = load(
                operator,
                """
                iccid,Tenant,peer,profileType,EID
                8947000000000000038,acme,smdp-demo,P9054-1,
                89852342022019785558,acme,,,89049032005123451234512345678986
                8947000000000000039,acme,,,
                12,acme,,,
                8947000000000000038,nobody,,,
                8947000000000000038,acme,nowhere,,
                ,acme,,,

                """);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("lines").asInt()).isEqualTo(7);
        assertThat(answer.json().path("loaded").asInt()).isEqualTo(2);
        assertThat(answer.json().path("rejected").asInt()).isEqualTo(5);
        assertThat(answer.json().at("/rejects/0/line").asInt()).isEqualTo(4);
        assertThat(answer.json().at("/rejects/0/reason").asText()).contains("check digit");
        assertThat(jdbc.queryForObject(
                        "select tenant from euicc where eid = '89049032005123451234512345678986'", String.class))
                .isEqualTo("acme");
        assertThat(jdbc.queryForObject("select peer from inventory where iccid = '8947000000000000038'", String.class))
                .isEqualTo("smdp-demo");
        assertThat(load(acme, "iccid,profileType\n8947000000000000038F,P9054-2\n")
                        .json()
                        .path("loaded")
                        .asInt())
                .isEqualTo(1);
        assertThat(jdbc.queryForObject(
                        "select profile_type from inventory where iccid = '8947000000000000038'", String.class))
                .isEqualTo("P9054-2");
        jdbc.update("delete from inventory where iccid in ('8947000000000000038', '89852342022019785558')");
        jdbc.update("delete from euicc where eid = '89049032005123451234512345678986'");
    }

    @Test
    void givenALineWithASmsr_thenItIsTheEuiccsAndOrdersOnItGoThere() {
        var card = card();
        assertThat(load(
                                acme,
                                "eid,iccid,peer\n" + card.eid() + "," + card.a() + ",smdp-demo\n" + card.eid() + ","
                                        + card.a() + ",smsr-kpn\n")
                        .json()
                        .path("loaded")
                        .asInt())
                .isEqualTo(2);
        assertThat(jdbc.queryForObject("select peer from euicc where eid = ?", String.class, card.eid()))
                .isEqualTo("smsr-kpn");
        assertThat(jdbc.queryForObject("select peer from inventory where iccid = ?", String.class, card.a()))
                .isEqualTo("smdp-demo");
        var answer = acme.order(order("enableProfile", card, card.b(), ""));
        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.json().path("peer").asText()).isEqualTo("smsr-kpn");
    }

    /** As docs/guides/inventory.md says: the profiles with the EID, then the EID for whom it is. */
    @Test
    void givenACardOfOneTenantWithAProfileOfAnother_thenEachSeesAndOrdersItsOwn() {
        var card = card();

        var report = load(
                operator,
                "tenant,eid,iccid\nglobex," + card.eid() + "," + card.b() + "\nacme," + card.eid() + "," + card.a()
                        + "\n");

        assertThat(report.json().path("loaded").asInt()).isEqualTo(2);
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).json().path("profiles"))
                .singleElement()
                .satisfies(one -> assertThat(one.path("iccid").asText()).isEqualTo(card.a()));
        assertThat(globex.get("/rsp/v1/euiccs/" + card.eid()).status()).isEqualTo(404);
        assertThat(acme.get("/rsp/v1/profiles/" + card.b()).status()).isEqualTo(404);
        assertThat(globex.get("/rsp/v1/profiles/" + card.b()).json().path("eid").asText())
                .isEqualTo(card.eid());
        for (var who : List.of(acme, globex)) {
            assertThat(who.order(order("disableProfile", card, card.b(), "")).code())
                    .isEqualTo("ownership-refused");
        }
        assertThat(globex.order(order("smsrChange", card, null, ",\"targetPeer\":\"smsr-next\""))
                        .code())
                .isEqualTo("ownership-refused");
        var read = acme.order(order("getEIS", card, null, ""));
        assertThat(read.state()).isEqualTo("SUCCEEDED");
        assertThat(read.text()).contains(card.a()).doesNotContain(card.b());
        assertThat(globex.get("/rsp/v1/profiles/" + card.b())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    @Test
    void givenAnothersIccidOrEid_thenATenantCannotTakeIt() {
        var answer = load(
                acme,
                "tenant,eid,iccid\nacme,,8901000000000000019\nacme,89882119900000000000000000001654,\nglobex,,8947000000000000038\n");
        assertThat(answer.json().path("loaded").asInt()).isZero();
        assertThat(answer.json().path("rejected").asInt()).isEqualTo(3);
        assertThat(jdbc.queryForObject(
                        "select tenant from inventory where iccid = '8901000000000000019'", String.class))
                .isEqualTo("globex");
        assertThat(jdbc.queryForObject(
                        "select tenant from euicc where eid = '89882119900000000000000000001654'", String.class))
                .isEqualTo("globex");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';empty",
                "'tenant,foo\\n';foo",
                "'tenant,peer\\nacme,x\\n';neither eid nor iccid",
                "'iccid,iccid\\n1,2\\n';two columns mean iccid",
                "'iccid,eid\\n8947000000000000038\\n';columns",
                "'iccid,eid\\n8947000000000000038,\\n\"open,\\n';quote"
            })
    void givenABrokenFile_thenNothingIsLoaded(String csv, String said) {
        var answer = load(acme, csv.replace("\\n", "\n"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed-csv");
        assertThat(answer.json().path("detail").asText()).contains(said);
        assertThat(jdbc.queryForObject(
                        "select count(*) from inventory where iccid = '8947000000000000038'", Integer.class))
                .isZero();
    }

    /** Cases 16 and 17: as PowerShell and Excel write it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\uFEFF\"tenant\",\"eid\",\"iccid\"\\r\\n\"acme\",\"89049032005123451234512345678986\",\"8947000000000000038\"\\r\\n",
                "tenant;eid;iccid\\nacme;89049032005123451234512345678986;8947000000000000038\\n",
                "sep=;\\r\\ntenant;eid;iccid;;\\r\\nacme;89049032005123451234512345678986;8947000000000000038;;\\r\\n;;;;\\r\\n",
                "tenant\\teid\\ticcid\\nacme\\t=\"89049032005123451234512345678986\"\\t8947000000000000038\\n\\t\\t\\n"
            })
    void givenInventoryAsSpreadsheetsWriteIt_thenItIsLoaded(String csv) {
        var answer =
                load(operator, csv.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("lines").asInt()).isEqualTo(1);
        assertThat(answer.json().path("loaded").asInt()).as(answer.text()).isEqualTo(1);
        assertThat(jdbc.queryForObject("select eid from inventory where iccid = '8947000000000000038'", String.class))
                .isEqualTo("89049032005123451234512345678986");
        jdbc.update("delete from inventory where iccid = '8947000000000000038'");
        jdbc.update("delete from euicc where eid = '89049032005123451234512345678986'");
    }

    @Test
    void givenAKeyWhereTheHeaderShouldBe_thenTheAnswerDoesNotRepeatIt() {
        for (var csv : new String[] {
            "00112233445566778899AABBCCDDEEFF,8947000000000000038\n",
            "iccid,00112233445566778899AABBCCDDEEFF\n8947000000000000038,\n"
        }) {
            var answer = load(acme, csv);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("00112233445566778899AABBCCDDEEFF");
        }
    }

    @Test
    void givenNoRole_thenItIsRefused() {
        assertThat(load(nobody, "iccid\n8947000000000000038\n").status()).isEqualTo(401);
    }
}
