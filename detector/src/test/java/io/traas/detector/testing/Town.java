package io.traas.detector.testing;

import io.traas.model.Autonomy;
import io.traas.model.PodState;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small made-up system that is scraped once a second: shop calls orders, orders calls stock and prices. Every pod can
 * be made ill; what it then exposes follows. Deterministic by seed.
 */
public final class Town {

    public static final long START_MS = 1_700_000_000_000L;
    public static final Target SHOP = Target.deployment("town", "market", "shop");
    public static final Target ORDERS = Target.deployment("town", "market", "orders");
    public static final Target STOCK = Target.deployment("town", "market", "stock");
    public static final Target PRICES = Target.deployment("town", "market", "prices");

    private static final List<String> NODES = List.of("n1", "n2", "n3");

    /** One pod and how it is. */
    public static final class Pod {
        public final Target target;
        public final Target workload;
        public final String node;
        public double errorShare;
        public double callErrorShare;
        public double latency = 0.02;
        public double rate = 20;
        public double heapShare = 0.5;
        public double busyShare = 0.2;
        public boolean up = true;
        public boolean scraped = true;
        public boolean ready = true;
        public boolean terminating;
        public int restarts;
        public String reason = "";
        public long revision = 1;
        private final double phase;
        private double requests;
        private double failures;
        private double seconds;
        private double failedCalls;

        private Pod(Target target, Target workload, String node, double phase) {
            this.target = target;
            this.workload = workload;
            this.node = node;
            this.phase = phase;
        }
    }

    private final Random random;
    private final Map<Target, List<Target>> dependencies = new LinkedHashMap<>();
    private final Map<Target, List<Pod>> pods = new LinkedHashMap<>();
    private final Map<Target, Long> revisions = new HashMap<>();
    private int podNumber;

    public Town(long seed) {
        random = new Random(seed);
        add(SHOP, 3, List.of(ORDERS));
        add(ORDERS, 3, List.of(STOCK, PRICES));
        add(STOCK, 3, List.of());
        add(PRICES, 3, List.of());
    }

    private void add(Target workload, int replicas, List<Target> calls) {
        dependencies.put(workload, calls);
        pods.put(workload, new ArrayList<>());
        revisions.put(workload, 1L);
        for (int i = 0; i < replicas; i++) {
            start(workload);
        }
    }

    /** A new pod on the next node. */
    public Pod start(Target workload) {
        podNumber++;
        Target pod = Target.pod(workload.cluster(), workload.namespace(), workload.name() + "-" + podNumber);
        Pod started = new Pod(pod, workload, NODES.get(podNumber % NODES.size()), random.nextDouble());
        started.revision = revisions.get(workload);
        pods.get(workload).add(started);
        return started;
    }

    public void stop(Pod pod) {
        pods.get(pod.workload).remove(pod);
    }

    public void release(Target workload) {
        revisions.merge(workload, 1L, Long::sum);
    }

    public List<Pod> podsOf(Target workload) {
        return List.copyOf(pods.get(workload));
    }

    public List<Pod> allPods() {
        return pods.values().stream().flatMap(List::stream).toList();
    }

    /** Every scrape of one second, in the order of their instants. */
    public List<SampleBatch> scrapes(int second) {
        List<SampleBatch> batches = new ArrayList<>();
        for (Pod pod : allPods()) {
            if (pod.scraped) {
                batches.add(scrape(pod, START_MS + second * 1_000L + (long) (pod.phase * 900)));
            }
        }
        batches.sort((a, b) -> a.observedAt().compareTo(b.observedAt()));
        return batches;
    }

    private SampleBatch scrape(Pod pod, long atMillis) {
        List<Point> points = new ArrayList<>();
        points.add(Point.of(SampleBatch.UP, pod.up ? 1 : 0));
        points.add(Point.of(SampleBatch.SCRAPE_DURATION, 0.004));
        double answered = pod.rate * (0.9 + 0.2 * random.nextDouble());
        pod.requests += answered;
        pod.failures += answered * pod.errorShare;
        pod.seconds += answered * pod.latency * (0.8 + 0.4 * random.nextDouble());
        pod.failedCalls += answered * pod.callErrorShare;
        if (pod.up) {
            points.add(call("200", pod.requests - pod.failedCalls));
            points.add(call("IO_ERROR", pod.failedCalls));
            points.add(count("200", pod.requests - pod.failures));
            points.add(count("500", pod.failures));
            points.add(new Point("http_server_requests_seconds_sum", Map.of("status", "200"), pod.seconds));
            points.add(new Point("jvm_memory_used_bytes", Map.of("area", "heap", "id", "a"), 24e6 * pod.heapShare));
            points.add(new Point("jvm_memory_max_bytes", Map.of("area", "heap", "id", "a"), 24e6));
            points.add(Point.of("executor_active_threads", Math.rint(40 * pod.busyShare)));
            points.add(Point.of("executor_pool_max_threads", 40));
            points.add(Point.of("executor_queued_tasks", 0));
        }
        return new SampleBatch(pod.target, pod.workload, pod.node, Instant.ofEpochMilli(atMillis), points);
    }

    private static Point count(String status, double value) {
        return new Point("http_server_requests_seconds_count", Map.of("status", status), value);
    }

    private static Point call(String status, double value) {
        return new Point("http_client_requests_seconds_count", Map.of("status", status), value);
    }

    /** What the cluster says of every workload at that second. */
    public List<TargetState> states(int second) {
        return pods.keySet().stream().map(workload -> state(workload, second)).toList();
    }

    public TargetState state(Target workload, int second) {
        List<Pod> members = pods.get(workload);
        List<PodState> states = members.stream()
                .map(pod -> new PodState(
                        pod.target.name(),
                        "uid-" + pod.target.name(),
                        pod.node,
                        "zone-" + pod.node,
                        "Running",
                        pod.ready,
                        pod.terminating,
                        pod.restarts,
                        pod.reason,
                        pod.revision,
                        Instant.ofEpochMilli(START_MS)))
                .toList();
        long revision = revisions.get(workload);
        return new TargetState(
                workload,
                "uid-" + workload.name(),
                Instant.ofEpochMilli(START_MS + second * 1_000L),
                false,
                members.size(),
                (int) members.stream().filter(pod -> pod.ready).count(),
                revision,
                revision - 1,
                false,
                false,
                false,
                false,
                0,
                -1,
                Autonomy.AUTO,
                "",
                dependencies.get(workload),
                states);
    }
}
