package io.traas.runbooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.traas.model.DeadLetter;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.Publisher;
import io.traas.model.kafka.Route;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.kafka.TopicReader;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.stage.StageHealth.Status;
import io.traas.model.wire.Topics;
import io.traas.runbooks.decide.Decider;
import io.traas.runbooks.engine.DroolsRuleBook;
import io.traas.runbooks.library.Library;
import io.traas.runbooks.rules.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The third stage of the loop: from an incident and everything known about it to one decision that explains itself.
 *
 * <pre>
 *   traas.incidents, traas.changes, traas.targets, traas.ledger, traas.decisions (its own past)
 *        |
 *        v
 *   DecisionLoop: Situation --snapshot--> Decider --facts--> RuleBook (Drools)
 *        |
 *        v
 *   traas.decisions        (and traas.runbooks once, at the start)
 * </pre>
 *
 * Nothing is decided before the past has been read, so that a restart repeats no decision.
 */
public final class Runbooks implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(Runbooks.class);

    private final RunbookSettings settings;
    private final Clock clock;
    private final Publisher publisher;
    private final DecisionLoop loop;
    private final TopicReader reader;
    private final ScheduledExecutorService executor;
    private volatile Library library = new Library(List.of(), List.of());
    private volatile Decider decider;
    private volatile String failure = "";

    private Runbooks(RunbookSettings settings, MeterRegistry metrics, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        publisher = new KafkaPublisher(settings.kafka(), "traas-runbooks");
        loop = new DecisionLoop(publisher, clock, metrics);
        reader = TopicReader.replaying(
                settings.kafka(),
                "traas-runbooks",
                publisher,
                clock,
                List.of(
                        Route.fromBeginning(Topics.TARGETS, loop::heard),
                        Route.fromBeginning(Topics.CHANGES, loop::heard),
                        Route.fromBeginning(Topics.INCIDENTS, loop::heard),
                        Route.fromBeginning(Topics.DECISIONS, loop::heard),
                        Route.fromBeginning(Topics.LEDGER, loop::heard)));
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "runbooks");
            thread.setDaemon(true);
            return thread;
        });
        long tickMs = settings.tick().toMillis();
        executor.execute(this::prepare);
        executor.scheduleWithFixedDelay(this::tick, tickMs, tickMs, TimeUnit.MILLISECONDS);
    }

    /** Waits for Kafka. The rules are compiled in the background; until then health says so and nothing is decided. */
    public static Runbooks start(Settings settings, MeterRegistry metrics) throws InterruptedException {
        RunbookSettings own = RunbookSettings.from(settings);
        settings.check("runbooks");
        TopicAdmin.ensure(
                own.kafka(),
                List.of(
                        Topics.TARGETS,
                        Topics.CHANGES,
                        Topics.INCIDENTS,
                        Topics.DECISIONS,
                        Topics.LEDGER,
                        Topics.RUNBOOKS,
                        Topics.DEAD_LETTERS));
        return new Runbooks(own, metrics, Clock.systemUTC());
    }

    private void prepare() {
        try {
            compileRules();
        } catch (RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            LOG.atError().setCause(e).log("the rules cannot be compiled; nothing will be decided");
        }
    }

    private void compileRules() {
        Library found = settings.library()
                .map(directory -> Library.shipped().overriddenBy(Library.of(directory)))
                .orElseGet(Library::shipped);
        DroolsRuleBook rules = DroolsRuleBook.of(found.runbooks());
        Library inForce = found.without(rules.refused());
        Decider ready = new Decider(rules, settings.policy());
        WarmUp.decideOften(ready, clock.instant());
        inForce.runbooks().forEach(runbook -> publisher.publish(Topics.RUNBOOKS, runbook.info()));
        inForce.problems().forEach(this::report);
        library = inForce;
        decider = ready;
        LOG.atInfo()
                .addKeyValue("runbooks", inForce.runbooks().size())
                .addKeyValue("problems", inForce.problems().size())
                .log("rules compiled");
    }

    private void report(Problem problem) {
        LOG.atWarn().addKeyValue("problem", problem).log("a runbook is left out");
        publisher.publish(
                Topics.DEAD_LETTERS,
                new DeadLetter("runbooks/library", problem.file(), problem.toString(), clock.instant(), ""));
    }

    private void tick() {
        if (!reader.failure().isEmpty()) {
            return; // What is known is frozen; nothing is decided on that.
        }
        try {
            if (!loop.isOpen() && decider != null && reader.isCaughtUp()) {
                loop.open(decider);
            }
            loop.tick();
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again; one bad incident must not silence the rest.
            LOG.atError().setCause(e).log("deciding failed");
        }
    }

    @Override
    public String name() {
        return "runbooks";
    }

    @Override
    public StageHealth health() {
        Map<String, String> facts = new TreeMap<>(loop.facts());
        facts.put("runbooks", Integer.toString(library.runbooks().size()));
        facts.put("problems", Integer.toString(library.problems().size()));
        facts.put("caughtUp", Boolean.toString(reader.isCaughtUp()));
        reader.lag().forEach((partition, lag) -> facts.put("lag." + partition, lag.toString()));
        if (!failure.isEmpty()) {
            return new StageHealth(name(), Status.DOWN, "the rules cannot be compiled: " + failure, facts);
        }
        if (!reader.failure().isEmpty()) {
            return new StageHealth(
                    name(), Status.DOWN, reader.failure() + "; nothing is decided, restart this stage", facts);
        }
        if (decider == null) {
            return new StageHealth(name(), Status.DEGRADED, "compiling the rules", facts);
        }
        if (!loop.isOpen()) {
            return new StageHealth(name(), Status.DEGRADED, "reading the past from Kafka", facts);
        }
        if (!library.problems().isEmpty()) {
            return new StageHealth(
                    name(),
                    Status.DEGRADED,
                    "runbooks are left out: " + library.problems().get(0),
                    facts);
        }
        return new StageHealth(name(), Status.UP, library.runbooks().size() + " runbooks in force", facts);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        reader.close();
        publisher.close();
    }
}
