package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends each write to the leader of its unit, with the epoch of the rule it follows. Rules only ever become newer, by epoch
 * and then by version, and outlive the process; without one, or with one that holds writes back, it refuses instead of
 * guessing. Thread-safe.
 */
final class Router {

    private static final Duration LEADER_TIMEOUT = Duration.ofMillis(1400);

    private final Links links;
    private final Path file;
    private final Map<String, Kept> rules = new ConcurrentHashMap<>();

    /** @param heldUntil when writes are let through again without another rule */
    private record Kept(Rule rule, long heldUntil) {

        static final Kept NOTHING = new Kept(Rule.NONE, Long.MAX_VALUE);

        /** Held from now on. */
        static Kept of(Rule rule) {
            return new Kept(rule, rule.heldForMillis() == 0 ? Long.MAX_VALUE : Shard.now() + rule.heldForMillis());
        }

        Rule at(long now) {
            return rule.writable() || now < heldUntil ? rule : rule.open();
        }
    }

    /**
     * @param version rises with every rule of a unit
     * @param epoch the epoch that writes carry
     * @param leader the centre they go to
     * @param heldForMillis how long they are held back, from when the rule comes; 0 for until the next rule
     */
    record Rule(long version, long epoch, String leader, boolean writable, long heldForMillis) {

        static final Rule NONE = new Rule(0, 0, "", false, 0);

        private static final Comparator<Rule> NEWEST =
                Comparator.comparingLong(Rule::epoch).thenComparingLong(Rule::version);

        boolean isNewerThan(Rule other) {
            return NEWEST.compare(this, other) > 0;
        }

        Rule open() {
            return new Rule(version, epoch, leader, true, 0);
        }

        Form form() {
            return Form.EMPTY
                    .with("version", version)
                    .with("epoch", epoch)
                    .with("leader", leader)
                    .with("writable", writable)
                    .with("heldForMillis", heldForMillis);
        }

        static Rule of(Form form) {
            return new Rule(
                    form.number("version"),
                    form.number("epoch"),
                    form.text("leader"),
                    Boolean.parseBoolean(form.text("writable")),
                    (long) form.number("heldForMillis", 0));
        }
    }

    /** @param file keeps the rules; read at once when it is there */
    Router(Links links, Path file) throws IOException {
        this.links = links;
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Form form = Form.parse(line);
                rules.put(form.text("unit"), Kept.of(Rule.of(form)));
            }
        }
    }

    /** @return the rule in force, which is the given one unless that is older */
    synchronized Rule push(String unit, Rule rule) throws IOException {
        if (rule.isNewerThan(rules.getOrDefault(unit, Kept.NOTHING).rule())) {
            rules.put(unit, Kept.of(rule));
            write();
        }
        return rule(unit);
    }

    private void write() throws IOException {
        List<String> lines = rules.entrySet().stream()
                .map(kept -> kept.getValue().rule().form().with("unit", kept.getKey()))
                .map(Form::toString)
                .toList();
        Path written = Files.write(file.resolveSibling(file.getFileName() + ".new"), lines);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    Rule rule(String unit) {
        return rules.getOrDefault(unit, Kept.NOTHING).at(Shard.now());
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
