package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static io.traas.drills.cluster.TestCluster.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.traas.drills.cluster.container.ProcessRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With processes of the operating system: shells, because they start fast. */
class RealProcessTest {

    private TestCluster test;
    private Path work;

    @BeforeEach
    void start() throws IOException {
        ImageCatalog shell = image -> Optional.of(List.of("sh", "-c"));
        test = TestCluster.start(new ProcessRuntime(), settings -> {
            work = settings.workDirectory();
            return new ClusterSettings(0, 3, shell, work, settings.clock(), settings.timings(), settings.access());
        });
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void everyPodIsAProcessThatSeesItsEnvironment() {
        test.createAvailable(script("echo $POD_NAME at $POD_IP; exec sleep 1000"));

        Pod pod = test.pods("cart").get(0);
        long pid = test.cluster.pid(NAMESPACE, name(pod)).orElseThrow();
        assertThat(ProcessHandle.of(pid))
                .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
        assertThat(test.cluster.pids()).containsEntry(NAMESPACE + "/" + name(pod), pid);
        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(() -> assertThat(test.cluster.log(NAMESPACE, name(pod)))
                        .hasContent(name(pod) + " at " + pod.getStatus().getPodIP()));
    }

    @Test
    void deletingAPodEndsItsProcess() {
        test.createAvailable(script("trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done"));
        Pod pod = test.pods("cart").get(0);
        ProcessHandle process = process(pod);

        test.client.pods().inNamespace(NAMESPACE).withName(name(pod)).delete();

        await().atMost(TestCluster.PATIENCE).until(() -> test.pod(name(pod)) == null);
        assertThat(process.isAlive()).isFalse();
        assertThat(test.cluster.log(NAMESPACE, name(pod))).content().contains("bye");
    }

    @Test
    void aProcessThatIsKilledIsRestartedWithAnotherPid() {
        test.createAvailable(script("exec sleep 1000"));
        Pod pod = test.pods("cart").get(0);
        ProcessHandle process = process(pod);

        process.destroyForcibly();

        test.awaitPod(
                name(pod),
                seen -> seen.getStatus().getContainerStatuses().get(0).getRestartCount() == 1
                        && TestCluster.isReady(seen));
        assertThat(test.cluster.pid(NAMESPACE, name(pod)).orElseThrow()).isNotEqualTo(process.pid());
    }

    @Test
    void aProcessKilledWhenItsHeapIsFullCountsAsOutOfMemory() {
        test.createAvailable(script("if [ ! -e once ]; then touch once; sleep 0.2; "
                + "echo java.lang.OutOfMemoryError: Java heap space; kill -9 $$; fi; exec sleep 1000"));
        Pod pod = test.pods("cart").get(0);

        Pod restarted = test.awaitPod(
                name(pod),
                seen -> seen.getStatus().getContainerStatuses().get(0).getRestartCount() == 1);
        assertThat(restarted
                        .getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getLastState()
                        .getTerminated()
                        .getReason())
                .isEqualTo("OOMKilled");
    }

    @Test
    void aFailingNodeTakesChildrenOfItsProcessesAlong() {
        test.createAvailable(script("sleep 1000 & wait"));
        Pod pod = test.pods("cart").get(0);
        ProcessHandle process = process(pod);
        await().atMost(TestCluster.PATIENCE).until(() -> process.children().count() == 1);
        List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
        tree.add(process);

        test.cluster.node(pod.getSpec().getNodeName()).fail();

        await().atMost(TestCluster.PATIENCE).until(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void closingLeavesNeitherProcessNorFile() {
        test.createAvailable(script("exec sleep 1000"));
        Collection<Long> pids = test.cluster.pids().values();
        assertThat(pids).isNotEmpty();

        test.cluster.close();

        await().atMost(TestCluster.PATIENCE)
                .until(() -> pids.stream()
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .noneMatch(ProcessHandle::isAlive));
        assertThat(Files.exists(work)).isFalse();
    }

    private ProcessHandle process(Pod pod) {
        return ProcessHandle.of(test.cluster.pid(NAMESPACE, name(pod)).orElseThrow())
                .orElseThrow();
    }

    private static DeploymentBuilder script(String script) {
        return deployment("cart", 1)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withArgs(script)
                .addNewEnv()
                .withName("POD_NAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }
}
