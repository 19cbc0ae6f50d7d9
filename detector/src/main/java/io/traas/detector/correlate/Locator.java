package io.traas.detector.correlate;

import io.traas.detector.workload.Presence;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.FailureClass;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says where the trouble of one failure domain comes from. Trouble travels from callee to caller, so a workload none of
 * whose dependencies is in trouble is the likely root; a release shortly before, an early start and a pod that stands
 * out among its peers speak for it too. Where the traffic of the workloads shows whose doing the damage is, that decides
 * among those in trouble; see docs/decisions/0010.
 */
final class Locator {

    private static final double ROOT = 0.5;
    private static final double SUFFERING = 0.3;
    private static final double RELEASED = 0.3;
    private static final double EARLIEST = 0.1;
    private static final double ONE_POD = 0.05;
    private static final double CERTAIN = 0.95;
    private static final double OUTSIDE = 0.05;
    private static final double ACCOUNTED = 0.05;
    /** Who was changed so lately may well be why others fail: what it asks of them is new. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    private static final double ROUNDING = 1e-9;
    private static final int MAX_SUSPECTS = 6;
    /** Signal of the calls a workload makes, as opposed to those it answers. */
    private static final String CALLS = Signals.CALL_ERRORS.name();

    private final ClusterView view;
    private final FleetHealth fleet;
    private final List<Anomaly> evidence;
    private final List<Anomaly> trouble;
    private final Instant onset;

    /** @param evidence all members, closed ones too, oldest first */
    Locator(ClusterView view, FleetHealth fleet, List<Anomaly> evidence) {
        this.view = view;
        this.fleet = fleet;
        this.evidence = evidence;
        List<Anomaly> all = evidence.stream().filter(Case::isTrouble).toList();
        List<Anomaly> open = all.stream().filter(Case::isOpen).toList();
        this.trouble = open.isEmpty() ? all : open;
        this.onset = all.get(0).openedAt();
    }

    Location locate(Case.Scope scope, String node) {
        return switch (scope) {
            case NODE -> lostNode(node);
            case OBSERVER -> blindObserver();
            case SERVICE -> service();
        };
    }

    private Location lostNode(String node) {
        String cluster = trouble.get(0).workload().cluster();
        Target lost = Target.node(cluster, node);
        long pods = evidence.stream()
                .filter(each -> Domains.isSilence(each) && each.node().equals(node))
                .map(each -> each.series().target())
                .distinct()
                .count();
        long answering = fleet.total() - fleet.silent().size();
        Suspect suspect = new Suspect(
                lost,
                CERTAIN,
                "all " + pods + " watched pods of node " + node + " went silent together while " + answering
                        + " pods elsewhere answer");
        return new Location(lost, FailureClass.NODE_LOSS, List.of(suspect), troubled(evidence, lost), completeness());
    }

    private Location blindObserver() {
        Target observer = new Target(trouble.get(0).workload().cluster(), "", "Platform", "collectors");
        List<Presence> silent = fleet.silent();
        long nodes = silent.stream().map(Presence::node).distinct().count();
        Suspect suspect = new Suspect(
                observer,
                CERTAIN,
                silent.size() + " of " + fleet.total() + " pods on " + nodes
                        + " nodes are not heard although the cluster does not call them dead: we are blind, they may be well");
        double seen = fleet.total() == 0 ? 0 : 1 - (double) silent.size() / fleet.total();
        return new Location(observer, FailureClass.OBSERVER, List.of(suspect), List.of(), seen);
    }

    private Location service() {
        Set<Target> workloads = trouble.stream().map(Anomaly::workload).collect(Collectors.toCollection(TreeSet::new));
        List<Suspect> suspects = new ArrayList<>();
        Damage damage = new Damage(view, fleet, trouble, onset, released(workloads));
        workloads.forEach(workload -> suspects.add(suspect(workload, workloads, damage)));
        suspects.sort(bestFirst());
        damage.cause().ifPresent(cause -> settle(suspects, cause, damage));
        Target service = suspects.get(0).target();
        FailureClass failureClass =
                new Classifier(view, evidence, service, releaseOf(service).isPresent()).classify();
        double best = suspects.get(0).score();
        outsideOf(service, workloads, best).ifPresent(suspects::add);
        suspects.addAll(podsOf(service, failureClass, best));
        suspects.sort(bestFirst());
        List<Suspect> named = List.copyOf(suspects.subList(0, Math.min(MAX_SUSPECTS, suspects.size())));
        return new Location(service, failureClass, named, troubled(trouble, service), completeness());
    }

    /**
     * Lets the account of the damage decide. Between two that do not call each other and are suspected alike, its word
     * is enough; against calls and releases it takes a clear case. Where it agrees it adds weight. In all it has no
     * say as long as there is trouble that traffic does not show.
     */
    private void settle(List<Suspect> suspects, Target cause, Damage damage) {
        Suspect first = suspects.get(0);
        Suspect found = suspects.stream()
                .filter(each -> each.target().equals(cause))
                .findFirst()
                .orElseThrow();
        boolean alike = !view.related(first.target(), cause) && first.score() - found.score() <= EARLIEST + ROUNDING;
        boolean free = !isFresh(first.target()) || isFresh(cause);
        boolean decides = first.equals(found) || free && (alike || damage.outweighs(cause, first.target()));
        if (decides && damage.clears(first.target(), cause)) {
            suspects.remove(found);
            suspects.add(0, new Suspect(cause, Math.min(1, first.score() + ACCOUNTED), found.because()));
        }
    }

