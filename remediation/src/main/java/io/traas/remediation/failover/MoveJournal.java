package io.traas.remediation.failover;

import java.time.Instant;
import java.util.List;

/** What is kept of moves. One process writes at a time. */
public interface MoveJournal {

    /** Returns once it is durable; nothing may be done that is not here before. */
    void append(Line line);

    /**
     * Asked before every effect.
     *
     * @throws RuntimeException when another process has become the one that writes here, or may have
     */
    void requireOurs();

    /** The newest line of each move that has not ended, oldest move first. */
    List<Line> unfinished();

    /** When moves of that kind of a unit began, as far back as is kept: the last thousand moves at least, of all units. */
    List<Instant> begun(Move.Kind kind, String unit);

    /** Where a move was at some time. */
    record Line(Move move, MoveState state) {}
}
