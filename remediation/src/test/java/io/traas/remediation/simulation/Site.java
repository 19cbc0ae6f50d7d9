package io.traas.remediation.simulation;

import io.traas.model.LedgerEntry;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import io.traas.remediation.SimulatedReplica;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Where a replica lives: a machine at a time, a new one some while after the old one was switched off. The replica is a
 * member of the group that may write the ledger; the one chosen opens an epoch, reads the past, settles it, and acts.
 */
final class Site {

    private static final Duration SCRAPE_EVERY = Duration.ofSeconds(2);

    private final String name;
    private final World world;
    private final Chance chance;
    private int lives;
    private Machine machine;
    private SimulatedReplica reigning;

    Site(String name, World world, Chance chance) {
        this.name = name;
        this.world = world;
        this.chance = chance;
    }

    void start() {
        machine = new Machine(name + ++lives);
        Machine started = machine;
        world.baton().spawn(started, "loop", () -> live(started));
        watch();
    }

    /** Somebody notices when the process is gone, and starts it again. */
    private void watch() {
        Machine watched = machine;
        world.baton().later(chance.millis(1_000, 3_000), () -> {
            if (watched != machine) {
                return;
            } else if (watched.isOff()) {
                start();
            } else {
                watch();
            }
        });
    }

    void switchOff() {
        machine.switchOff();
        machine = new Machine(name + "-never");
    }

    /** As of its last reign; null when it never had one. */
    SimulatedReplica reigning() {
        return reigning;
    }

    private void live(Machine self) {
        Reign reign = null;
        while (true) {
            world.baton().pass(chance.millis(100, 400));
            if (!world.ledger().poll(self)) {
                reign = null;
            } else if (reign == null || reign.fenced) {
                reign = begin(self);
            } else {
                reign.turn();
            }
        }
    }

    private Reign begin(Machine self) {
        try {
            Reign reign = new Reign(self, world.ledger().takeOver());
            reigning = reign.replica;
            return reign;
        } catch (SimulatedLedger.SilenceException e) {
            return null;
        }
    }

    /** From taking over until being fenced off. What it started may go on longer than it should, as in reality. */
    private final class Reign {
        private final SimulatedReplica replica;
        private final Map<String, Integer> offsets = new HashMap<>();
        private final Map<String, long[]> counters = new HashMap<>();
        private Instant scrapedAt = Instant.MIN;
        private boolean fenced;
        private int hands;

        Reign(Machine self, long epoch) {
            Book book = new Book();
            world.ledger().entries().forEach(book::add);
            Cluster cluster = world.cluster();
            replica = new SimulatedReplica(
                    world.baton().clock(),
                    book,
                    publisher(epoch),
                    cluster,
                    epoch,
                    Simulation.STEP_TIMEOUT,
                    work -> world.baton().spawn(self, "hand" + ++hands, work));
            scrape();
            readTopics();
            replica.takeUpPast();
        }

        private Publisher publisher(long epoch) {
            return new Publisher() {
                @Override
                public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
                    try {
                        world.ledger().append(epoch, (LedgerEntry) value);
                        return CompletableFuture.completedFuture(null);
                    } catch (SimulatedLedger.FencedException e) {
                        fenced = true;
                        return CompletableFuture.failedFuture(e);
                    } catch (SimulatedLedger.SilenceException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                }

                @Override
                public void close() {}
            };
        }

        void turn() {
            if (!world.baton().machine().isCut(world.baton().now())) {
                scrape();
                readTopics();
            }
            attempt("tick", replica::tick);
        }

        private void readTopics() {
            SimulatedTopics topics = world.topics();
            read("state", topics.states, replica::onState);
            read("incident", topics.incidents, replica::onIncident);
            read("decision", topics.decisions, replica::onDecision);
            read("command", topics.commands, replica::onCommand);
        }

        private <T> void read(String what, List<T> topic, Consumer<T> handler) {
            int end = topic.size(); // As of now: handling lets time pass, and more is written meanwhile.
            for (int i = offsets.getOrDefault(what, 0); i < end; i++) {
                offsets.put(what, i + 1);
                T value = topic.get(i);
                attempt(what, () -> handler.accept(value));
            }
        }

        private void attempt(String what, Runnable work) {
            try {
                work.run();
            } catch (RuntimeException e) {
                world.trace().add(world.baton().machine() + " " + what + " failed: " + e);
            }
        }

        private void scrape() {
            Instant now = world.baton().now();
            if (now.isBefore(scrapedAt.equals(Instant.MIN) ? now : scrapedAt.plus(SCRAPE_EVERY))) {
                return;
            }
            scrapedAt = now;
            for (Target workload : world.town().workloads()) {
                scrape(workload, world.town().state(workload), now);
            }
        }

        private void scrape(Target workload, TargetState state, Instant now) {
            for (PodState pod : state.pods()) {
                long[] counter = counters.computeIfAbsent(pod.uid(), unused -> new long[2]);
                counter[0] += 10;
                counter[1] += world.town().isSick(workload.name()) ? 5 : 0;
                replica.onSamples(Scene.scrape(workload, Town.number(pod), now, true, counter[0], counter[1]));
            }
        }
    }
}
