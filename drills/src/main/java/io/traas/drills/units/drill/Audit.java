package io.traas.drills.units.drill;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.units.replica.LogEntry;
import io.traas.drills.units.replica.Replica;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Compares the customers' receipts with the logs of all replicas, once these agree again. Pure.
 *
 * @param receipts how many there are
 * @param lost payments with a receipt that are not in the log at the place the receipt names: the RPO, in
 *     writes; of each unit the replica that lost most counts
 * @param doubled payments that are in a log more than once
 * @param splitBrain two leaders in one epoch, or two payments with a receipt for one place
 * @param findings what was found, in words; empty when all is well
 */
record Audit(int receipts, int lost, int doubled, int splitBrain, List<String> findings) {

    private static final int WORDS = 20;

    Audit {
        findings = List.copyOf(findings);
    }

    boolean clean() {
        return findings.isEmpty();
    }

    /** @param logs unit to centre to the log there, at rest and after the last fault is healed */
    static Audit of(Books books, Map<String, Map<String, List<LogEntry>>> logs) {
        List<String> findings = new ArrayList<>();
        int lost = 0;
        int doubled = 0;
        for (String unit : logs.keySet()) {
            Map<String, List<LogEntry>> replicas = logs.get(unit);
            if (replicas.values().stream().distinct().count() > 1) {
                findings.add("replicas of " + unit + " differ: " + lengths(replicas));
            }
            int worstLost = 0;
            int worstDoubled = 0;
            for (Map.Entry<String, List<LogEntry>> replica : replicas.entrySet()) {
                String where = unit + " in " + replica.getKey();
                worstLost = Math.max(worstLost, lost(books, unit, replica.getValue(), where, findings));
                worstDoubled = Math.max(worstDoubled, doubled(books, replica.getValue(), where, findings));
                checkOrder(replica.getValue(), where, findings);
            }
            lost += worstLost;
            doubled += worstDoubled;
        }
        int splits = splits(books, findings);
        List<String> told = findings.size() > WORDS ? findings.subList(0, WORDS) : findings;
        return new Audit(books.receipts().size(), lost, doubled, splits, told);
    }

    /** What the accounts must hold by a log. */
    static long[] balances(List<LogEntry> log) {
        long[] cents = new long[Entry.ACCOUNTS];
        Arrays.fill(cents, Replica.OPENING_CENTS);
        for (LogEntry entry : log) {
            if (entry.payment() != null) {
                cents[entry.payment().from()] -= entry.payment().cents();
                cents[entry.payment().to()] += entry.payment().cents();
            }
        }
        return cents;
    }

    private static String lengths(Map<String, List<LogEntry>> replicas) {
        return replicas.entrySet().stream()
                .map(entry -> entry.getKey() + " has " + entry.getValue().size())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static int lost(Books books, String unit, List<LogEntry> log, String where, List<String> findings) {
        int lost = 0;
        for (Books.Receipt receipt : books.receipts()) {
            if (receipt.unit().equals(unit)) {
                LogEntry expected = new LogEntry(receipt.epoch(), receipt.position(), receipt.payment());
                boolean there = receipt.position() <= log.size()
                        && log.get((int) receipt.position() - 1).equals(expected);
                if (!there) {
                    lost++;
                    findings.add("lost in " + where + ": " + receipt);
                }
            }
        }
        return lost;
    }

    private static int doubled(Books books, List<LogEntry> log, String where, List<String> findings) {
        int doubled = 0;
        Map<Long, Long> places = new HashMap<>();
        for (LogEntry entry : log) {
            if (entry.payment() == null) {
                continue;
            }
            long id = entry.payment().id();
            Long before = places.putIfAbsent(id, entry.position());
            if (before != null) {
                doubled++;
                findings.add("payment " + id + " is in " + where + " at " + before + " and " + entry.position());
            }
            // Below zero are the platform's own round trips.
            if (id >= 0 && !entry.payment().equals(books.order(id))) {
                findings.add("payment " + id + " in " + where + " was never ordered like this");
            }
        }
        return doubled;
    }

    private static void checkOrder(List<LogEntry> log, String where, List<String> findings) {
        long epoch = 0;
        for (int i = 0; i < log.size(); i++) {
            LogEntry entry = log.get(i);
            if (entry.position() != i + 1 || entry.epoch() < epoch) {
                findings.add("the log of " + where + " is out of order at " + entry);
            }
            epoch = entry.epoch();
        }
    }

    private static int splits(Books books, List<String> findings) {
        int splits = 0;
        Map<String, String> leaders = new HashMap<>();
        Map<String, Long> places = new HashMap<>();
        for (Books.Receipt receipt : books.receipts()) {
            String epoch = receipt.unit() + " epoch " + receipt.under();
            String leader = leaders.putIfAbsent(epoch, receipt.leader());
            if (leader != null && !leader.equals(receipt.leader())) {
                splits++;
                findings.add("two leaders of " + epoch + ": " + leader + " and " + receipt.leader());
            }
            String place = receipt.unit() + " position " + receipt.position();
            Long other = places.putIfAbsent(place, receipt.payment().id());
            if (other != null && other != receipt.payment().id()) {
                splits++;
                findings.add("two receipts for " + place + ": " + other + " and "
                        + receipt.payment().id());
            }
        }
        return splits;
    }
}
