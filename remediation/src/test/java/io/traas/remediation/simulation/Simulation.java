package io.traas.remediation.simulation;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.remediation.kubernetes.SimulatedClusterAccess;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs the platform's own code, in several replicas, against a simulated broker and API server in virtual time, with
 * everything going wrong that the seed says. The same seed gives the same run. One run at a time.
 */
public final class Simulation implements AutoCloseable {

    private static final Duration TROUBLE = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SLICE = Duration.ofSeconds(5);

    /**
     * @param violations what must never be, in plain sentences; empty when all is well
     * @param effects changes the platform made to the cluster
     * @param takenBack plans that did not help and were taken back
     * @param trace what happened, with the virtual time in seconds
     */
    public record Run(long seed, List<String> violations, int effects, int takenBack, List<String> trace) {}

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated");
        thread.setDaemon(true);
        return thread;
    });
    private final KubernetesClient client;
    private SimulatedHttp.Wire wire;

    public Simulation() {
        client = SimulatedHttp.client(request -> wire.send(request));
    }

    public Run run(long seed) {
        return run(seed, Mutation.NONE);
    }

    Run run(long seed, Mutation mutation) {
        List<String> violations = new ArrayList<>();
        Chance chance = new Chance(seed);
        Baton baton = new Baton(Scene.NOON, threads, thrown -> violations.add("a task died: " + describe(thrown)));
        Trace trace = new Trace(Scene.NOON, baton::now);
        Chaos chaos = new Chaos(Weather.of(chance.split()), chance.split(), baton, trace);
        SimulatedApi api = new SimulatedApi(baton);
        Network network = new Network(api, baton, chance.split(), chaos, trace, mutation::onTheWay);
        wire = mutation.around(network, baton);
        SimulatedLedger ledger =
                new SimulatedLedger(baton, chance.split(), chaos, trace, mutation::keeps, mutation.fencesTheLedger());
        SimulatedTopics topics = new SimulatedTopics(baton, chance.split(), chaos);
        Town town = new Town(api, baton, chance.split());
        Scenario scenario = new Scenario(town, topics, ledger, baton, chance.split(), trace);
        World world = new World(
                baton,
                trace,
                chaos,
                town,
                ledger,
                new SimulatedElection(baton),
                topics,
                mandate -> mutation.around(SimulatedClusterAccess.open(
                        client,
                        baton.clock(),
                        baton::pass,
                        mutation.around(mandate),
                        point -> chaos.strike(point.name()))));
        History history = new History(api, ledger, scenario, town);

        scenario.unfold();
        List<Site> sites = new ArrayList<>();
        for (String name : chance.oneIn(4) ? List.of("a") : List.of("a", "b")) {
            sites.add(new Site(name, world, chance.split()));
        }
        sites.forEach(Site::start);
        baton.run(TROUBLE);
        chaos.calmDown();
        trace.add("calm");
        sites.forEach(Site::switchOff);
        Site last = new Site("last", world, chance.split());
        last.start();
        for (Duration waited = Duration.ZERO;
                waited.compareTo(PATIENCE) < 0 && !history.isOver();
                waited = waited.plus(SLICE)) {
            baton.run(SLICE);
        }
        violations.addAll(history.violations(last));
        last.switchOff();
        baton.drain();
        return new Run(seed, List.copyOf(violations), history.effects(), history.takenBack(), trace.lines());
    }

    private static String describe(Throwable thrown) {
        StackTraceElement[] at = thrown.getStackTrace();
        return thrown + (at.length == 0 ? "" : " at " + at[0]);
    }

    @Override
    public void close() {
        client.close();
        threads.shutdownNow();
    }
}
