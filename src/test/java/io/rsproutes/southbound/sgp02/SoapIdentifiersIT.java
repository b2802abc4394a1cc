package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers that contradict each other, and call ids: nothing is guessed, nobody is shown what is another's. */
class SoapIdentifiersIT extends SoapScenarios {

    @ParameterizedTest
    @ValueSource(strings = {"iccid", "call", "message"})
    void givenAResponseThatNamesAnotherThanItsCall_thenItEndsNothing(String what) {
        var card = card();
        var id = waiting(card, "enableProfile");
        var body = Soap.response("EnableProfile", "EXECUTED_SUCCESS");
        var more = what.equals("iccid")
                ? "<rps:Iccid>" + card.a() + "</rps:Iccid>"
                : what.equals("call") ? "<rps:FunctionCallIdentifier>another</rps:FunctionCallIdentifier>" : "";
        var relates = what.equals("message") ? "//1.2/another" : messageId(id);

        assertThat(callback(Soap.envelope(
                                from(STUBBED) + Soap.relatesTo(relates),
                                body.replace(
                                        "</rps:FunctionExecutionStatus>", "</rps:FunctionExecutionStatus>" + more)))
                        .status())
                .isEqualTo(202);
        orphan(
                what.equals("message")
                        ? "it answers no call of ours%"
                        : "it relates to a call of ours, but names another%");
        assertThat(operation(id).state()).isEqualTo("WAITING");
        end(id);
    }

    @ParameterizedTest
    @CsvSource({
        "iccid, another profile or call",
        "sender, another server",
        "message, another message",
        "eid, another eUICC"
    })
    void givenAnAnswerThatIsAboutSomethingElse_thenTheOrderIsInDoubt(String what, String words) {
        var card = card();
        var more =
                switch (what) {
                    case "iccid" -> "<rps:Iccid>" + card.a() + "</rps:Iccid>";
                    case "eid" -> "<rps:Eid>" + card().eid() + "</rps:Eid>";
                    default -> "";
                };
        var header = what.equals("sender")
                ? Soap.from("1.3.6.1.4.1.77")
                : what.equals("message") ? Soap.relatesTo("//1.2/another") : "";
        STUB.reply = new Reply(
                200,
                Soap.envelope(
                        header,
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")
                                .replace("</rps:FunctionExecutionStatus>", "</rps:FunctionExecutionStatus>" + more)),
                Map.of());
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();

        settles(id, "IN_DOUBT");
        assertThat(operation(id).text()).contains(words);
        end(id);
    }

    @Test
    void givenANotificationWhoseEidAndIccidDoNotBelongTogether_thenNobodyIsShownTheOthers() {
        var card = card();
        var globexs = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", globexs.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", globexs.eid());

        assertThat(callback(Soap.envelope(
                                from(DEMO),
                                Soap.notification(
                                        "HandleProfileDisabled",
                                        globexs.eid(),
                                        card.a(),
                                        Instant.now().toString())))
                        .status())
                .isEqualTo(202);
        orphan("no tenant holds this EID or ICCID, or they do not belong together%");
        assertThat(jdbc.queryForObject(
                        "select count(*) from event where data like ? or data like ?",
                        Long.class,
                        "%" + globexs.eid() + "%",
                        "%" + card.a() + "%"))
                .isZero();
    }

    @Test
    void givenAnotherBodyUnderAUsedCallId_thenItIsRefusedAndNeverMerged() {
        var id = id();
        var first = ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\",\"subscriber\":\"one\"");

        assertThat(first.body()).contains("Executed-Success");
        assertThat(ACME.es2plus("downloadOrder", id, "\"subscriber\":\"one\", \"profileType\":\"P9054-1\"")
                        .body())
                .isEqualTo(first.body());
        assertThat(ACME.es2plus("downloadOrder", id, "\"profileType\":\"P9054-1\",\"subscriber\":\"two\"")
                        .body())
                .contains("\"Failed\"", "\"1.6\"", "functionCallIdentifier");

        var card = card();
        var call = id();
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(id(), null), Customer.body("getEIS", call, card.eid(), null, "")))
                        .statusCode())
                .isIn(200, 202);
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(id(), null), Customer.body("getEIS", call, card.eid(), null, "")))
                        .statusCode())
                .isIn(200, 202);
        var other = ACME.soap(
                Soap.envelope(ACME.header(id(), null), Customer.body("getEIS", call, card().eid(), null, "")));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("rsp:function-call-id-reused");
        var message = id();
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(message, null), Customer.body("getEIS", id(), card.eid(), null, "")))
                        .statusCode())
                .isIn(200, 202);
        assertThat(ACME.soap(Soap.envelope(
                                ACME.header(message, null),
                                Customer.body("getEIS", id(), card.eid(), null, "<rps:New>x</rps:New>")))
                        .body())
                .contains("rsp:message-id-reused");
    }

    @Test
    void givenAnOrderOfSeveralCalls_thenEachHasItsOwnCallId() {
        var answer = acme.order("{\"function\":\"orderProfile\",\"parameters\":{\"profileType\":\"P9054-1\"}}");

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        var ids = jdbc.queryForList(
                "select call_id from call where operation_id = ? order by started_at", String.class, answer.id());
        assertThat(ids)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
        assertThat(ids.get(0)).isEqualTo(answer.id());
        assertThat(nobody.get("/simulator/smdp/calls").text()).contains(ids);
    }
}
