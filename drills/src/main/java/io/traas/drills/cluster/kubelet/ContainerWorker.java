package io.traas.drills.cluster.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.container.ContainerConfigException;
import io.traas.drills.cluster.container.ContainerEnvironment;
import io.traas.drills.cluster.container.ContainerSpec;
import io.traas.drills.cluster.container.ContainerState;
import io.traas.drills.cluster.container.ContainerState.Running;
import io.traas.drills.cluster.container.ContainerState.Terminated;
import io.traas.drills.cluster.container.ContainerState.Waiting;
import io.traas.drills.cluster.container.HttpProbe;
import io.traas.drills.cluster.container.RunningContainer;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one container of a pod running: starts it, probes it, restarts it with growing pauses, ends it. On the
 * kubelets' thread only.
 */
final class ContainerWorker {

    private static final String COMPONENT = "kubelet";
    private static final int EXIT_CODE_UNKNOWN = 255;

    private final KubeletServices services;
    private final StoredObject pod;
    private final JsonNode container;
    private final String podIp;
    private final Runnable changed;
    private final RestartBackOff restartBackOff;
    private final RestartBackOff pullBackOff;
    private final List<HttpProbe> probes = new ArrayList<>();

    private ContainerState state = new Waiting("ContainerCreating", "");
    private Optional<Terminated> lastState = Optional.empty();
    private RunningContainer running;
    private ContainerSpec runningSpec;
    private long startedNanos;
    private int restarts;
    private boolean ready;
    private boolean stopping;
    /** Raised whenever what was begun before is void, such as a planned restart. */
    private int epoch;

    /** {@code changed} is called after every change of {@link #status()}. */
    ContainerWorker(KubeletServices services, StoredObject pod, JsonNode container, String podIp, Runnable changed) {
        this.services = Objects.requireNonNull(services, "services");
        this.pod = Objects.requireNonNull(pod, "pod");
        this.container = Objects.requireNonNull(container, "container");
        this.podIp = Objects.requireNonNull(podIp, "podIp");
        this.changed = Objects.requireNonNull(changed, "changed");
        this.restartBackOff = new RestartBackOff(services.timings());
        this.pullBackOff = new RestartBackOff(services.timings());
    }

    void start() {
        if (stopping) {
            return;
        }
        String image = container.path("image").asText();
        Optional<List<String>> program = services.images().commandFor(image);
        if (program.isEmpty()) {
            pullFailed(image);
            return;
        }
        try {
            runningSpec = spec(program.get());
            running = services.runtime().start(runningSpec);
        } catch (ContainerConfigException missing) {
            waitAndRetry(
                    "CreateContainerConfigError",
                    missing.getMessage(),
                    services.timings().firstBackOff());
            return;
        } catch (IOException failure) {
            services.events().warning(pod, COMPONENT, "Failed", "Error: " + failure.getMessage());
            waitAndRetry("RunContainerError", failure.getMessage(), restartBackOff.after(Duration.ZERO));
            return;
        }
        services.running().add(runningSpec, running);
        startedNanos = System.nanoTime();
        state = new Running(services.registry().now());
        ready = container.path("readinessProbe").path("httpGet").isMissingNode();
        startProbes();
        RunningContainer started = running;
        started.exit().thenAccept(exit -> services.thread().execute(() -> exited(started, exit)));
        services.events().normal(pod, COMPONENT, "Started", "Started container " + name());
        changed.run();
    }

    /** Asks the container to end and kills it when the time is up. */
    void stop(Duration grace) {
        stopping = true;
        epoch++;
        stopProbes();
        if (running == null) {
            ready = false;
            return;
        }
        RunningContainer stopped = running;
        services.events().normal(pod, COMPONENT, "Killing", "Stopping container " + name());
        endWithin(stopped, grace);
    }

    /** Kills the container at once and for good, telling nobody. */
    void destroy() {
        stopping = true;
        powerOff();
    }

    /** The machine goes dark: the process is gone, and nobody is left to say so. */
    void powerOff() {
        epoch++;
        stopProbes();
        if (running != null) {
            running.kill();
            services.running().remove(runningSpec, running);
            running = null;
        }
    }

    /** The machine is back: what ran before has ended in an unknown way and starts anew. */
    void powerOn() {
        if (stopping) {
            return;
        }
        if (state instanceof Running before) {
            lastState = Optional.of(new Terminated(
                    EXIT_CODE_UNKNOWN,
                    "Unknown",
                    before.startedAt(),
                    services.registry().now(),
                    containerId()));
        }
        restarts++;
        ready = false;
        start();
    }

    boolean isStopped() {
        return running == null;
    }

    boolean isReady() {
        return ready && state instanceof Running;
    }

    boolean hasStartedOnce() {
        return state instanceof Running || lastState.isPresent() || state instanceof Terminated;
    }

    /** How it ended, once it has ended for good. */
    Optional<Integer> finalExitCode() {
        return state instanceof Terminated ended && (stopping || !isToRestart(ended.exitCode()))
                ? Optional.of(ended.exitCode())
                : Optional.empty();
    }

    String name() {
        return container.path("name").asText();
    }

    /** Its entry of status.containerStatuses. */
    ObjectNode status() {
        ObjectNode status = KubernetesJson.object();
        status.put("name", name());
        status.set("state", state.tree());
        status.set("lastState", lastState.map(ContainerState::tree).orElseGet(KubernetesJson::object));
        status.put("ready", isReady()).put("restartCount", restarts);
        String image = container.path("image").asText();
        status.put("image", image).put("imageID", hasStartedOnce() ? image : "");
        if (running != null) {
            status.put("containerID", containerId());
        }
        return status.put("started", state instanceof Running);
    }

