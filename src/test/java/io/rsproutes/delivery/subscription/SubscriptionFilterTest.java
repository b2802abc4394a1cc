package io.rsproutes.delivery.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SubscriptionFilterTest {

    private final ArrayList<Violation> faults = new ArrayList<>();

    private static Settings settings(String checkDigits) {
        return new Binder(new MapConfigurationPropertySource(Map.of("rsp.check-digits.northbound", checkDigits)))
                .bind("rsp", Settings.class)
                .get();
    }

    private String read(String filter) {
        return read(filter, "reject", "*");
    }

    private String read(String filter, String checkDigits, String... types) {
        return SubscriptionFilter.read(Json.read(filter), List.of(types), settings(checkDigits), faults);
    }

    @Test
    void givenNoFilter_thenNothingIsKept() {
        assertThat(SubscriptionFilter.read(null, List.of("*"), settings("reject"), faults))
                .isNull();
        assertThat(read("null")).isNull();
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'eid':['89049032123451234512345678901235','8904903212*','8904903212-8904903215','*']}",
                "{'iccid':['8947010000123456784','8988211*','8988211-8988213']}",
                "{'profileType':['P9054-*','a_b%c','.+x','|*']}",
                "{'peer':['smdp-demo','smsr*']}",
                "{'function':['enableProfile','download*']}",
                "{'cause':['fall-back','smsr-*','*']}",
                "{'template':['fleet.eu']}",
                "{'peer':['a'],'cause':['order','customer']}"
            })
    void givenAFilter_thenItIsKeptAsItIs(String filter) {
        var text = filter.replace('\'', '"');

        assertThat(read(text)).isEqualTo(text);

        assertThat(faults).isEmpty();
    }

    @Test
    void givenAPaddedIccid_thenItsOneFormIsKept() {
        assertThat(read("{\"iccid\":[\"8947010000123456784F\"]}")).isEqualTo("{\"iccid\":[\"8947010000123456784\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    []                              | /filter            | it has cause, eid, function, iccid, peer
                    {}                              | /filter            | it has cause, eid, function, iccid, peer
                    "cause"                         | /filter            | is not an object of lists
                    {"subject":["x"]}               | /filter/subject    | is no member of a filter; it has cause
                    {"cause":"order"}               | /filter/cause      | is not a list of 1 to 100 texts
                    {"cause":[]}                    | /filter/cause      | is not a list of 1 to 100 texts
                    {"cause":["order",7]}           | /filter/cause/1    | there are order, customer, fall-back
                    {"cause":["fallback"]}          | /filter/cause/0    | there are order, customer, fall-back
                    {"cause":["fallback*"]}         | /filter/cause/0    | there are order, customer, fall-back
                    {"function":["enable"]}         | /filter/function/0 | there are auditEIS
                    {"eid":["8904903212"]}          | /filter/eid/0      | a range such as 8904903212*
                    {"eid":["89049032123451234512345678901234"]} | /filter/eid/0 | has a wrong check digit
                    {"iccid":["8947*","8947010000123456785"]} | /filter/iccid/1 | has a wrong check digit
                    {"eid":["89*32"]}               | /filter/eid/0      | an EID of 32 digits
                    {"eid":["8904-890"]}            | /filter/eid/0      | an EID of 32 digits
                    {"iccid":["%"]}                 | /filter/iccid/0    | an ICCID of 18 to 20 digits
                    {"iccid":["894701000000000000000*"]} | /filter/iccid/0 | an ICCID of 18 to 20 digits
                    {"profileType":["P*-1"]}        | /filter/profileType/0 | such as P9054-*
                    {"profileType":[""]}            | /filter/profileType/0 | such as P9054-*
                    {"profileType":[null]}          | /filter/profileType/0 | such as P9054-*
                    {"peer":["a b"]}                | /filter/peer/0     | the id of a peer
                    {"template":["a\\u0000"]}       | /filter/template/0 | the name of a template
                    """)
    void givenAFault_thenItHasAPointer_andSaysTheFormThatIsRight(String filter, String pointer, String words) {
        read(filter);

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).pointer()).isEqualTo(pointer);
        assertThat(faults.get(0).detail()).contains(words);
    }

    @Test
    void givenAWrongCheckDigit_thenItIsTakenWhereOrdersMayHaveOne() {
        read("{\"eid\":[\"89049032123451234512345678901234\"],\"iccid\":[\"8947010000123456785\"]}", "warn", "*");

        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    rsp.stock.*                   | {"eid":["89*"]}                       | /filter/eid
                    rsp.stock.low                 | {"profileType":["P*"],"peer":["a"]}   | /filter/peer
                    rsp.stock.*                   | {"profileType":["P*"]}                | -
                    rsp.service-order.*           | {"template":["gold"]}                 | /filter/template
                    rsp.peer.plma-set             | {"iccid":["8947*"]}                   | /filter/iccid
                    rsp.peer.plma-set             | {"peer":["a"],"cause":["server"]}     | -
                    rsp.operation.succeeded       | {"cause":["order"]}                   | /filter/cause
                    rsp.operation.expired         | {"cause":["expiry"]}                  | -
                    rsp.operation.*               | {"cause":["expiry"],"eid":["89*"]}    | -
                    rsp.stock.low rsp.peer.*      | {"profileType":["P"],"peer":["a"]}    | /filter
                    rsp.stock.low rsp.profile.*   | {"eid":["89*"],"cause":["order"]}     | -
                    rsp.*                         | {"eid":["89*"],"template":["gold"]}   | -
                    """)
    void givenTypesThatNeverTellAMember_thenItIsRefused(String types, String filter, String pointer) {
        read(filter, "reject", types.split(" "));

        assertThat(faults).extracting(Violation::pointer).isEqualTo(pointer == null ? List.of() : List.of(pointer));
    }

    @ParameterizedTest
    @CsvSource({"100, 0", "101, 1"})
    void givenManyChoices_thenAHundredOfThemAreTaken(int choices, int expected) {
        read("{\"peer\":[" + String.join(",", Collections.nCopies(choices, "\"a\"")) + "]}");

        assertThat(faults).hasSize(expected);
    }
}
