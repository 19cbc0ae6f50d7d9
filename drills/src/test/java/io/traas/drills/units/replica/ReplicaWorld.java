package io.traas.drills.units.replica;

import io.traas.drills.bank.wire.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Five replicas, a network that loses, repeats, delays and reorders, and several who move the leader without knowing of each
 * other. Everything follows from the seed. Notes what must never happen in {@link #violations}.
 */
final class ReplicaWorld {

    private static final List<String> NAMES = List.of("a1", "a2", "b1", "b2", "c1");
    private static final int MAJORITY = 3;

    private final Random random;
    private final boolean skipFence;
    private final Map<String, MemoryStore> stores = new TreeMap<>();
    private final Map<String, Replica> replicas = new TreeMap<>();
    private final List<Runnable> inFlight = new ArrayList<>();
    private final Map<Long, LogEntry> acknowledged = new HashMap<>();
    private final Map<Long, String> leaderOfEpoch = new HashMap<>();
    private final Set<LogEntry> waiting = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private long now = 1;
    private long payments;
    private long askers;

    /** @param skipFence the mutation: lead without the promise of a majority */
    ReplicaWorld(long seed, boolean skipFence) {
        this.random = new Random(seed);
        this.skipFence = skipFence;
        for (String name : NAMES) {
            stores.put(name, new MemoryStore());
            replicas.put(name, new Replica(stores.get(name), now));
        }
    }

    List<String> violations() {
        return violations;
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(60);
            int event = random.nextInt(100);
            if (event < 2) {
                moveLeader(some(), random.nextInt(4) == 0);
            } else if (event < 4) {
                restart(NAMES.get(random.nextInt(NAMES.size())));
            } else if (event < 20) {
                write();
            } else if (event < 35) {
                NAMES.forEach(this::send);
            } else {
                deliver();
                deliver();
                deliver();
            }
            acknowledge();
            checkWriters();
        }
        mend();
    }

    /** All links work again: one last leader, and everybody follows. */
    private void mend() {
        inFlight.clear();
        moveLeader(NAMES, false);
        for (int round = 0; round < 1000 && !settled(); round++) {
            now += 50;
            for (String name : NAMES) {
                send(name);
            }
            while (!inFlight.isEmpty()) {
                inFlight.remove(0).run();
            }
            acknowledge();
        }
        List<LogEntry> log = replicas.get(NAMES.get(0)).entriesAfter(0, Integer.MAX_VALUE);
        replicas.forEach((name, replica) -> {
            if (!replica.entriesAfter(0, Integer.MAX_VALUE).equals(log)) {
                violations.add(name + " has another log in the end");
            }
        });
        acknowledged.forEach((id, entry) -> {
            long places = log.stream()
                    .filter(kept -> kept.payment() != null && kept.payment().id() == id)
                    .count();
            if (places != 1 || !log.contains(entry)) {
                violations.add(
                        "payment " + id + " was acknowledged as " + entry + " and is there " + places + " times");
            }
        });
        long total = 0;
        for (int account = 0; account < Entry.ACCOUNTS; account++) {
            total += replicas.get("c1").balance(account);
        }
        if (total != Entry.ACCOUNTS * Replica.OPENING_CENTS) {
            violations.add("money was made or lost: " + total);
        }
    }

    private boolean settled() {
        ReplicaState first = replicas.get("c1").state(now);
        return replicas.values().stream()
                .map(replica -> replica.state(now))
                .allMatch(state -> state.position() == first.position()
                        && state.lastEpoch() == first.promised()
                        && state.committed() == first.position());
    }

    private List<String> some() {
        List<String> some = new ArrayList<>(NAMES);
        Collections.shuffle(some, random);
        return some.subList(0, 1 + random.nextInt(NAMES.size()));
    }

    /**
     * Asks these for the next epoch and, with a majority, lets one lead that is as complete as any of them.
     *
     * @param again asks for the epoch that somebody else has asked for before
     */
    private void moveLeader(List<String> reached, boolean again) {
        String asker = "move-" + askers++;
        long epoch = 1
                + replicas.values().stream()
                        .mapToLong(replica -> replica.state(now).promised())
                        .max()
                        .orElse(0);
        if (epoch > 1 && again) {
            epoch--;
        }
        List<String> promised = new ArrayList<>();
        for (String name : reached) {
            try {
                replicas.get(name).fence(epoch, asker, now);
                promised.add(name);
            } catch (Refused olderOrAnothers) {
                continue;
            }
        }
        if (promised.isEmpty() || (promised.size() < MAJORITY && !skipFence)) {
            return;
        }
        String best = promised.stream()
                .max(Comparator.comparingLong(
                                (String name) -> replicas.get(name).state(now).lastEpoch())
                        .thenComparingLong(name -> replicas.get(name).state(now).position()))
                .orElseThrow();
        String target = promised.get(random.nextInt(promised.size()));
        try {
            catchUp(target, best, epoch);
            List<String> peers =
                    NAMES.stream().filter(name -> !name.equals(target)).toList();
            replicas.get(target).lead(epoch, asker, peers);
        } catch (Refused overtaken) {
            return;
        }
    }

    private void catchUp(String target, String best, long epoch) {
        Replica behind = replicas.get(target);
        long from = behind.state(now).committed();
        List<LogEntry> entries = replicas.get(best).entriesAfter(from, Integer.MAX_VALUE);
        behind.append(new Append(epoch, from, behind.epochAt(from), entries, 0), now);
    }

    private void restart(String name) {
        waiting.removeIf(entry -> name.equals(leaderOfEpoch.get(entry.epoch())));
        replicas.put(name, new Replica(stores.get(name), now));
    }

    private void write() {
        long id = random.nextInt(5) == 0 && payments > 0 ? random.nextInt((int) payments) : payments++;
        Entry payment = new Entry(id, (int) (id % 7), 7 + (int) (id % 5), 1 + id % 100);
        for (Map.Entry<String, Replica> entry : replicas.entrySet()) {
            long epoch = entry.getValue().state(now).leading();
            try {
                if (epoch > 0) {
                    entry.getValue().open(epoch);
                    waiting.add(entry.getValue().write(epoch, payment, now));
                }
            } catch (Refused notNow) {
                continue;
            }
        }
    }

    /** Every leader acknowledges what it knows to be on a majority. */
    private void acknowledge() {
        for (Map.Entry<String, Replica> replica : replicas.entrySet()) {
            long epoch = replica.getValue().state(now).leading();
            if (epoch == 0) {
                continue;
            }
            String other = leaderOfEpoch.putIfAbsent(epoch, replica.getKey());
            if (other != null && !other.equals(replica.getKey())) {
                violations.add("two leaders of epoch " + epoch + ": " + other + " and " + replica.getKey());
            }
            for (LogEntry entry : List.copyOf(waiting)) {
                if (replica.getValue().isLost(entry) || !replica.getValue().isCommitted(entry)) {
                    continue;
                }
                waiting.remove(entry);
                LogEntry before = acknowledged.putIfAbsent(entry.payment().id(), entry);
                if (before != null && !before.equals(entry)) {
                    violations.add("acknowledged twice: " + before + " and " + entry);
                }
            }
        }
    }

    private void checkWriters() {
        long writers = replicas.values().stream()
                .filter(replica -> replica.state(now).writable())
                .filter(replica -> replicas.values().stream()
                                .filter(other -> other.state(now).promised()
                                        <= replica.state(now).leading())
                                .count()
                        >= MAJORITY)
                .count();
        if (writers > 1) {
            violations.add("two take writes that could count at " + now);
        }
    }

    private void send(String name) {
        for (String peer : NAMES) {
            if (peer.equals(name)) {
                continue;
            }
            try {
                Append append = replicas.get(name).toSend(peer, 1 + random.nextInt(5));
                long sentAt = now;
                inFlight.add(() -> receive(name, peer, append, sentAt));
            } catch (Refused follower) {
                return;
            }
        }
    }

    private void receive(String from, String to, Append append, long sentAt) {
        Append.Reply reply = replicas.get(to).append(append, now);
        inFlight.add(() -> replicas.get(from).acknowledged(to, append, reply, sentAt));
    }

    /** Old messages may overtake new ones, but the network does not hoard them. */
    private void deliver() {
        while (inFlight.size() > 40) {
            inFlight.remove(random.nextInt(inFlight.size()));
        }
        if (inFlight.isEmpty()) {
            return;
        }
        int index = random.nextInt(inFlight.size());
        switch (random.nextInt(10)) {
            case 0 -> inFlight.remove(index);
            case 1 -> inFlight.get(index).run();
            default -> inFlight.remove(index).run();
        }
    }
}
