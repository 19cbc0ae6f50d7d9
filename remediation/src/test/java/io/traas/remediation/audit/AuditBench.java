package io.traas.remediation.audit;

import io.traas.model.AuditCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * The bar "100 % of tampered positions found in a 10,000-entry ledger", and what an audit costs. Each way of tampering at
 * positions spread over the whole ledger. Exit code 1 when one was missed.
 *
 * <pre>AuditBench [--entries 10000] [--positions 50] [--json]</pre>
 */
public final class AuditBench {

    private static final int WARM_UP = 3;

    private AuditBench() {}

    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        int entries = number(given, "--entries", 10_000);
        int positions = number(given, "--positions", 50);
        List<byte[]> ledger = Tampering.ledger(10, entries);
        Link end = Link.of(ledger.get(ledger.size() - 1)).orElseThrow();
        AuditCheckpoint last = new AuditCheckpoint(end.sequence(), end.hash(), end.epoch(), Instant.EPOCH, "");

        int tried = 0;
        int found = 0;
        Random random = new Random(1);
        for (Tampering way : Tampering.values()) {
            for (int i = 0; i < positions; i++) {
                int at = 10 + (int) ((long) i * (entries - 1) / positions);
                Tampering.Falsified falsified = way.apply(ledger, at, random);
                boolean named = audit(falsified.records(), last).findings().stream()
                        .anyMatch(finding -> falsified.positions().contains((int) finding.place()));
                tried++;
                found += named ? 1 : 0;
                if (!named) {
                    System.err.println("missed: " + way + " at " + at);
                }
            }
        }
        for (int cut = 1; cut <= positions; cut++) {
            tried++;
            found += audit(ledger.subList(0, ledger.size() - cut), last).clean() ? 0 : 1;
        }
        report(given.contains("--json"), entries, tried, found, millis(ledger, last));
        System.exit(found == tried ? 0 : 1);
    }

    private static Audit.Report audit(List<byte[]> records, AuditCheckpoint checkpoint) {
        Audit audit = new Audit();
        for (int i = 0; i < records.size(); i++) {
            audit.add(new LedgerLine(i, records.get(i)));
        }
        return audit.conclude(List.of(checkpoint), genuine -> true);
    }

    /** Of one audit of the untouched ledger, warm. */
    private static double millis(List<byte[]> ledger, AuditCheckpoint checkpoint) {
        long started = 0;
        for (int i = 0; i <= WARM_UP; i++) {
            started = System.nanoTime();
            if (!audit(ledger, checkpoint).clean()) {
                throw new IllegalStateException("the untouched ledger is not clean");
            }
        }
        return Duration.ofNanos(System.nanoTime() - started).toNanos() / 1e6;
    }

    private static void report(boolean json, int entries, int tried, int found, double millis) {
        double share = (double) found / tried;
        System.out.printf(
                json
                        ? "{\"entries\":%d,\"tampered\":%d,\"found\":%d,\"share\":%.4f,\"auditMillis\":%.1f}%n"
                        : "ledger of %d entries: %d tampered positions, %d found (%.4f), one audit takes %.1f ms%n",
                entries,
                tried,
                found,
                share,
                millis);
    }

    private static int number(List<String> given, String name, int otherwise) {
        int at = given.indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(given.get(at + 1));
    }
}
