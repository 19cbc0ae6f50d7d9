package io.traas.drills.units.drill;

import io.traas.model.bench.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * One drill, measured.
 *
 * @param kind which
 * @param backMillis from the fault until service was back; -1 when it did not come back
 * @param freezeMillis the longest time without an acknowledged write to the moved unit; -1 where none is moved by plan
 * @param moves of the platform that ended well
 * @param badMoves of the platform that ended otherwise, or that nobody should have begun
 * @param exported entries of a cut-off leader that were never acknowledged and made way
 * @param memoryMib resident, of all processes but this
 * @param story what the platform said, with milliseconds from the fault
 */
record Outcome(
        String kind,
        long backMillis,
        long freezeMillis,
        int requests,
        int failedReads,
        int failedWrites,
        int moves,
        int badMoves,
        int exported,
        double memoryMib,
        Audit audit,
        List<String> story) {

    static final long MAX_BACK_MILLIS = 26_000;
    static final long MAX_FREEZE_MILLIS = 5_000;

    /** What is not as it must be; empty when every bar is met. */
    List<String> failures(DrillKind drill) {
        List<String> failures = new ArrayList<>(audit.findings());
        if (backMillis < 0 || backMillis > MAX_BACK_MILLIS) {
            failures.add("service was " + (backMillis < 0 ? "not back" : "back after " + backMillis + " ms")
                    + ", must be within " + MAX_BACK_MILLIS);
        }
        if (drill == DrillKind.SWITCHOVER && (freezeMillis > MAX_FREEZE_MILLIS || failedReads > 0)) {
            failures.add("writes froze for " + freezeMillis + " ms, at most " + MAX_FREEZE_MILLIS + "; failed reads "
                    + failedReads + ", none allowed");
        }
        if (moves < drill.movesWanted() || badMoves > 0) {
            failures.add(moves + " moves ended well, " + drill.movesWanted() + " must; " + badMoves + " did not");
        }
        if (audit.receipts() == 0) {
            failures.add("no payment had a receipt; nothing was proved");
        }
        return failures;
    }

    /** The same, as figures beside their bars. */
    List<Figure> figures(DrillKind drill) {
        List<Figure> figures = new ArrayList<>();
        String of = kind + ": ";
        if (drill == DrillKind.SWITCHOVER) {
            figures.add(Figure.atMost(of + "writes frozen, s", seconds(freezeMillis), MAX_FREEZE_MILLIS / 1e3));
            figures.add(Figure.atMost(of + "failed reads", failedReads, 0));
        } else {
            figures.add(Figure.atMost(of + "service back, s", seconds(backMillis), MAX_BACK_MILLIS / 1e3));
        }
        figures.add(Figure.atLeast(of + "receipts held against the books", audit.receipts(), 1));
        figures.add(Figure.atMost(of + "receipts lost", audit.lost(), 0));
        figures.add(Figure.atMost(of + "receipts doubled", audit.doubled(), 0));
        figures.add(Figure.atMost(of + "positions written by two leaders", audit.splitBrain(), 0));
        figures.add(Figure.atLeast(of + "moves that ended well", moves, drill.movesWanted()));
        figures.add(Figure.atMost(
                of + "everything that was not as it must be", failures(drill).size(), 0));
        return figures;
    }

    /** NaN for what did not happen, which meets no bar. */
    private static double seconds(long millis) {
        return millis < 0 ? Double.NaN : millis / 1e3;
    }
}
