package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import java.util.List;

/** No freeze of changes covers what would be touched. Watching goes on; the freeze ends by itself or with its owner. */
final class ChangeFreeze implements Invariant {

    private final List<Freeze> freezes;

    ChangeFreeze(List<Freeze> freezes) {
        this.freezes = freezes;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Freeze freeze : freezes) {
            boolean covered =
                    footprint.domains().stream().map(Target::namespace).anyMatch(freeze::covers);
            if (freeze.isInForce(facts.now()) && (covered || freeze.covers(""))) {
                String why = freeze.why().isEmpty() ? "" : ": " + freeze.why();
                return Answer.broken(
                                Refusal.FROZEN,
                                "frozen by " + freeze.owner() + " until " + freeze.until() + " in " + freeze.namespace()
                                        + why)
                        .with("owner", freeze.owner())
                        .with("until", freeze.until())
                        .with("namespace", freeze.namespace());
            }
        }
        return Answer.holds("no freeze is in force");
    }
}
