package io.rsproutes.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.rsproutes.support.CrashableBundle;

/**
 * A proof that finds nothing may be blind. Each defect here is put into the running instance, in the way a bad release would bring it: a route or a statement that is a little wrong. The proof must find every one,
 * and nothing without. Options: {@code --only}.
 */
public final class Defects {

    /** Ordinary work is enough. */
    static final String NONE = "";
    /** The instance is killed at once when it has taken a peer's message. */
    static final String ANSWERED = "answered";
    /** One of two instances stands still for longer than its leases, and goes on. */
    static final String STOP = "stop";

    static final List<Defect> ALL = List.of(
            defect(
                    "one event in ten thousand has no delivery",
                    NONE,
                    "delivery/fan-out.spread",
                    "  where s.channel not in",
                    "  where e.position % 10000 <> 77 and s.channel not in"),
            defect(
                    "a peer's message is answered before it is kept",
                    ANSWERED,
                    "southbound/inbox.camel.yaml",
                    "- to:\n            id: southbound-inbox-commit\n            uri: sql\n            parameters: {query: \"{{sql:southbound/inbox.insert}}\", outputType: SelectOne}",
                    "- to: {uri: seda, parameters: {name: southbound-inbox-later, waitForTaskToComplete: Never}}",
                    "- route:\n    id: southbound-inbox-keep\n",
                    "- route:\n    id: southbound-inbox-later\n    description: A defect\n    routeConfigurationId: worker\n    from:\n      uri: seda\n      parameters: {name: southbound-inbox-later}\n      steps:\n"
                            + "        - delay: {expression: {constant: {expression: \"3000\"}}}\n        - to: {uri: sql, parameters: {query: \"{{sql:southbound/inbox.insert}}\"}}\n- route:\n    id: southbound-inbox-keep\n"),
            defect(
                    "a peer's message in five is answered and thrown away",
                    NONE,
                    "southbound/inbox.insert",
                    "from claimed\n",
                    "from claimed where abs(hashtext(:#${variable.inboxId})) % 5 <> 0\n"),
            defect(
                    "an order in eight is answered and not kept",
                    NONE,
                    "core/submit.camel.yaml",
                    "- to:\n            id: core-submit-commit\n            uri: sql\n            parameters: {query: \"{{sql:core/submit.record}}\", outputType: SelectOne}\n        - to: {uri: direct, parameters: {name: core-submit-key}}\n",
                    "- choice:\n            when:\n              - expression: {simple: {expression: \"${variable.operationId} not regex '.*[01]$'\"}}\n                steps:\n"
                            + "                  - to: {id: core-submit-commit, uri: sql, parameters: {query: \"{{sql:core/submit.record}}\", outputType: SelectOne}}\n                  - to: {uri: direct, parameters: {name: core-submit-key}}\n"),
            defect(
                    "no sweeper for calls whose instance died",
                    "core-dispatch-claim-commit",
                    "core/sweep.overdue",
                    "where state = ",
                    "where state <> 'SENDING' and state = "),
            defect(
                    "no sweeper for doubts",
                    "core-in-doubt-claim-commit",
                    "core/sweep.overdue",
                    "where state = ",
                    "where state <> 'IN_DOUBT' and state = "),
            defect(
                    "no sweeper for orders whose nudge was lost",
                    "core-submit-commit",
                    "core/sweep.accepted",
                    "where n <=",
                    "where 1 = 0 and n <="),
            defect(
                    "no sweeper for messages of peers",
                    "southbound-inbox-commit",
                    "core/sweep.inbox",
                    "where state in",
                    "where 1 = 0 and state in"),
            defect(
                    "no sweeper for deliveries whose instance died",
                    "delivery-deliver-claim",
                    "delivery/sweep.lease",
                    "where state",
                    "where 1 = 0 and state"),
            defect(
                    "no sweeper for deliveries whose time comes",
                    NONE,
                    "delivery/sweep.due",
                    "where d.subscription_id = waiting.id",
                    "where 1 = 0 and d.subscription_id = waiting.id"),
            defect(
                    "what was begun once is taken for done",
                    "southbound-inbox-commit",
                    "core/callback.claim",
                    "and next_at <= current_timestamp\n",
                    "and next_at <= current_timestamp and attempts = 0\n"),
            defect(
                    "a call whose answer was lost is sent again blindly",
                    NONE,
                    "core/outcome.camel.yaml",
                    "{name: to, expression: {constant: {expression: IN_DOUBT}}}\n              - {name: deadlineIn",
                    "{name: to, expression: {constant: {expression: ACCEPTED}}}\n              - {name: deadlineIn"),
            defect(
                    "a call whose answer was lost is said to have failed",
                    NONE,
                    "core/outcome.camel.yaml",
                    "{name: to, expression: {constant: {expression: IN_DOUBT}}}\n              - {name: deadlineIn",
                    "{name: to, expression: {constant: {expression: FAILED}}}\n              - {name: deadlineIn"),
            defect(
                    "what a peer refused is said to be done",
                    NONE,
                    "core/outcome.camel.yaml",
                    "- {name: to, expression: {constant: {expression: FAILED}}}\n                        - {name: nextIn",
                    "- {name: to, expression: {constant: {expression: SUCCEEDED}}}\n                        - {name: nextIn"),
            defect(
                    "a repeated order is ordered again",
                    NONE,
                    "core/submit.record",
                    "cast(:#${variable.idempotencyKey} as varchar), :",
                    ":#${variable.operationId}, :"),
            defect(
                    "a call leaves before it is recorded",
                    NONE,
                    "core/dispatch.claim",
                    "current_timestamp\n  from moved\n",
                    "current_timestamp\n  from moved where abs(hashtext(id)) % 5 <> 0\n"),
            defect(
                    "a message that comes twice is worked on twice",
                    NONE,
                    "southbound/inbox.insert",
                    ":#${variable.dedupeKey}",
                    ":#${variable.inboxId}"),
            defect(
                    "another tenant's subscription gets the event too",
                    NONE,
                    "delivery/fan-out.spread",
                    "(s.tenant is null or s.tenant = e.tenant)",
                    "(s.tenant is null or s.tenant is not null)"),
            defect(
                    "the newest event of a key goes first",
                    NONE,
                    "delivery/deliver.claim",
                    "order by d.position limit 1",
                    "order by d.position desc limit 1"),
            defect(
                    "a lease without a fence",
                    STOP,
                    "core/transition.move-in-order",
                    "    and state = :#${variable.from}\n    and attempts = coalesce(cast(:#${variable.attempt} as integer), attempts)",
                    "    and :#${variable.from} = :#${variable.from} and coalesce(cast(:#${variable.attempt} as integer), 0) >= 0"),
            defect(
                    "delivered is not written down the first time",
                    NONE,
                    "delivery/record.done",
                    "set state = 'DELIVERED', next_at = null\n",
                    "set state = case when attempts < 3 then 'PENDING' else 'DELIVERED' end, next_at = case when attempts < 3 then current_timestamp end\n"),
            defect(
                    "a gap in a key's sequence",
                    NONE,
                    "core/transition.move-in-order",
                    "set sequence = sequence + 1",
                    "set sequence = sequence + case when sequence = 2 then 2 else 1 end"),
            defect(
                    "an end without an event",
                    NONE,
                    "core/transition.move",
                    "  from moved, counted\n",
                    "  from moved, counted where :#${variable.to} <> 'FAILED'\n"),
            defect(
                    "a wrong signature",
                    NONE,
                    "delivery/send.camel.yaml",
                    "- to:\n            id: delivery-send-webhook-call",
                    "- setHeader: {name: webhook-signature, expression: {constant: {expression: \"v1,AAAA\"}}}\n        - to:\n            id: delivery-send-webhook-call"),
            defect(
                    "an event of one type is ticked off unsent",
                    NONE,
                    "delivery/attempt.camel.yaml",
                    "{expression: \"${variable.channel} == 'webhook'\"}",
                    "{expression: \"${variable.channel} == 'webhook' && ${variable.delivery[type]} != 'rsp.profile.installed'\"}"),
            defect(
                    "what was refused for good is kept nowhere",
                    NONE,
                    "delivery/record.dead-letter-insert",
                    "where d.id =",
                    "where 1 = 0 and d.id ="));

