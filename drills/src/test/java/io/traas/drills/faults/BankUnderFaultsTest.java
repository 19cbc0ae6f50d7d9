package io.traas.drills.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankImages;
import io.traas.drills.bank.BankManifests;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.BankOptions;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole bank in real processes: faults go in, a hand cures them, and the customers say what they felt. One bank for
 * all tests; each leaves it as it was, which is itself what is tested.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BankUnderFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Random random = new Random(42);
    private Path bankDirectory;
    private PracticeCluster cluster;
    private Bank bank;

    @BeforeAll
    void start(@TempDir Path directory) throws InterruptedException {
        BankImages images = new BankImages();
        bankDirectory = directory.resolve("bank");
        cluster = new PracticeCluster(ClusterSettings.of(images, directory.resolve("cluster")));
        bank = Bank.start(cluster, images, BankOptions.in(bankDirectory, 7));
    }

    @AfterAll
    void nothingIsLeftBehind() {
        List<Long> pids = new ArrayList<>(cluster.pids().values());
        pids.addAll(bank.pidsBeside());
        bank.close();
        cluster.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pids)
                        .isNotEmpty()
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .map(ProcessHandle::isAlive)
                                .orElse(false)));
        assertThat(Files.exists(bankDirectory)).isFalse();
    }

    @Test
    void aBadReleaseIsFeltUntilSomebodyRollsItBack() throws InterruptedException {
        Instant at = Instant.now();
        Injection injection = inject("bad-release", "bank/account");
        awaitEffective(at);
        Workload account = Targets.workload("bank/account");
        bank.pipeline().setImage(account, "registry.bank.example/account:" + BankImages.FIRST_VERSION);
        awaitRecovered(at);
        injection.undo();
        assertTheMoneyAddsUp();
    }

    @Test
    void aHungReplicaIsFeltUntilSomebodyReplacesIt() throws InterruptedException {
        Instant at = Instant.now();
        Injection injection = inject("hung-replica", "bank/payment");
        awaitEffective(at);
        deletePod(injection.target());
        awaitRecovered(at);
        injection.undo();
        assertTheMoneyAddsUp();
    }

    @Test
    void whateverWasDoneTheBankIsAsAtTheStartAfterwards() throws InterruptedException {
        Instant at = Instant.now();
        Injection surge = inject("traffic-surge", "bank/risk");
        awaitEffective(at);
        Injection subHealthy = inject("sub-healthy-replica", "bank/payment");
        Workload risk = Targets.workload("bank/risk");
        bank.pipeline().scale(risk, risk.maxReplicas());
        surge.undo();
        subHealthy.undo();
        assertThat(bank.missing()).isEmpty();
        assertThat(bank.pods().ready(risk)).hasSize(risk.replicas());
        assertTheMoneyAddsUp();
    }

    @Test
    void everyFaultAndTrapFindsATarget() {
        assertThat(Catalogue.ids())
                .allSatisfy(
                        id -> assertThat(Catalogue.byId(id).candidates(bank)).isNotEmpty());
        assertThat(BankManifests.workloads())
                .allSatisfy(workload -> assertThat(bank.pods().ready(workload)).hasSize(workload.replicas()));
    }

    private Injection inject(String id, String target) throws InterruptedException {
        Drill drill = Catalogue.byId(id);
        assertThat(drill.candidates(bank)).contains(target);
        return drill.inject(bank, target, random);
    }

    private void awaitEffective(Instant since) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(bank.load().state().effectiveSince(since)).isPresent());
    }

    private void awaitRecovered(Instant since) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(bank.load().state().recoveredSince(since)).isPresent());
    }

    private void deletePod(String target) {
        Pod pod = bank.pods().ready(Targets.workload("bank/payment")).stream()
                .filter(candidate -> Targets.nameOf(candidate).equals(target))
                .findFirst()
                .orElseThrow();
        bank.pipeline().client().resource(pod).delete();
    }

    private void assertTheMoneyAddsUp() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(bank.load().state().money().acknowledged()).isPositive();
            assertThat(bank.load().state().money().ok()).isTrue();
        });
    }
}
