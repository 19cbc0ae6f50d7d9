package io.traas.collectors.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.collectors.scrape.ScrapeTarget;
import io.traas.collectors.translate.Changes;
import io.traas.collectors.translate.ClusterView;
import io.traas.collectors.translate.ScrapeTargets;
import io.traas.collectors.translate.TargetStates;
import io.traas.model.DeadLetter;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the platform what the cluster is like. Every pass derives everything anew from one view and publishes what
 * differs from the last pass: target states, changes, and the pods to scrape. Passes follow changes within
 * {@value #GATHER_MS} ms and run on one thread. Where nothing differs, one state is told again from time to time for as
 * long as the whole cluster is followed: a quiet cluster must not look like one that nobody sees any more.
 */
public final class ClusterReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);

    /** Changes come in swarms; one pass serves those of this long. */
    private static final long GATHER_MS = 50;

    private static final long AT_LEAST_EVERY_MS = 5_000;

    /** A few times within the time that the guard lets pass, {@code remediation.guard.max-silence}. */
    private static final Duration TOLD_EVERY = Duration.ofSeconds(15);

    private final Publisher publisher;
    private final Consumer<Collection<ScrapeTarget>> scraping;
    private final Clock clock;
    private final Changes changes;
    private final ClusterInformers informers;
    private final ApiProbe probe;
    private final ScheduledExecutorService worker;
    private final AtomicBoolean passPlanned = new AtomicBoolean();
    private final Map<Target, TargetState> sent = new HashMap<>();
    private Set<String> knownProblems = new HashSet<>();
    private ClusterView lastView;
    /** When the whole cluster was last followed; null when it never was. */
    private Instant followedAt;

    private Instant followingToldAt = Instant.EPOCH;
    private volatile boolean synced;

    /**
     * Starts following the cluster.
     *
     * @param remembered what was told before this start; what of it is gone will be told as deleted
     * @param namespaces to look at, empty for all
     * @param personManagers field managers that stand for people, besides kubectl
     * @param scraping gets all pods to scrape after every pass
     */
    public ClusterReporter(
            KubernetesClient client,
            String cluster,
            Collection<TargetState> remembered,
            List<String> namespaces,
            List<String> personManagers,
            Publisher publisher,
            Consumer<Collection<ScrapeTarget>> scraping,
            Clock clock) {
        this.publisher = publisher;
        this.scraping = scraping;
        this.clock = clock;
        remembered.stream()
                .filter(state -> !state.deleted() && state.target().cluster().equals(cluster))
                .forEach(state -> sent.put(state.target(), state));
        this.changes = new Changes(cluster, personManagers);
        this.worker = new ScheduledThreadPoolExecutor(1, ClusterReporter::thread, new DiscardPolicy());
        this.informers = new ClusterInformers(client, cluster, namespaces);
        this.probe = new ApiProbe(client, System::nanoTime);
        informers.start(this::planPass);
        worker.scheduleWithFixedDelay(this::planPass, GATHER_MS, AT_LEAST_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether the whole cluster has been seen once; nothing is published before. */
    public boolean synced() {
        return synced;
    }

    /** What cannot be followed now, by resource; {@code kubernetes} when the API server as a whole is away. */
    public Map<String, String> problems() {
        Map<String, String> problems = informers.problems();
        probe.problem().ifPresent(problem -> problems.put("kubernetes", problem));
        return problems;
    }

    /** Whether the problems leave the platform blind. */
    public boolean impaired() {
        return informers.impaired() || probe.problem().isPresent();
    }

    private void planPass() {
        if (passPlanned.compareAndSet(false, true)) {
            worker.schedule(this::pass, GATHER_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void pass() {
        passPlanned.set(false);
        if (!informers.ready()) {
            // Being ready is no event of its own: look again soon.
            planPass();
            return;
        }
        try {
            Instant now = clock.instant();
            if (!impaired() && !informers.lost()) { // Asked before the look, so that the view is no older.
                followedAt = now;
            }
            report(informers.view(), now);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a pass over the cluster failed; the next one starts anew");
        }
    }

    private void report(ClusterView view, Instant now) {
        Set<String> problems = new HashSet<>();
        Map<Target, TargetState> states = states(view, now, problems);
        List<ScrapeTarget> targets = ScrapeTargets.of(view, (pod, problem) -> note(problems, pod, problem, now));
        // Why before what: a state that looks odd because of a change must not be seen without it.
        (lastView == null ? changes.atStart(view, now) : changes.between(lastView, view, now))
                .forEach(change -> publisher.publish(Topics.CHANGES, change));
        publishStates(states, now);
        scraping.accept(targets);
        lastView = view;
        knownProblems = problems;
        synced = true;
    }

    private Map<Target, TargetState> states(ClusterView view, Instant now, Set<String> problems) {
        Map<Target, TargetState> states = new LinkedHashMap<>();
        view.deploymentByUid().values().forEach(deployment -> {
            Target target = Target.deployment(
                    view.cluster(),
                    deployment.getMetadata().getNamespace(),
                    deployment.getMetadata().getName());
            states.put(target, TargetStates.of(deployment, view, now, problem -> note(problems, target, problem, now)));
        });
        view.nodeByName().values().forEach(node -> {
            TargetState state = TargetStates.of(node, view, now);
            states.put(state.target(), state);
        });
        return states;
    }

    private void publishStates(Map<Target, TargetState> states, Instant now) {
        states.forEach((target, state) -> {
            TargetState last = sent.get(target);
            if (last == null || !state.saysTheSameAs(last)) {
                sent.put(target, state);
                publish(state, now);
            }
        });
        sent.values().removeIf(last -> {
            boolean gone = !states.containsKey(last.target());
            if (gone) {
                publish(TargetStates.deleted(last, now), now);
            }
            return gone;
        });
        boolean follows = now.equals(followedAt);
        if (follows && !now.isBefore(followingToldAt.plus(TOLD_EVERY))) {
            sent.values().stream().findFirst().ifPresent(any -> publish(any, now));
        }
    }

    private void publish(TargetState state, Instant now) {
        publisher.publish(Topics.TARGETS, state.followed(followedAt));
        followingToldAt = now;
    }

    /** A wrong annotation is told once, for as long as it stays. */
    private void note(Set<String> problems, Target target, String problem, Instant now) {
        String text = target + ": " + problem;
        problems.add(text);
        if (!knownProblems.contains(text)) {
            LOG.atWarn().addKeyValue("target", target).log(problem);
            publisher.publish(
                    Topics.DEAD_LETTERS, new DeadLetter("collectors/kubernetes", target.toString(), problem, now, ""));
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cluster-reporter");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        informers.close();
        probe.close();
    }
}
