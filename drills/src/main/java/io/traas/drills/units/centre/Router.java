package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends each write to the leader of its unit, with the epoch of the rule it follows. Rules only ever become newer; without
 * one, or with one that holds writes back, it refuses instead of guessing. Thread-safe.
 */
final class Router {

    private static final Duration LEADER_TIMEOUT = Duration.ofMillis(1400);

    private final Links links;
    private final Map<String, Rule> rules = new ConcurrentHashMap<>();

    /**
     * @param version rises with every rule of a unit
     * @param epoch the epoch that writes carry
     * @param leader the centre they go to
     */
    record Rule(long version, long epoch, String leader, boolean writable) {

        static final Rule NONE = new Rule(0, 0, "", false);

        Form form() {
            return Form.EMPTY
                    .with("version", version)
                    .with("epoch", epoch)
                    .with("leader", leader)
                    .with("writable", writable);
        }

        static Rule of(Form form) {
            return new Rule(
                    form.number("version"),
                    form.number("epoch"),
                    form.text("leader"),
                    Boolean.parseBoolean(form.text("writable")));
        }
    }

    Router(Links links) {
        this.links = links;
    }

    /** @return the rule in force, which is the given one unless that is older */
    Rule push(String unit, Rule rule) {
        return rules.merge(unit, rule, (now, pushed) -> pushed.version() > now.version() ? pushed : now);
    }

    Rule rule(String unit) {
        return rules.getOrDefault(unit, Rule.NONE);
    }

    Answer write(String unit, Form payment) throws InterruptedException {
        Rule rule = rule(unit);
        if (!rule.writable()) {
            return Answer.refused("writes to " + unit + " are held back by rule " + rule.version());
        }
        try {
            HttpCall reply =
                    links.post(rule.leader(), "/shard/write", payment.with("epoch", rule.epoch()), LEADER_TIMEOUT);
            return new Answer(reply.status(), reply.body());
        } catch (IOException e) {
            return new Answer(
                    Answer.UNKNOWN, "the leader of " + unit + ", " + rule.leader() + ", did not answer: " + e);
        }
    }
}
