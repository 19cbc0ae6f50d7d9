package io.traas.remediation.audit;

import io.traas.model.AuditCheckpoint;
import io.traas.model.bench.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The part {@code audit} of {@code ./traas bench remediate}: a ledger falsified in every way, at positions spread evenly
 * over all of it, or at each of them. Found is what the audit names at its place; a cut, what it names as such.
 *
 * <pre>AuditBench --entries N --positions N --json FILE</pre>
 */
public final class AuditBench {

    /** Records from before the chain, which it seals as a whole. */
    private static final int UNCHAINED = 10;

    private static final int WARM_UP = 3;

    private final List<byte[]> ledger;
    private final AuditCheckpoint checkpoint;
    private final int[] positions;

    AuditBench(int entries, int positions) {
        if (entries < 2 || positions < 2 || positions > entries) {
            throw new IllegalArgumentException(
                    positions + " positions of " + entries + " entries: must be 2 to the number of entries");
        }
        this.ledger = Tampering.ledger(UNCHAINED, entries);
        Link end = Link.of(ledger.get(ledger.size() - 1)).orElseThrow();
        this.checkpoint = new AuditCheckpoint(end.sequence(), end.hash(), end.epoch(), Instant.EPOCH, "");
        this.positions = IntStream.range(0, positions)
                .map(i -> UNCHAINED + (int) ((long) i * (entries - 1) / (positions - 1)))
                .toArray();
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> given = Map.of(
                arguments[0], arguments[1],
                arguments[2], arguments[3],
                arguments[4], arguments[5]);
        AuditBench bench =
                new AuditBench(Integer.parseInt(given.get("--entries")), Integer.parseInt(given.get("--positions")));
        Figure.write(bench.measure(), Path.of(given.get("--json")));
    }

    List<Figure> measure() {
        List<Figure> figures = new ArrayList<>();
        int tried = 0;
        long found = 0;
        for (Tampering way : Tampering.values()) {
            long named = IntStream.of(positions)
                    .parallel()
                    .filter(at -> isNamed(way, at))
                    .count();
            System.out.println(way + ": " + named + " of " + positions.length + " found");
            tried += positions.length;
            found += named;
        }
        long cuts = IntStream.of(positions).parallel().filter(this::isCutNamed).count();
        System.out.println("TRUNCATE: " + cuts + " of " + positions.length + " found");
        figures.add(Figure.told("audit: entries of the ledger", ledger.size() - UNCHAINED));
        figures.add(Figure.told("audit: falsified ledgers", tried + positions.length));
        figures.add(
                Figure.atLeast("audit: of them found, %", 100.0 * (found + cuts) / (tried + positions.length), 100));
        figures.add(Figure.told("audit: milliseconds of one audit", millis()));
        return figures;
    }

    private boolean isNamed(Tampering way, int at) {
        Tampering.Falsified falsified = way.apply(ledger, at, new Random(at));
        return audit(falsified.records()).findings().stream()
                .anyMatch(finding -> falsified.positions().contains((int) finding.place()));
    }

    /** @param at the first entry that is gone */
    private boolean isCutNamed(int at) {
        return audit(ledger.subList(0, at)).findings().stream()
                .anyMatch(finding -> finding.kind() == Finding.Kind.TRUNCATED);
    }

    private Audit.Report audit(List<byte[]> records) {
        Audit audit = new Audit();
        for (int i = 0; i < records.size(); i++) {
            audit.add(new LedgerLine(i, records.get(i)));
        }
        return audit.conclude(List.of(checkpoint), genuine -> true);
    }

    /** Of one audit of the untouched ledger, warm. */
    private double millis() {
        long started = 0;
        for (int i = 0; i <= WARM_UP; i++) {
            started = System.nanoTime();
            if (!audit(ledger).clean()) {
                throw new IllegalStateException("the untouched ledger is not clean");
            }
        }
        return (System.nanoTime() - started) / 1e6;
    }
}