    private final Run run;

    private Defects(Run run) {
        this.run = run;
    }

    public static void main(String[] arguments) {
        Run.endServersAtExit();
        System.exit(new Defects(new Run(Map.of("only", ""), arguments)).run() ? 0 : 1);
    }

    private static Defect defect(String name, String blow, String file, String... fromTo) {
        var edits = new ArrayList<Defect.Edit>();
        for (int i = 0; i < fromTo.length; i += 2) {
            edits.add(new Defect.Edit(file, fromTo[i], fromTo[i + 1]));
        }
        return new Defect(name, blow, edits);
    }

    private boolean run() {
        ALL.forEach(Defect::folder);
        var blows = ALL.stream().map(Defect::blow).collect(Collectors.toCollection(TreeSet::new));
        int wrong = 0;
        int caught = 0;
        var chosen = ALL.stream()
                .filter(defect -> defect.name().contains(run.text("only")))
                .toList();
        if (run.text("only").isBlank()) {
            for (var blow : blows) {
                var found = found(new Defect("none", blow, List.of()));
                wrong += found == null ? 0 : 1;
                run.say("no defect" + (blow.isEmpty() ? "" : ", " + blow) + ": "
                        + (found == null ? "nothing found" : "FALSE ALARM: " + found));
            }
        }
        for (var defect : chosen) {
            var found = found(defect);
            caught += found == null ? 0 : 1;
            run.say((found == null ? "NOT CAUGHT: " : "caught: ")
                    + defect.name()
                    + (found == null ? "" : " (" + found + ")"));
        }
        run.say(caught + " of " + chosen.size() + " defects caught, " + wrong + " false alarms");
        return !chosen.isEmpty() && caught == chosen.size() && wrong == 0;
    }

