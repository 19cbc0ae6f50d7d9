package io.traas.remediation.act;

import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.SwitchState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every request that changes anything has to pass last, whatever it is sent to: the stop switch, the mandate, the
 * deadline of its step. Thread-safe.
 */
public final class Gate {

    /** Nothing is sent on a look at the stop switch older than this; a stop has to work within two seconds. */
    private static final Duration LOOK_HOLDS = Duration.ofSeconds(1);

    private final Supplier<SwitchState> stopSwitch;
    private final Mandate mandate;
    private final CrashPoints crashPoints;
    private final Clock clock;

    /** @param stopSwitch reads it anew each time */
    public Gate(Supplier<SwitchState> stopSwitch, Mandate mandate, CrashPoints crashPoints, Clock clock) {
        this.stopSwitch = stopSwitch;
        this.mandate = mandate;
        this.crashPoints = crashPoints;
        this.clock = clock;
    }

    /**
     * Call right before sending. A look that lies back too far when it is done, because the switch was slow to answer or
     * this process stood still, is taken again.
     *
     * @param what would be sent, for people
     * @return why it must not be; empty when it may
     * @throws io.traas.remediation.ledger.TenureLostException when another replica has the mandate, or may have
     */
    public Optional<StepResult> refusal(String what, Step step) {
        Instant looked;
        do {
            looked = clock.instant();
            Optional<StepResult> stopped = stopped(step, step.action().target());
            if (stopped.isPresent()) {
                return stopped;
            }
            mandate.require();
            crashPoints.hit(CrashPoint.BEFORE_SEND);
            if (clock.instant().isAfter(step.deadline())) {
                return Optional.of(new StepResult(
                        Outcome.EXPIRED, Reason.TOO_LATE, what + ": not sent, its deadline was " + step.deadline()));
            }
        } while (Duration.between(looked, clock.instant()).compareTo(LOOK_HOLDS) > 0);
        return Optional.empty();
    }

    /** @param touched what the request changes: for pods leaving a node not the target of the step */
    public Optional<StepResult> stopped(Step step, Target touched) {
        SwitchState state = stopSwitch.get().about(step.runbook(), List.of(touched));
        return state.allowsWrites()
                ? Optional.empty()
                : Optional.of(StepResult.denied(Reason.STOPPED, state.describe()));
    }
}
