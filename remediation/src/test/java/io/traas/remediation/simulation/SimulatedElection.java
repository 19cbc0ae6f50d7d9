package io.traas.remediation.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The group whose members are elected to act, as Kafka's coordinator keeps it: one has the seat until it leaves, or has
 * not been heard of for a session. Whoever lost it learns so the next time it reaches the coordinator.
 */
final class SimulatedElection {

    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration BEAT = Duration.ofMillis(500);

    private final Baton baton;
    private final List<Member> members = new ArrayList<>();
    private Member seated;

    SimulatedElection(Baton baton) {
        this.baton = baton;
    }

    Member join(Machine machine) {
        Member member = new Member(machine);
        members.add(member);
        member.beat();
        return member;
    }

    /** What one life of a replica knows of it. Once a seat is lost it is lost for good. */
    final class Member {
        private final Machine machine;
        private Instant heardOf;
        private Instant ownBeat;
        private boolean elected;
        private boolean lost;
        private boolean left;

        private Member(Machine machine) {
            this.machine = machine;
            this.heardOf = baton.now();
            this.ownBeat = baton.now();
        }

        private void beat() {
            if (left || machine.isOff()) {
                return;
            }
            Instant now = baton.now();
            if (machine.pausedUntil().isAfter(now)) {
                baton.later(Duration.between(now, machine.pausedUntil()), this::beat);
                return;
            }
            lost |= elected && overslept();
            ownBeat = now;
            if (!machine.isCut(now)) {
                heardOf = now;
                reach();
            }
            baton.later(BEAT, this::beat);
        }

        private void reach() {
            if (seated == null || seated.left || seated.heardOf.plus(SESSION).isBefore(baton.now())) {
                seated = this;
            }
            lost |= elected && seated != this;
            elected |= seated == this;
        }

        private boolean overslept() {
            return ownBeat.plus(SESSION).isBefore(baton.now());
        }

        boolean isElected() {
            return elected && !isLost();
        }

        boolean isLost() {
            return lost || (elected && overslept());
        }

        void leave() {
            left = true;
        }
    }
}
