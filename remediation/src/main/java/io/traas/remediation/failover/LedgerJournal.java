package io.traas.remediation.failover;

import io.traas.model.Ids;
import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A journal on the platform's ledger, under the tenure of the replica that acts: a replica that was replaced can neither
 * write a step nor go on with one. Thread-safe.
 */
public final class LedgerJournal implements MoveJournal {

    private final Ledger ledger;

    public LedgerJournal(Ledger ledger) {
        this.ledger = Objects.requireNonNull(ledger, "ledger is missing");
    }

    /**
     * @throws io.traas.remediation.ledger.TenureLostException when another replica has taken over; it finds the move
     * @throws io.traas.remediation.ledger.LedgerUnavailableException when it is not durable
     */
    @Override
    public void append(Line line) {
        ledger.append(entry(line));
    }

    @Override
    public List<Line> unfinished() {
        return ledger.book().openMoves().stream().map(LedgerJournal::line).toList();
    }

    @Override
    public List<Instant> begun(Move.Kind kind, String unit) {
        return ledger.book().movesBegun(kind.name(), unit);
    }

    @Override
    public void requireOurs() {
        ledger.requireHeld();
    }

    static LedgerEntry.MoveStep entry(Line line) {
        Move move = line.move();
        String step = "";
        String result = "";
        Instant at;
        String why;
        if (line.state() instanceof MoveState.Running running) {
            step = running.step().name();
            at = running.since();
            why = running.why();
        } else {
            MoveState.Ended ended = (MoveState.Ended) line.state();
            result = ended.result().name();
            at = ended.at();
            why = ended.why();
        }
        return new LedgerEntry.MoveStep(
                Ids.of("move-step", move.id(), step, result, at.toString()),
                "",
                move.id(),
                at,
                move.kind().name(),
                move.unit(),
                move.group(),
                move.source(),
                move.sourceEpoch(),
                move.target(),
                move.epoch(),
                move.fencePosition(),
                step,
                result,
                why);
    }

    private static Line line(LedgerEntry.MoveStep entry) {
        Move.Kind kind = Move.Kind.valueOf(entry.kind());
        Move move = new Move(
                entry.planId(),
                kind,
                entry.unit(),
                entry.group(),
                entry.source(),
                entry.sourceEpoch(),
                entry.target(),
                entry.epoch(),
                entry.fencePosition());
        MoveState state = entry.isOver()
                ? new MoveState.Ended(MoveState.Result.valueOf(entry.result()), entry.at(), entry.why())
                : new MoveState.Running(kind, Step.valueOf(entry.step()), entry.at(), entry.why());
        return new Line(move, state);
    }
}
