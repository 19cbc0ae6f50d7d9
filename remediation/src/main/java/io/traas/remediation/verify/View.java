package io.traas.remediation.verify;

import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.Optional;

/** What can be seen of the system now: latest cluster states and latest raw readings. */
public interface View {

    Optional<TargetState> state(Target target);

    /** When that state arrived here. */
    Instant stateSeenAt(Target target);

    Optional<PodReadings> readings(Target pod);
}
