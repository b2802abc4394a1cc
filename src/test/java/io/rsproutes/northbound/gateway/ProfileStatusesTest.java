package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operations of one getProfileStatus are together. */
class ProfileStatusesTest {

    private static final String SHOWN =
            """
            {"state":"SUCCEEDED","finishedAt":"2026-01-01T00:00:02.500Z","status":{"status":"Executed-Success"},
             "result":{"iccid":"8947010000123456784","state":"Released","matchingId":"A-1",
                       "at":"2026-01-01T00:00:00Z"}}""";
    private static final String NOT_SHOWN =
            """
            {"state":"SUCCEEDED","status":{"status":"Executed-Success"},"result":{}}""";
    private static final String WARNED =
            """
            {"state":"SUCCEEDED","result":{},
             "status":{"status":"Executed-WithWarning","subjectCode":"8.1","reasonCode":"4.2"}}""";
    private static final String NOT_OWN =
            """
            {"state":"REFUSED","finishedAt":"2026-01-01T00:00:03Z","status":{"code":"ownership-refused"}}""";
    private static final String NOT_OFFERED =
            """
            {"state":"REFUSED","status":{"code":"function-not-offered"}}""";
    private static final String FAILED =
            """
            {"state":"FAILED","status":{"subjectCode":"8.2.1","reasonCode":"4.2","message":"locked"}}""";
    private static final String EXPIRED = """
            {"state":"EXPIRED"}""";
    private static final String SENDING = """
            {"state":"SENDING"}""";
    private static final String IN_DOUBT = """
            {"state":"IN_DOUBT"}""";

    private static String operation(String name) {
        return switch (name) {
            case "shown" -> SHOWN;
            case "not-shown" -> NOT_SHOWN;
            case "warned" -> WARNED;
            case "not-own" -> NOT_OWN;
            case "not-offered" -> NOT_OFFERED;
            case "failed" -> FAILED;
            case "expired" -> EXPIRED;
            case "sending" -> SENDING;
            default -> IN_DOUBT;
        };
    }

    private static ProfileStatuses statuses(String names) {
        return ProfileStatuses.of(
                Stream.of(names.split(" ")).map(ProfileStatusesTest::operation).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "shown, Executed-Success, ",
        "not-shown, Executed-Success, ",
        "not-own shown not-own, Executed-Success, ",
        "not-own, Failed, 8.2.1/3.9",
        "not-own not-own, Failed, 8.2.1/3.9",
        "not-own not-offered, Failed, 1.6/3.1",
        "failed not-offered, Failed, 8.2.1/4.2",
        "expired, Expired, 1.6/4.10",
        "shown failed, Executed-WithWarning, 8.2.1/4.2",
        "not-own not-offered shown, Executed-WithWarning, 1.6/3.1",
        "shown warned, Executed-WithWarning, 8.1/4.2"
    })
    void givenHowEachEnded_thenTheyHaveOneStatus(String names, String status, String codes) {
        var together = statuses(names).status();

        assertThat(together.status()).isEqualTo(status);
        assertThat(together.code() == null ? null : together.subject() + "/" + together.reason())
                .isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource({
        "shown not-own, true, true",
        "shown sending, false, false",
        "in-doubt sending, false, false",
        "in-doubt shown, false, true"
    })
    void givenHowFarTheyAre_thenTheyHaveEndedOrAreInDoubtTogether(String names, boolean ended, boolean inDoubt) {
        var together = statuses(names);

        assertThat(together.ended()).isEqualTo(ended);
        assertThat(together.inDoubt()).isEqualTo(inDoubt);
    }

    @Test
    void givenWhatWasShown_thenTheRestIsLeftOut() {
        var together = statuses("not-own shown not-shown");

        assertThat(together.shown()).singleElement().satisfies(one -> assertThat(
                        List.of(one.iccid(), one.state(), one.matchingId()))
                .containsExactly("8947010000123456784", "Released", "A-1"));
        assertThat(together.completedAt()).hasToString("2026-01-01T00:00:03Z");
    }
}