    /** What the proof says of an instance with this defect; null when it finds nothing. */
    private static String found(Defect defect) {
        var setting = new Setting().brisk();
        setting.main = CrashableBundle.class;
        setting.bundles = defect.blow().equals(STOP) ? 2 : 1;
        setting.folder = defect.folder();
        try (var environment = new Environment(setting);
                var round = new Round(environment)) {
            environment.open(1_000);
            round.play("late");
            blow(environment, defect.blow());
            environment.quiet(Duration.ofSeconds(10), Duration.ofSeconds(25));
            round.play("on time");
            var busy = environment.quiet(Duration.ofSeconds(10), Duration.ofSeconds(25));
            var violations = environment.check(64);
            var rules = violations.stream()
                    .map(Checker.Violation::rule)
                    .distinct()
                    .limit(2)
                    .collect(Collectors.joining("; "));
            return !rules.isEmpty() ? rules : busy == null ? null : "does not end: " + busy;
        }
    }

    private static void blow(Environment environment, String blow) {
        var bundle = environment.cluster.bundle(0);
        switch (blow) {
            case NONE -> {}
            case ANSWERED -> {
                long until = System.nanoTime() + 30_000_000_000L;
                while (System.nanoTime() < until
                        && environment.ledger.messages.values().stream().noneMatch(answers -> answers.stream()
                                .anyMatch(status -> status >= 200 && status < 300))) {
                    FaultInjector.sleep(5);
                }
                bundle.kill();
                bundle.start();
            }
            case STOP -> {
                bundle.begin(Target.PAUSE);
                FaultInjector.sleep(8_000);
                bundle.end(Target.PAUSE);
            }
            default -> {
                bundle.arm(blow);
                environment.load.order();
                long until = System.nanoTime() + 20_000_000_000L;
                while (bundle.alive() && System.nanoTime() < until) {
                    FaultInjector.sleep(20);
                }
                if (bundle.alive()) {
                    throw new IllegalStateException("the instance did not come to " + blow);
                }
                bundle.start();
            }
        }
    }
}
