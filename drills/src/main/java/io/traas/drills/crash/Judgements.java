package io.traas.drills.crash;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The runs of one drill, each examined when its plan is over, and once more when all runs are: what is done, or written,
 * after its run counts as well. For one thread.
 */
final class Judgements {

    private final Evidence evidence;
    private final List<Judged> judged = new ArrayList<>();

    /**
     * What a run left to be examined.
     *
     * @param workload that fell ill
     * @param position on the ledger at which it began
     * @param stoppedAt when everything was stopped; null when it was not
     */
    record Run(String planId, String workload, int position, Instant stoppedAt) {}

    private record Judged(Run run, Verdict verdict) {}

    /** @param doubled effects that came late and that an intent had beyond the first */
    record Late(int doubled, List<String> violations) {}

    Judgements(Evidence evidence) {
        this.evidence = evidence;
    }

    Verdict judge(Run run, CrashCase drilled, boolean came, double seconds) {
        Verdict verdict = examination(run).verdict(drilled, came, seconds);
        judged.add(new Judged(run, verdict));
        return verdict;
    }

    /** What was not known yet when the runs were judged, each thing once. */
    Late late() {
        int doubled = 0;
        Set<String> violations = new LinkedHashSet<>();
        for (Judged one : judged) {
            Verdict first = one.verdict();
            Verdict now = examination(one.run()).verdict(first.drilled(), first.came(), first.seconds());
            doubled += now.doubled() - first.doubled();
            now.violations().stream()
                    .filter(violation -> !first.violations().contains(violation))
                    .forEach(violations::add);
        }
        return new Late(doubled, List.copyOf(violations));
    }

    /** Of the plans that came to an end in their run. */
    Set<String> plansEnded() {
        return judged.stream()
                .filter(one -> one.verdict().lost() == 0)
                .map(one -> one.run().planId())
                .collect(Collectors.toSet());
    }

    private Examination examination(Run run) {
        return new Examination(
                run.planId(),
                evidence.entriesSince(run.position()),
                evidence.effectsOn(run.workload()),
                run.stoppedAt(),
                evidence.epochAt(run.position()));
    }
}
