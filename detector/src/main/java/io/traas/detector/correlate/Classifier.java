package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What kind of trouble the root of an incident is in: the kind that says most about the cause, not the loudest symptom.
 * A dead pod explains errors, not the other way round; but pods that fail only where the new release runs are the
 * release's errors, and busy threads are too much traffic only if there is more traffic.
 */
final class Classifier {

    private final ClusterView view;
    private final List<Anomaly> evidence;
    private final List<Anomaly> here;
    private final Target service;
    private final boolean released;

    /** @param evidence of the whole incident, closed ones too: what was seen stays true */
    Classifier(ClusterView view, List<Anomaly> evidence, Target service, boolean released) {
        this.view = view;
        this.evidence = evidence;
        this.here = evidence.stream()
                .filter(each -> each.workload().equals(service))
                .toList();
        this.service = service;
        this.released = released;
    }

    FailureClass classify() {
        if (has(FailureClass.UNRESPONSIVE)) {
            return ranOutOfMemory() ? FailureClass.MEMORY : unlessReleased(FailureClass.UNRESPONSIVE);
        }
        if (has(FailureClass.IMBALANCE)) {
            return unlessReleased(FailureClass.IMBALANCE);
        }
        if (has(FailureClass.MEMORY)) {
            return FailureClass.MEMORY;
        }
        if (has(FailureClass.SATURATION) && !released && moreTraffic()) {
            return FailureClass.SATURATION;
        }
        if (has(FailureClass.ERRORS)) {
            return FailureClass.ERRORS;
        }
        if (has(FailureClass.LATENCY)) {
            return FailureClass.LATENCY;
        }
        return has(FailureClass.SATURATION) ? FailureClass.SATURATION : FailureClass.OTHER;
    }

    private boolean has(FailureClass failureClass) {
        return here.stream().anyMatch(each -> each.failureClass() == failureClass);
    }

    private boolean moreTraffic() {
        return evidence.stream().anyMatch(Case::isSurge);
    }

    private FailureClass unlessReleased(FailureClass failureClass) {
        return released && onlyNewRevisionFails(failureClass) ? FailureClass.ERRORS : failureClass;
    }

    /** Every failing pod runs the newest revision and no pod of the newest revision is well. */
    private boolean onlyNewRevisionFails(FailureClass failureClass) {
        TargetState state = view.stateOf(service).orElse(null);
        if (state == null || state.revision() == 0) {
            return false;
        }
        Set<String> failing = here.stream()
                .filter(each -> each.failureClass() == failureClass)
                .map(each -> each.series().target().name())
                .collect(Collectors.toSet());
        boolean failingAreNew = state.pods().stream()
                .filter(pod -> failing.contains(pod.name()))
                .allMatch(pod -> pod.revision() == state.revision());
        boolean newAreFailing = state.pods().stream()
                .filter(pod -> pod.revision() == state.revision() && pod.ready())
                .allMatch(pod -> failing.contains(pod.name()));
        return failingAreNew && newAreFailing;
    }

    /** A pod that died with a full heap, or that the cluster says was killed for its memory. */
    private boolean ranOutOfMemory() {
        boolean fullHeap = has(FailureClass.MEMORY);
        return here.stream()
                .filter(each -> each.failureClass() == FailureClass.UNRESPONSIVE)
                .map(each -> each.series().target())
                .anyMatch(pod -> {
                    PodState state = view.podOf(service, pod).orElse(null);
                    boolean killed = state != null && state.reason().contains("OOM");
                    boolean crashed = state != null && state.restarts() > 0;
                    return killed || fullHeap && (crashed || hadFullHeap(pod));
                });
    }

    private boolean hadFullHeap(Target pod) {
        return here.stream()
                .anyMatch(each -> each.failureClass() == FailureClass.MEMORY
                        && each.series().target().equals(pod));
    }
}
