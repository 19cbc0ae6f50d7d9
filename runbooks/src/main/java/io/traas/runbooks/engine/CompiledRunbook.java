package io.traas.runbooks.engine;

import io.traas.model.Decision.Match;
import io.traas.runbooks.decide.Proposal;
import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.library.Runbook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.ConsequenceException;

/** The rules of one runbook, built once. Every evaluation has a session of its own that is always disposed. */
final class CompiledRunbook {

    /** No rule can trigger another, so that more firings than this mean far too many combinations of facts. */
    static final int MAX_FIRINGS = 100;

    /** What came of one session. {@code failure} is null when nothing broke. */
    record Evaluation(List<Proposal> proposals, List<Match> matched, String failure) {}

    private final Runbook runbook;
    private final KieBase rules;

    private CompiledRunbook(Runbook runbook, KieBase rules) {
        this.runbook = runbook;
        this.rules = rules;
    }

    /** @throws IllegalArgumentException with the compiler's words when the canonical rules do not compile */
    static CompiledRunbook compile(Runbook runbook) {
        KieServices services = KieServices.get();
        ReleaseId release = services.newReleaseId(
                "io.traas.rules", runbook.id(), runbook.info().sha256());
        KieFileSystem files = services.newKieFileSystem().generateAndWritePomXML(release);
        String path = runbook.rules().packageName().replace('.', '/');
        files.write("src/main/resources/" + path + "/rules.drl", runbook.rules().canonical());
        KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
        List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    "does not compile: " + errors.stream().map(Message::getText).collect(Collectors.joining("; ")));
        }
        KieContainer container = services.newKieContainer(release, CompiledRunbook.class.getClassLoader());
        KieBase rules = container.getKieBase();
        return new CompiledRunbook(runbook, rules);
    }

    Runbook runbook() {
        return runbook;
    }

    /** Sessions alive; none between evaluations. */
    int sessions() {
        return rules.getKieSessions().size();
    }

    Evaluation evaluate(List<Fact> facts) {
        ProposalSink sink = new ProposalSink(runbook.manifest());
        List<Match> matched = new ArrayList<>();
        KieSession session = rules.newKieSession();
        try {
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void beforeMatchFired(BeforeMatchFiredEvent event) {
                    sink.firing(event.getMatch().getRule().getName());
                }

                @Override
                public void afterMatchFired(AfterMatchFiredEvent event) {
                    matched.add(match(event.getMatch()));
                }
            });
            session.setGlobal("plan", sink);
            facts.forEach(session::insert);
            int fired = session.fireAllRules(MAX_FIRINGS);
            String failure = fired < MAX_FIRINGS ? null : "fired " + fired + " times; its patterns match too much";
            matched.sort(Comparator.comparing(Match::rule)
                    .thenComparing(match -> match.bindings().toString()));
            return new Evaluation(failure == null ? sink.proposals() : List.of(), matched, failure);
        } catch (ConsequenceException e) {
            return new Evaluation(
                    List.of(), List.of(), "rule '" + e.getMatch().getRule().getName() + "' broke: " + e.getCause());
        } finally {
            session.dispose();
        }
    }

    private Match match(org.kie.api.runtime.rule.Match fired) {
        Map<String, String> bindings = new TreeMap<>();
        for (String name : fired.getDeclarationIds()) {
            bindings.put(name, fired.getDeclarationValue(name).toString());
        }
        return new Match(
                runbook.id(), runbook.manifest().version(), fired.getRule().getName(), bindings);
    }
}
