package io.traas.remediation.simulation;

import io.traas.model.LedgerEntry;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.SimulatedReplica;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a replica lives: a machine at a time, a new one some while after the old one was switched off. On a machine one
 * life follows the other, as in the stage: it stands by, is elected, takes over, acts, and stands down.
 */
final class Site {

    private static final Duration SCRAPE_EVERY = Duration.ofSeconds(2);

    private final String name;
    private final World world;
    private final Chance chance;
    private int machines;
    private Machine machine;
    private Book lastBook;

    Site(String name, World world, Chance chance) {
        this.name = name;
        this.world = world;
        this.chance = chance;
    }

    void start() {
        machine = new Machine(name + ++machines);
        Machine started = machine;
        world.baton().spawn(started, "loop", () -> liveOnAndOn(started));
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

    /** What the replica that acted last knows of the ledger; null when none ever did. */
    Book lastBook() {
        return lastBook;
    }

    private void liveOnAndOn(Machine self) {
        while (true) {
            new Life(self).live();
            world.baton().pass(Duration.ofMillis(200));
        }
    }

    private final class Life {
        private final Machine self;
        private final Book book = new Book();
        private final LedgerLog log = world.ledger().open();
        private final SimulatedElection.Member member;
        private final Map<String, Integer> offsets = new HashMap<>();
        private final Map<String, long[]> counters = new HashMap<>();
        private final SimulatedReplica replica =
                new SimulatedReplica(world.baton().clock(), book);
        private Instant scrapedAt = Instant.MIN;
        private Tenure tenure;
        private int hands;

        Life(Machine self) {
            this.self = self;
            this.member = world.election().join(self);
        }

        void live() {
            try {
                if (standBy() && takeOver()) {
                    act();
                }
            } finally {
                if (tenure != null) {
                    tenure.close();
                }
                member.leave();
            }
        }

        private boolean standBy() {
            while (!member.isElected()) {
                if (member.isLost()) {
                    return false;
                }
                world.baton().pass(chance.millis(100, 400));
                if (!self.isCut(world.baton().now())) {
                    attempt("reading the ledger", () -> log.readOn(reader()));
                    readTopics();
                }
            }
            scrape();
            readTopics();
            return true;
        }

        private boolean takeOver() {
            while (member.isElected()) {
                try {
                    tenure = log.takeOver(self.name(), reader());
                    lastBook = book;
                    return true;
                } catch (TenureLostException e) {
                    return false;
                } catch (LedgerUnavailableException e) {
                    world.baton().pass(Duration.ofMillis(500));
                }
            }
            return false;
        }

        private void act() {
            world.chaos().strike("TAKEN_OVER");
            replica.act(
                    world.cluster(this::requireActing),
                    tenure,
                    work -> world.baton().spawn(self, "hand" + ++hands, work),
                    point -> world.chaos().strike(point.name()));
            while (isActing()) {
                world.baton().pass(chance.millis(150, 400));
                if (!self.isCut(world.baton().now())) {
                    scrape();
                    readTopics();
                }
                attempt("tick", replica::tick);
            }
            world.trace().add(self + " stands down");
        }

        private boolean isActing() {
            return tenure.isHeld() && member.isElected();
        }

        private void requireActing() {
            if (!isActing()) {
                throw new TenureLostException("this replica no longer acts", null);
            }
        }

        private LedgerLog.Reader reader() {
            return new LedgerLog.Reader() {
                @Override
                public void entry(LedgerEntry entry) {
                    book.add(entry).ifPresent(wrong -> world.trace().add(self + " finds " + wrong.describe()));
                }

                @Override
                public void unreadable(String position, String why) {
                    throw new IllegalStateException("line " + position + " of the ledger is unreadable: " + why);
                }
            };
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
                world.trace().add(self + " " + what + " failed: " + e);
            }
        }

        private void scrape() {
            Instant now = world.baton().now();
            if (!scrapedAt.equals(Instant.MIN) && now.isBefore(scrapedAt.plus(SCRAPE_EVERY))) {
                return;
            }
            scrapedAt = now;
            for (Target workload : world.town().workloads()) {
                replica.onFollowed(workload.cluster());
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
