package io.traas.runbooks.engine;

import io.traas.model.Anomaly;
import io.traas.model.Decision.Match;
import io.traas.model.Decision.NearMiss;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.runbooks.decide.Proposal;
import io.traas.runbooks.decide.RuleBook;
import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.facts.Facts;
import io.traas.runbooks.library.Runbook;
import io.traas.runbooks.rules.NearMissFinder;
import io.traas.runbooks.rules.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Runbooks compiled by Drools, one rule base each, so that a runbook that breaks harms no other. Building is slow
 * (seconds when cold); evaluating takes well under a millisecond a runbook. Thread-safe.
 */
public final class DroolsRuleBook implements RuleBook {

    /** Near misses kept with a decision. */
    static final int MAX_NEAR_MISSES = 20;

    private final List<CompiledRunbook> compiled;
    private final Map<String, String> refused;

    private DroolsRuleBook(List<CompiledRunbook> compiled, Map<String, String> refused) {
        this.compiled = List.copyOf(compiled);
        this.refused = Map.copyOf(refused);
    }

    public static DroolsRuleBook of(List<Runbook> runbooks) {
        List<CompiledRunbook> compiled = new ArrayList<>();
        Map<String, String> refused = new TreeMap<>();
        for (Runbook runbook : runbooks) {
            try {
                compiled.add(CompiledRunbook.compile(runbook));
            } catch (RuntimeException e) {
                refused.put(runbook.id(), String.valueOf(e.getMessage()));
            }
        }
        return new DroolsRuleBook(compiled, refused);
    }

    /** Runbooks the compiler refused, by id, with its words. Empty for rules that passed our own check. */
    public Map<String, String> refused() {
        return refused;
    }

    /** Sessions alive right now. */
    public int sessions() {
        return compiled.stream().mapToInt(CompiledRunbook::sessions).sum();
    }

    @Override
    public Proposals evaluate(DecisionFacts snapshot) {
        List<Fact> facts = Facts.of(snapshot);
        NearMissFinder finder = new NearMissFinder(facts);
        Set<FailureClass> classes = classes(snapshot.incident());
        List<Proposal> proposals = new ArrayList<>();
        List<Match> matched = new ArrayList<>();
        List<NearMiss> nearMisses = new ArrayList<>();
        Map<String, String> failed = new TreeMap<>();
        for (CompiledRunbook each : compiled) {
            Runbook runbook = each.runbook();
            if (runbook.manifest().failureClasses().stream().noneMatch(classes::contains)) {
                runbook.rules()
                        .rules()
                        .forEach(rule -> nearMisses.add(new NearMiss(
                                runbook.id(),
                                rule.name(),
                                "is for " + new TreeSet<>(runbook.manifest().failureClasses()))));
                continue;
            }
            CompiledRunbook.Evaluation evaluation = each.evaluate(facts);
            proposals.addAll(evaluation.proposals());
            matched.addAll(evaluation.matched());
            if (evaluation.failure() != null) {
                failed.put(runbook.id(), evaluation.failure());
            }
            nearMisses.addAll(nearMisses(runbook, evaluation, finder));
        }
        proposals.sort(Proposal.GENTLEST);
        return new Proposals(
                proposals, matched, nearMisses.stream().limit(MAX_NEAR_MISSES).toList(), failed);
    }

    private static List<NearMiss> nearMisses(
            Runbook runbook, CompiledRunbook.Evaluation evaluation, NearMissFinder finder) {
        Set<String> fired = evaluation.matched().stream().map(Match::rule).collect(Collectors.toSet());
        List<NearMiss> nearMisses = new ArrayList<>();
        for (Rule rule : runbook.rules().rules()) {
            if (!fired.contains(rule.name())) {
                finder.firstFailing(rule)
                        .ifPresent(failing -> nearMisses.add(new NearMiss(runbook.id(), rule.name(), failing)));
            }
        }
        return nearMisses;
    }

    private static Set<FailureClass> classes(Incident incident) {
        Set<FailureClass> classes = EnumSet.of(incident.failureClass());
        incident.evidence().stream().map(Anomaly::failureClass).forEach(classes::add);
        return classes;
    }
}