    private boolean isFresh(Target workload) {
        return releaseOf(workload)
                .filter(release -> release.at().isAfter(onset.minus(FRESH)))
                .isPresent();
    }

    private Set<Target> released(Set<Target> workloads) {
        return workloads.stream().filter(each -> releaseOf(each).isPresent()).collect(Collectors.toSet());
    }

    private static Comparator<Suspect> bestFirst() {
        return Comparator.comparingDouble(Suspect::score).reversed().thenComparing(Suspect::target);
    }

    private Suspect suspect(Target workload, Set<Target> workloads, Damage damage) {
        List<Target> below = view.dependenciesOf(workload).stream()
                .filter(workloads::contains)
                .sorted()
                .toList();
        List<String> reasons = new ArrayList<>();
        double score = below.isEmpty() ? ROOT : SUFFERING;
        reasons.add(
                below.isEmpty()
                        ? "nothing it depends on is in trouble"
                        : "depends on " + below.get(0).name() + ", which is in trouble too");
        Optional<ChangeEvent> release = releaseOf(workload);
        if (release.isPresent()) {
            score += RELEASED;
            Duration before = Duration.between(release.get().at(), onset);
            reasons.add(
                    0,
                    "changed " + Math.max(0, before.toSeconds()) + " s before the first symptom by "
                            + release.get().actor() + " (" + release.get().summary() + ")");
        }
        if (firstAt(workload).equals(trouble.get(0).openedAt())) {
            score += EARLIEST;
            reasons.add("showed the first symptom");
        }
        damage.sentence(workload).ifPresent(reasons::add);
        trouble.stream()
                .filter(each -> each.workload().equals(workload))
                .findFirst()
                .ifPresent(each -> reasons.add(each.because()));
        return new Suspect(workload, score, String.join("; ", reasons));
    }

    /** Calls of the root fail although nothing we watch and it depends on is ill: what it calls may lie outside. */
    private Optional<Suspect> outsideOf(Target service, Set<Target> workloads, double serviceScore) {
        boolean calleesWell = view.dependenciesOf(service).stream().noneMatch(workloads::contains);
        double score = releaseOf(service).isPresent() ? serviceScore - OUTSIDE : serviceScore + OUTSIDE;
        return trouble.stream()
                .filter(each -> calleesWell && each.workload().equals(service))
                .filter(each -> each.series().metric().equals(CALLS))
                .findFirst()
                .map(each -> new Suspect(
                        new Target(service.cluster(), service.namespace(), "External", "called by " + service.name()),
                        Math.max(0, Math.min(1, score)),
                        "calls of " + service.name() + " fail though no workload it depends on is in trouble: "
                                + each.because()));
    }

    /** Pods that stand out; above their workload when it is a matter of few pods and not of a release. */
    private List<Suspect> podsOf(Target service, FailureClass failureClass, double serviceScore) {
        List<Anomaly> ofPods = trouble.stream()
                .filter(each -> each.workload().equals(service)
                        && !each.series().target().equals(service))
                .toList();
        long sick =
                ofPods.stream().map(each -> each.series().target()).distinct().count();
        long all = view.fleet().stream()
                .filter(each -> each.workload().equals(service))
                .count();
        boolean fewPods = sick == 1 || 2 * sick <= all;
        boolean podsFault = failureClass == FailureClass.UNRESPONSIVE
                || failureClass == FailureClass.IMBALANCE
                || failureClass == FailureClass.MEMORY && releaseOf(service).isEmpty();
        double score = fewPods && podsFault ? serviceScore + ONE_POD : serviceScore - ONE_POD;
        List<Suspect> pods = new ArrayList<>();
        Set<Target> named = new TreeSet<>();
        for (Anomaly anomaly : ofPods) {
            if (named.add(anomaly.series().target())) {
                pods.add(new Suspect(anomaly.series().target(), Math.min(1, score), anomaly.because()));
            }
        }
        return pods;
    }

    private Optional<ChangeEvent> releaseOf(Target workload) {
        return view.releaseBefore(workload, onset);
    }

    private Instant firstAt(Target workload) {
        return trouble.stream()
                .filter(each -> each.workload().equals(workload))
                .map(Anomaly::openedAt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private double completeness() {
        return fleet.completeness(evidence.stream()
                .filter(Domains::isSilence)
                .map(each -> each.series().target().toString())
                .collect(Collectors.toSet()));
    }

    private static List<Target> troubled(Collection<Anomaly> anomalies, Target except) {
        return anomalies.stream()
                .filter(Case::isTrouble)
                .map(Anomaly::workload)
                .filter(workload -> !workload.equals(except))
                .distinct()
                .sorted()
                .toList();
    }
}
