package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.rsproutes.security.LeakProbe.Target;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Es4Orders;
import io.rsproutes.support.FirstWall;
import io.rsproutes.support.Full;
import io.rsproutes.support.Receiver;
import jakarta.jms.JMSException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nobody sees, orders or learns of what is another tenant's, by any way in; and again with the application's check switched off, where the database has its own. */
class LeakIT extends BundleIT {

    private static final List<String> ALL = Stream.of(Es4Orders.ALL, List.of("downloadProfile"), LeakProbe.ES2PLUS)
            .flatMap(List::stream)
            .toList();
    /** One of each kind: reads, changes a profile, has a secret, moves the eUICC, orders one. */
    private static final List<String> KINDS = List.of(
            "auditEIS",
            "enableProfile",
            "updateSubscriptionAddress",
            "prepareSMSRChange",
            "smsrChange",
            "releaseProfile");

    private static final Target UNKNOWN =
            new Target("unknown", "89049032000000000000000000000066", "8947019999999999994");

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        FirstWall.DOWN.set(false);
        receiver.close();
    }

    @Test
    void givenWhatIsNotTheTenants_thenNoWayInTellsOrDoesAnything() throws JMSException {
        var acmes = matrix(ALL, Set.of("enableProfile", "releaseProfile"));

        var answer = acme.order(
                "{\"function\":\"enableProfile\",\"eid\":\"" + acmes.eid() + "\",\"iccid\":\"" + acmes.iccid() + "\"}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
    }

    // What the database refuses over JMS is tried three times: one function is enough of that.
    @Test
    void givenTheApplicationsCheckSwitchedOff_thenTheDatabaseStillLetsNothingThrough() throws JMSException {
        FirstWall.DOWN.set(true);
        matrix(KINDS, Set.of("enableProfile"));
    }

    @Tag(Full.TAG)
    @Test
    void givenWhatIsNotTheTenants_thenNoWayInTellsOrDoesAnything_withEveryFunctionOverJms() throws JMSException {
        matrix(List.of(), new TreeSet<>(ALL));
    }

    @Tag(Full.TAG)
    @Test
    void givenTheApplicationsCheckSwitchedOff_thenTheDatabaseStillLetsNothingThrough_withEveryFunction()
            throws JMSException {
        FirstWall.DOWN.set(true);
        matrix(ALL, new TreeSet<>(ALL));
    }

    /** Both tenants, each with what is the other's; returns acme's eUICC and a profile on it. */
    private Target matrix(List<String> functions, Set<String> overJms) throws JMSException {
        var card = card();
        var other = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", other.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", other.eid());
        var acmes = new Target("own", card.eid(), card.b());
        var globexs = new Target("own", other.eid(), other.b());
        int cells = 0;
        for (boolean first : new boolean[] {true, false}) {
            var own = first ? acmes : globexs;
            var foreign = first ? globexs : acmes;
            var probe = new LeakProbe(
                    first ? "acme" : "globex",
                    first ? acme : globex,
                    first
                            ? new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES)
                            : new Customer(GATEWAY, "globex", "1.3.6.1.4.1.50000", CERTIFICATES),
                    own,
                    List.of(
                            new Target("foreign", foreign.eid(), foreign.iccid()),
                            UNKNOWN,
                            new Target("mismatched", own.eid(), foreign.iccid()),
                            new Target("mismatched", foreign.eid(), own.iccid())),
                    receiver.url());
            cells += probe.orders(functions) + probe.queued(overJms, broker) + probe.bulk() + probe.faces();
            cells += new LeakReads(
                            first ? acme : globex,
                            first ? "globex" : "acme",
                            foreign,
                            first ? other.a() : card.a(),
                            UNKNOWN,
                            jdbc)
                    .cells();
        }
        nothingWasSent(List.of(card, other));
        System.out.println("Leak matrix" + (FirstWall.DOWN.get() ? ", application check off" : "") + ": " + cells
                + " cells, 0 leaks");
        return acmes;
    }

    private void nothingWasSent(List<Card> cards) {
        var smdp = nobody.get("/simulator/smdp/calls").text();
        var smsr = nobody.get("/simulator/smsr/calls").text();
        for (var card : cards) {
            assertThat(smdp).doesNotContain(card.b());
            assertThat(smsr).doesNotContain(card.eid());
            assertThat(jdbc.queryForObject(
                            "select count(*) from operation where (eid = ? or iccid in (?, ?)) and state <> 'REFUSED'",
                            Long.class,
                            card.eid(),
                            card.a(),
                            card.b()))
                    .isZero();
        }
        // Whom refusals were told by callback: nothing of others in them.
        receiver.got.forEach(got -> assertThat(got.body())
                .contains("8.1.1")
                .doesNotContain("acme")
                .doesNotContain("globex")
                .doesNotContain("smsr-"));
    }
}
