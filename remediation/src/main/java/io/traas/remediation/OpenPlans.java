package io.traas.remediation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plans on their way, and the phase each is in. Bounded; one plan at a time holds a workload or node. All changes of
 * phase go through here, behind one lock that is never held during a call to the cluster or the ledger. Thread-safe.
 */
final class OpenPlans {

    enum Admission {
        ADMITTED,
        /** The same plan is on its way already. */
        KNOWN,
        FULL
    }

    private final int bound;
    private final Map<String, Cure> open = new LinkedHashMap<>();

    OpenPlans(int bound) {
        this.bound = bound;
    }

    /** Takes it in as acting: until it is clear what it waits for, nobody else takes it up. */
    synchronized Admission admit(Cure cure) {
        if (open.containsKey(cure.plan.id())) {
            return Admission.KNOWN;
        }
        if (open.size() >= bound) {
            return Admission.FULL;
        }
        open.put(cure.plan.id(), cure);
        cure.phase = Cure.Phase.ACTING;
        return Admission.ADMITTED;
    }

    synchronized Optional<Cure> find(String planId) {
        return Optional.ofNullable(open.get(planId));
    }

    synchronized void enter(Cure cure, Cure.Phase phase) {
        cure.phase = phase;
    }

    /** The waiting plans whose targets are free, which they hold from now on. */
    synchronized List<Cure> claimFree() {
        List<Cure> free = new ArrayList<>();
        for (Cure cure : inPhase(Cure.Phase.WAITING)) {
            boolean busy = open.values().stream()
                    .anyMatch(other -> other.holdsTarget() && other.footprint.overlaps(cure.footprint));
            if (!busy) {
                cure.phase = Cure.Phase.ACTING;
                free.add(cure);
            }
        }
        return free;
    }

    synchronized void end(Cure cure) {
        cure.phase = Cure.Phase.ENDED;
        open.remove(cure.plan.id());
    }

    synchronized List<Cure> inPhase(Cure.Phase phase) {
        return open.values().stream().filter(cure -> cure.phase == phase).toList();
    }

    synchronized int size() {
        return open.size();
    }

    /** How many plans are in each phase, for health. */
    synchronized Map<Cure.Phase, Long> counts() {
        Map<Cure.Phase, Long> counts = new LinkedHashMap<>();
        for (Cure.Phase phase : Cure.Phase.values()) {
            counts.put(
                    phase,
                    open.values().stream().filter(cure -> cure.phase == phase).count());
        }
        return counts;
    }
}
