package io.traas.drills.cluster;

import com.sun.net.httpserver.HttpServer;
import io.traas.drills.cluster.container.ContainerRuntime;
import io.traas.drills.cluster.container.ContainerSpec;
import io.traas.drills.cluster.container.RunningContainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Containers that exist in name only. They start at once, end at once when asked to, and can be told to exit, to turn
 * unhealthy, or not to listen. A container with the variable POD_IP answers probes on its port 8080.
 */
final class FakeRuntime implements ContainerRuntime {

    private final AtomicLong pids = new AtomicLong(100_000);
    private final Map<String, FakeContainer> running = new ConcurrentHashMap<>();
    private final List<ContainerSpec> started = new CopyOnWriteArrayList<>();
    private volatile boolean deafToTermination;
    private volatile boolean bornUnhealthy;

    @Override
    public RunningContainer start(ContainerSpec spec) throws IOException {
        FakeContainer container = new FakeContainer(spec, pids.incrementAndGet());
        started.add(spec);
        running.put(spec.namespace() + "/" + spec.pod(), container);
        return container;
    }

    /** Containers started from now on ignore the request to end, until they are killed. */
    void ignoreTermination() {
        deafToTermination = true;
    }

    /** Containers started from now on answer probes with 503. */
    void startUnhealthy(boolean unhealthy) {
        bornUnhealthy = unhealthy;
    }

    void healthy(String pod, boolean healthy) {
        container(pod).healthy = healthy;
    }

    void exit(String pod, int code) {
        container(pod).end(code, false);
    }

    void exitOutOfMemory(String pod) {
        container(pod).end(137, true);
    }

    boolean isRunning(String pod) {
        return running.containsKey(pod);
    }

    List<ContainerSpec> started() {
        return List.copyOf(started);
    }

    private FakeContainer container(String pod) {
        FakeContainer container = running.get(pod);
        if (container == null) {
            throw new AssertionError("no container runs for " + pod + ", only for " + running.keySet());
        }
        return container;
    }

    private final class FakeContainer implements RunningContainer {
        private final ContainerSpec spec;
        private final long pid;
        private final boolean deaf = deafToTermination;
        private final CompletableFuture<Exit> exit = new CompletableFuture<>();
        private final HttpServer server;
        private volatile boolean healthy = !bornUnhealthy;

        FakeContainer(ContainerSpec spec, long pid) throws IOException {
            this.spec = spec;
            this.pid = pid;
            String ip = spec.environment().get("POD_IP");
            this.server =
                    ip == null ? null : HttpServer.create(new InetSocketAddress(InetAddress.getByName(ip), 8080), 0);
            if (server != null) {
                server.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(healthy ? 200 : 503, -1);
                    exchange.close();
                });
                server.start();
            }
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public CompletionStage<Exit> exit() {
            return exit;
        }

        @Override
        public void terminate() {
            if (!deaf) {
                end(0, false);
            }
        }

        @Override
        public void kill() {
            end(137, false);
        }

        private void end(int code, boolean outOfMemory) {
            if (server != null) {
                server.stop(0);
            }
            running.remove(spec.namespace() + "/" + spec.pod(), this);
            exit.complete(new Exit(code, outOfMemory));
        }
    }
}
