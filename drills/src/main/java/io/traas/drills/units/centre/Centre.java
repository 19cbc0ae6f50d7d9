package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.units.replica.Append;
import io.traas.drills.units.replica.LogEntry;
import io.traas.drills.units.replica.Refused;
import io.traas.drills.units.replica.Replica;
import io.traas.drills.units.replica.ReplicaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One centre: what customers may ask ({@code /write}, {@code /read}), what centres ask each other ({@code /shard/...}), what
 * those who move units ask ({@code /admin/...}) and how it is broken ({@code /fault/...}).
 */
final class Centre implements AutoCloseable {

    private static final Duration COMMIT_TIMEOUT = Duration.ofMillis(1200);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(5);
    private static final int PAGE = 2000;
    /** What a centre is made for, of all units together. */
    private static final double WRITES_PER_SECOND = 1000;

    private final String name;
    private final Links links;
    private final Router router;
    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final CentreServer server;

    /** @param endpoints every centre's {@code host:port} */
    Centre(String name, Map<String, String> endpoints, List<String> units, Path directory) throws IOException {
        this.name = name;
        this.links = new Links(name, endpoints);
        Path own = Files.createDirectories(directory.resolve(name));
        this.router = new Router(links, own.resolve("rules"));
        for (String unit : units) {
            FileStore store = new FileStore(own.resolve(unit + ".journal"));
            shards.put(unit, new Shard(unit, new Replica(store, Shard.now()), links));
        }
        this.server = new CentreServer(endpoints.get(name), links);
    }

    void start() {
        Map<String, CentreServer.Handler> routes = new LinkedHashMap<>();
        routes.put("/write", form -> router.write(form.text("unit"), form));
        routes.put("/read", this::read);
        addPeers(routes);
        addOperators(routes);
        addFaults(routes);
        server.start(routes);
    }

    private void addPeers(Map<String, CentreServer.Handler> routes) {
        routes.put("/shard/write", this::write);
        routes.put("/shard/append", form -> {
            Append.Reply reply = shard(form).ask((replica, now) -> replica.append(Messages.append(form), now));
            return Answer.ok(Messages.replyForm(reply));
        });
        routes.put(
                "/shard/entries", form -> entries(form, replica -> replica.entriesAfter(form.number("after"), PAGE)));
    }

    private void addOperators(Map<String, CentreServer.Handler> routes) {
        routes.put("/admin/exported", form -> entries(form, Replica::exported));
        routes.put("/admin/status", this::status);
        routes.put(
                "/admin/fence",
                form -> state(shard(form)
                        .ask((replica, now) -> replica.fence(form.number("epoch"), form.text("asker"), now))));
        routes.put("/admin/freeze", this::freeze);
        routes.put("/admin/thaw", form -> act(form, replica -> replica.thaw(form.number("epoch"))));
        routes.put(
                "/admin/lead",
                form -> act(form, replica -> replica.lead(form.number("epoch"), form.text("asker"), links.others())));
        routes.put("/admin/open", form -> act(form, replica -> replica.open(form.number("epoch"))));
        routes.put(
                "/admin/catch-up",
                form -> state(shard(form).catchUp(form.text("from"), form.number("epoch"), CATCH_UP_TIMEOUT)));
        routes.put(
                "/admin/route",
                form -> Answer.ok(
                        router.push(form.text("unit"), Router.Rule.of(form)).form()));
        routes.put(
                "/admin/rule", form -> Answer.ok(router.rule(form.text("unit")).form()));
    }

    private void addFaults(Map<String, CentreServer.Handler> routes) {
        routes.put("/fault/cut", form -> {
            links.cut(Arrays.stream(form.text("from").split(","))
                    .filter(sender -> !sender.isBlank())
                    .collect(Collectors.toSet()));
            return Answer.text("");
        });
        routes.put("/fault/slow", form -> {
            server.slowDown(form.number("millis"));
            return Answer.text("");
        });
    }

    private Answer read(Form form) throws Refused {
        int account = (int) form.number("number");
        Form answer = shard(form)
                .ask((replica, now) -> Form.EMPTY
                        .with("cents", replica.balance(account))
                        .with("position", replica.state(now).committed())
                        .with("staleMillis", replica.state(now).leaderSilentMillis()));
        return Answer.ok(answer);
    }

    private Answer write(Form form) throws Refused, InterruptedException {
        Optional<LogEntry> entry = shard(form).write(form.number("epoch"), Entry.of(form), COMMIT_TIMEOUT);
        return entry.map(done -> Answer.ok(Form.EMPTY
                        .with("position", done.position())
                        .with("epoch", done.epoch())
                        .with("leader", name)
                        .with("under", form.number("epoch"))))
                .orElseGet(() -> new Answer(Answer.UNKNOWN, "not on a majority within " + COMMIT_TIMEOUT));
    }

    private Answer status(Form form) {
        Shard shard = shard(form);
        double carried =
                shards.values().stream().mapToDouble(Shard::writesPerSecond).sum();
        return Answer.ok(Messages.stateForm(shard.state())
                .with("load", shard.writesPerSecond())
                .with("spare", Math.max(0, WRITES_PER_SECOND - carried)));
    }

    private Answer freeze(Form form) throws Refused {
        long heldFor = form.number("heldForMillis");
        long until = heldFor == 0 ? Long.MAX_VALUE : Shard.now() + heldFor;
        return act(form, replica -> replica.freeze(form.number("epoch"), until));
    }

    private static Answer state(ReplicaState state) {
        return Answer.ok(Messages.stateForm(state));
    }

    /** A part of what a replica has written. */
    private interface Reading {
        List<LogEntry> of(Replica replica);
    }

    private Answer entries(Form form, Reading reading) throws Refused {
        List<LogEntry> entries = shard(form).ask((replica, now) -> reading.of(replica));
        return Answer.text(Messages.lines(entries));
    }

    /** Something an operator does to a replica. */
    private interface Deed {
        void to(Replica replica) throws Refused;
    }

    private Answer act(Form form, Deed deed) throws Refused {
        return state(shard(form).ask((replica, now) -> {
            deed.to(replica);
            return replica.state(now);
        }));
    }

    private Shard shard(Form form) {
        Shard shard = shards.get(form.text("unit"));
        if (shard == null) {
            throw new IllegalArgumentException(
                    "there is no unit '" + form.text("unit") + "' here, only " + shards.keySet());
        }
        return shard;
    }

    @Override
    public void close() {
        server.close();
        shards.values().forEach(Shard::close);
    }
}
