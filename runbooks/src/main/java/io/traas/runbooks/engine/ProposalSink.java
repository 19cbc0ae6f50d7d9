package io.traas.runbooks.engine;

import io.traas.model.Action;
import io.traas.model.IsolationAction;
import io.traas.model.RolloutAction;
import io.traas.model.TaintAction;
import io.traas.runbooks.decide.Proposal;
import io.traas.runbooks.facts.NodeTrouble;
import io.traas.runbooks.facts.Plan;
import io.traas.runbooks.facts.PodTrouble;
import io.traas.runbooks.facts.Workload;
import io.traas.runbooks.library.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Collects what the rules of one runbook propose during one session. */
final class ProposalSink implements Plan {

    private static final long ONE_HOUR_SECONDS = 3600;
    private static final long ONE_DAY_SECONDS = 24 * ONE_HOUR_SECONDS;

    private final Manifest runbook;
    private final List<Proposal> proposals = new ArrayList<>();
    private String rule = "";

    ProposalSink(Manifest runbook) {
        this.runbook = runbook;
    }

    /** The rule that is about to propose. */
    void firing(String name) {
        rule = name;
    }

    List<Proposal> proposals() {
        return List.copyOf(proposals);
    }

    @Override
    public Draft rollBack(Workload workload) {
        return new Steps().rollBack(workload);
    }

    @Override
    public Draft restartWorkload(Workload workload) {
        return new Steps().restartWorkload(workload);
    }

    @Override
    public Draft scaleUp(Workload workload) {
        return new Steps().scaleUp(workload);
    }

    @Override
    public Draft scaleUpForOneHour(Workload workload) {
        return new Steps().scaleUpForOneHour(workload);
    }

    @Override
    public Draft pauseRollout(Workload workload) {
        return new Steps().pauseRollout(workload);
    }

    @Override
    public Draft isolatePod(PodTrouble pod) {
        return new Steps().isolatePod(pod);
    }

    @Override
    public Draft avoid(NodeTrouble node) {
        return new Steps().avoid(node);
    }

    @Override
    public Draft deletePod(PodTrouble pod) {
        return new Steps().deletePod(pod);
    }

    @Override
    public Draft evictPod(PodTrouble pod) {
        return new Steps().evictPod(pod);
    }

    @Override
    public Draft quarantinePod(PodTrouble pod) {
        return new Steps().quarantinePod(pod);
    }

    @Override
    public Draft cordon(NodeTrouble node) {
        return new Steps().cordon(node);
    }

    @Override
    public Draft drain(NodeTrouble node) {
        return new Steps().drain(node);
    }

    private final class Steps implements Draft {
        private final List<Action> steps = new ArrayList<>();

        private Steps with(Action step) {
            steps.add(step);
            return this;
        }

        @Override
        public Draft rollBack(Workload workload) {
            return with(new Action.RollBack(workload.target(), workload.revision(), workload.previousRevision()));
        }

        @Override
        public Draft restartWorkload(Workload workload) {
            return with(new Action.RestartWorkload(workload.target()));
        }

        @Override
        public Draft scaleUp(Workload workload) {
            return with(new Action.Scale(workload.target(), (int) workload.desired(), (int) workload.scaleTo()));
        }

        @Override
        public Draft scaleUpForOneHour(Workload workload) {
            return with(new Action.Scale(
                    workload.target(), (int) workload.desired(), (int) workload.scaleTo(), ONE_HOUR_SECONDS));
        }

        @Override
        public Draft pauseRollout(Workload workload) {
            return with(new RolloutAction.PauseRollout(workload.target(), ONE_HOUR_SECONDS));
        }

        @Override
        public Draft isolatePod(PodTrouble pod) {
            return with(new IsolationAction.IsolatePod(pod.pod(), pod.uid(), ONE_DAY_SECONDS));
        }

        @Override
        public Draft avoid(NodeTrouble node) {
            return with(new TaintAction.AddTaint(
                    node.node(), "traas.io/avoid", "", TaintAction.Effect.PREFER_NO_SCHEDULE, ONE_HOUR_SECONDS));
        }

        @Override
        public Draft deletePod(PodTrouble pod) {
            return with(new Action.DeletePod(pod.pod(), pod.uid()));
        }

        @Override
        public Draft evictPod(PodTrouble pod) {
            return with(new Action.EvictPod(pod.pod(), pod.uid()));
        }

        @Override
        public Draft quarantinePod(PodTrouble pod) {
            return with(new Action.QuarantinePod(pod.pod(), pod.uid()));
        }

        @Override
        public Draft cordon(NodeTrouble node) {
            return with(new Action.Cordon(node.node()));
        }

        @Override
        public Draft drain(NodeTrouble node) {
            return with(new Action.Drain(node.node()));
        }

        @Override
        public void because(String reason) {
            proposals.add(new Proposal(runbook, rule, steps, reason));
        }
    }
}
