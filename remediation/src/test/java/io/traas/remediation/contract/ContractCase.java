package io.traas.remediation.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.model.Action;
import io.traas.model.Outcome;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.kubernetes.ConfigMapSwitch;
import io.traas.remediation.kubernetes.KubernetesCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a namespace per test, the platform's hands on it, and steps to carry out. */
public abstract class ContractCase {

    /** As of a platform of now: nodes keep the epoch that last touched them. */
    static final long EPOCH = Instant.now().getEpochSecond();

    Bench bench;
    Cluster cluster;

    private final ClusterUnderTest underTest;
    private KubernetesClient client;
    private LastLook lastLook;

    ContractCase(ClusterUnderTest underTest) {
        this.underTest = underTest;
    }

    String image() {
        return underTest.image();
    }

    boolean mayTouchNodes() {
        return underTest.mayTouchNodes();
    }

    @BeforeEach
    void openBench() {
        String namespace = "traas-contract-" + UUID.randomUUID().toString().substring(0, 8);
        bench = new Bench(underTest.connect().get(), namespace, underTest.image());
        lastLook = new LastLook();
        client = lastLook.watch(underTest.connect().get());
        cluster = handsOf(client);
    }

    KubernetesCluster handsOf(KubernetesClient client) {
        return new KubernetesCluster(client, new ConfigMapSwitch(client, bench.namespace()), Clock.systemUTC());
    }

    /** For another executor beside {@link #cluster}, closed by whoever asked. */
    KubernetesClient connect() {
        return underTest.connect().get();
    }

    @AfterEach
    void closeBench() {
        client.close();
        bench.close();
        lastLook.assertBeforeEachWrite();
    }

    static void assertRefused(StepResult result, Reason reason, String part) {
        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.DENIED);
        assertThat(result.reason()).as(result.detail()).isEqualTo(reason);
        assertThat(result.detail()).containsIgnoringCase(part);
    }

    /** Carried out, seen to be done afterwards and not before, and not done again. */
    Step done(Action action) {
        Step step = step(action);
        assertThat(cluster.trace(step)).as("trace before " + action.describe()).isEqualTo(Trace.NOT_DONE);
        StepResult result = cluster.carryOut(step);
        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(cluster.trace(step)).as("trace after " + action.describe()).isEqualTo(Trace.DONE);
        assertThat(cluster.carryOut(step).outcome()).as("the same step again").isEqualTo(Outcome.SKIPPED);
        return step;
    }

    void refused(Action action, Reason reason, String part) {
        assertRefused(cluster.carryOut(step(action)), reason, part);
    }

    Step step(Action action) {
        return step(action, "");
    }

    Step step(Action action, String uid) {
        return step(action, uid, Duration.ofSeconds(20));
    }

    Step step(Action action, String uid, Duration patience) {
        return step(action, uid, patience, Set.of(bench.namespace()));
    }

    static Step step(Action action, String uid, Duration patience, Set<String> namespaces) {
        String key = "do-" + UUID.randomUUID();
        return new Step(
                action, uid, key, EPOCH, namespaces, Clock.systemUTC().instant().plus(patience));
    }
}