    private ContainerSpec spec(List<String> program) throws ContainerConfigException {
        Map<String, String> environment =
                new ContainerEnvironment(services.registry().store()).of(pod, container, podIp);
        environment.put("POD_VOLUME", services.directories().volume(pod.uid()).toString());
        environment.put("SERVICE_DIRECTORY", services.directories().services().toString());
        List<String> command = new ArrayList<>(program);
        for (String part : new String[] {"command", "args"}) {
            container
                    .path(part)
                    .forEach(argument -> command.add(ContainerEnvironment.expanded(argument.asText(), environment)));
        }
        return new ContainerSpec(
                pod.namespace(),
                pod.name(),
                name(),
                command,
                environment,
                services.directories().volume(pod.uid()),
                services.directories().log(pod.namespace(), pod.name()));
    }

    private void pullFailed(String image) {
        String why = "Failed to pull image \"" + image + "\": not found";
        Duration pause = pullBackOff.after(Duration.ZERO);
        services.events().warning(pod, COMPONENT, "Failed", why);
        if (pause.isZero()) {
            waitAndRetry("ErrImagePull", why, services.timings().firstBackOff());
        } else {
            waitAndRetry(
                    "ImagePullBackOff", "Back-off pulling image \"" + image + "\": ErrImagePull: not found", pause);
        }
    }

    private void waitAndRetry(String reason, String message, Duration pause) {
        state = new Waiting(reason, Objects.requireNonNullElse(message, ""));
        changed.run();
        restartAfter(pause);
    }

    private void restartAfter(Duration pause) {
        int planned = epoch;
        services.thread()
                .schedule(
                        () -> {
                            if (planned == epoch) {
                                start();
                            }
                        },
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void exited(RunningContainer ended, RunningContainer.Exit exit) {
        if (ended != running) {
            return;
        }
        stopProbes();
        services.running().remove(runningSpec, running);
        String startedAt = state instanceof Running ran
                ? ran.startedAt()
                : services.registry().now();
        String reason = exit.outOfMemory() ? "OOMKilled" : exit.code() == 0 ? "Completed" : "Error";
        Terminated terminated = new Terminated(
                exit.code(), reason, startedAt, services.registry().now(), containerId());
        running = null;
        ready = false;
        state = terminated;
        changed.run();
        if (stopping || !isToRestart(exit.code())) {
            return;
        }
        lastState = Optional.of(terminated);
        restarts++;
        Duration pause = restartBackOff.after(Duration.ofNanos(System.nanoTime() - startedNanos));
        if (pause.isZero()) {
            start();
        } else {
            crashLoop(pause);
        }
    }

    private boolean isToRestart(int exitCode) {
        String policy = pod.tree().at("/spec/restartPolicy").asText("Always");
        return policy.equals("Always") || policy.equals("OnFailure") && exitCode != 0;
    }

    private void crashLoop(Duration pause) {
        services.events()
                .warning(
                        pod,
                        COMPONENT,
                        "BackOff",
                        "Back-off restarting failed container " + name() + " in pod " + pod.name() + "_"
                                + pod.namespace() + "(" + pod.uid() + ")");
        waitAndRetry(
                "CrashLoopBackOff",
                "back-off " + inWords(pause) + " restarting failed container=" + name() + " pod=" + pod.name() + "_"
                        + pod.namespace() + "(" + pod.uid() + ")",
                pause);
    }

    /** As Go prints durations: 10s, 1m20s, 5m0s. */
    private static String inWords(Duration pause) {
        long minutes = pause.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + pause.toSecondsPart() + "s";
    }

    private void startProbes() {
        HttpProbe.start(
                        services.probes(),
                        services.thread(),
                        container,
                        "readinessProbe",
                        podIp,
                        services.timings().probeUnit(),
                        this::readiness)
                .ifPresent(probes::add);
        HttpProbe.start(
                        services.probes(),
                        services.thread(),
                        container,
                        "livenessProbe",
                        podIp,
                        services.timings().probeUnit(),
                        this::liveness)
                .ifPresent(probes::add);
    }

    private void stopProbes() {
        probes.forEach(HttpProbe::stop);
        probes.clear();
    }

    private void readiness(boolean healthy, String why) {
        if (!healthy) {
            services.events().warning(pod, COMPONENT, "Unhealthy", "Readiness probe failed: " + why);
        }
        if (ready != healthy) {
            ready = healthy;
            changed.run();
        }
    }

    private void liveness(boolean healthy, String why) {
        if (healthy || running == null) {
            return;
        }
        services.events().warning(pod, COMPONENT, "Unhealthy", "Liveness probe failed: " + why);
        services.events()
                .normal(pod, COMPONENT, "Killing", "Container " + name() + " failed liveness probe, will be restarted");
        stopProbes();
        endWithin(
                running,
                Duration.ofSeconds(
                        pod.tree().at("/spec/terminationGracePeriodSeconds").asInt(30)));
    }

    private void endWithin(RunningContainer ending, Duration grace) {
        ending.terminate();
        services.thread()
                .schedule(
                        () -> {
                            if (ending == running) {
                                ending.kill();
                            }
                        },
                        grace.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private String containerId() {
        return "process://" + (running == null ? "0" : Long.toString(running.pid()));
    }
}
