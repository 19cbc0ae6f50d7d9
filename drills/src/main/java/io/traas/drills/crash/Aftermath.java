package io.traas.drills.crash;

import io.traas.model.LedgerEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is left to be proved when all runs of a ground are over: that a replica which knows nothing but the ledger finds
 * nothing left to do, that nothing came late, and that the ledger holds as a whole.
 */
final class Aftermath {

    private final Ground ground;
    private final Clock clock;
    private final Judgements judgements;
    private final LedgerProof proof;
    private final Duration session;

    /** @param doubled effects that came late; @param violations of everything that is looked at here */
    record Result(long entries, int plans, int doubled, List<String> violations) {
        Result {
            violations = List.copyOf(violations);
        }
    }

    Aftermath(Ground ground, Clock clock, Judgements judgements, LedgerProof proof, Duration session) {
        this.ground = ground;
        this.clock = clock;
        this.judgements = judgements;
        this.proof = proof;
        this.session = session;
    }

    Result result() throws InterruptedException {
        Set<String> ended = judgements.plansEnded();
        Drill.pause(session); // What was noted at the end of the last run is durable by then.
        int position = ground.ledger().size();
        startAnew();
        List<String> violations = new ArrayList<>(begunAgain(position, ended));
        Judgements.Late late = judgements.late();
        late.violations().forEach(violation -> violations.add("after its run: " + violation));
        LedgerProof.Proof whole = proof.of(ground.bootstrap(), ground.ledger(), ended);
        violations.addAll(whole.violations());
        return new Result(whole.entries(), whole.plans(), late.doubled(), violations);
    }

    /** Both replicas end, one begins, and has had a session's time to act. */
    private void startAnew() throws InterruptedException {
        ground.replicas().forEach(Replica::kill);
        Replica heir = ground.replicas().get(0);
        heir.start();
        heir.awaitReady();
        Instant limit = clock.instant().plus(Drill.PATIENCE);
        while (!heir.isActing()) {
            if (clock.instant().isAfter(limit)) {
                throw new IllegalStateException(
                        heir.name() + " does not act " + Drill.PATIENCE.toSeconds() + " s after it was started anew");
            }
            Drill.pause();
        }
        Drill.pause(session);
        heir.kill(); // From here on the ledger stands still.
    }

    private List<String> begunAgain(int position, Set<String> ended) {
        Set<String> before = ground.ledger().since(0).subList(0, position).stream()
                .map(LedgerEntry::id)
                .collect(Collectors.toSet());
        return ground.ledger().since(position).stream()
                .filter(entry -> ended.contains(entry.planId()) && !before.contains(entry.id()))
                .map(entry -> "I8 plan " + entry.planId() + " was over, and a replica started anew wrote "
                        + entry.getClass().getSimpleName() + " " + entry.id())
                .toList();
    }
}
