package io.traas.runbooks.engine;

import io.traas.model.Action;
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
