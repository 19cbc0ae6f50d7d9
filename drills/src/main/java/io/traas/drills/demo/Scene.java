package io.traas.drills.demo;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.traas.drills.bank.Author;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankImages;
import io.traas.drills.bank.BankOptions;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.drills.cluster.Write;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Everything that runs: the practice cluster in this process, the bank's processes, and the platform beside them.
 * {@link #close()} leaves no process and, unless a data directory was named, no file behind.
 */
final class Scene implements AutoCloseable {

    private static final Duration WARM_LIMIT = Duration.ofMinutes(4);
    private static final long POLL_MS = 250;

    private final Narrator narrator;
    private final Clock clock;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final DemoOptions options;
    private PracticeCluster cluster;
    private Platform platform;
    private PlatformView view;
    private Bank bank;
    private boolean closed;
    private double answersSeconds = Double.NaN;
    private double readySeconds = Double.NaN;

    Scene(DemoOptions options, Narrator narrator, Clock clock) {
        this.options = options;
        this.narrator = narrator;
        this.clock = clock;
    }

    /** Starts it all, side by side, and waits until baselines are warm; tells how it goes. Call once. */
    void open() throws InterruptedException {
        Instant begun = clock.instant();
        try {
            Workplace workplace = opened(Workplace.open(options.data()));
            Path directory = workplace.directory();
            History history = opened(History.start(options.history(), directory));
            BankImages images = new BankImages();
            cluster = opened(new PracticeCluster(ClusterSettings.of(images, directory.resolve("cluster"))));
            narrator.say("practice cluster answers at " + cluster.url());
            prepareForPlatform();
            Map<String, String> settings = new HashMap<>(history.settings());
            platform = opened(new Platform(
                    directory,
                    Path.of(System.getProperty("traas.home", ""), "standalone/target/classpath.txt"),
                    kubeconfig(directory),
                    options.port(),
                    options.processes(),
                    settings));
            view = new PlatformView(platform.dashboard());
            CompletableFuture<Void> platformUp = CompletableFuture.runAsync(this::startPlatform);
            bank = opened(Bank.start(cluster, images, BankOptions.in(directory.resolve("bank"), options.seed())));
            narrator.say("practice bank open: " + cluster.pids().size() + " processes, customers are paying");
            platformUp.join();
            answersSeconds = secondsSince(begun);
            awaitWarm();
            readySeconds = secondsSince(begun);
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    Bank bank() {
        return bank;
    }

    Platform platform() {
        return platform;
    }

    PlatformView view() {
        return view;
    }

    double answersSeconds() {
        return answersSeconds;
    }

    double readySeconds() {
        return readySeconds;
    }

    /** Changes the platform made in the cluster since that instant, refused and dry runs left out. */
    List<Write> platformWrites(Instant since) {
        return cluster.writes().stream()
                .filter(write -> !write.at().isBefore(since))
                .filter(Write::tookEffect)
                .filter(write -> write.userAgent().startsWith("traas")
                        || write.fieldManager().startsWith("traas"))
                .filter(write ->
                        !write.resource().equals("events") && !write.resource().equals("configmaps"))
                .toList();
    }

    Footprint wholeFootprint() {
        List<Long> pids = new ArrayList<>(cluster.pids().values());
        pids.addAll(bank.pidsBeside());
        pids.add(ProcessHandle.current().pid());
        Footprint practice = Footprint.of(pids);
        Footprint own = platform.footprint();
        return new Footprint(practice.residentMib() + own.residentMib(), practice.cpuSeconds() + own.cpuSeconds());
    }

    /** One line a stage, as the platform says of itself. */
    void tellStages() {
        for (PlatformView.StageRow stage : view.stages()) {
            narrator.plain(String.format("            %-12s %-9s %s", stage.name(), stage.status(), stage.summary()));
        }
    }

    private void startPlatform() {
        try {
            platform.start();
            narrator.say("platform runs; dashboard at " + platform.dashboard());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private void awaitWarm() throws InterruptedException {
        narrator.say("waiting until baselines are warm");
        Instant limit = clock.instant().plus(WARM_LIMIT);
        while (!view.warm()) {
            if (clock.instant().isAfter(limit)) {
                tellStages();
                throw new IllegalStateException("baselines are not warm after " + WARM_LIMIT.toSeconds()
                        + " s; the stages above say what they miss");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        tellStages();
    }

    /** A ledger that was kept has seen the switch of another cluster: only a person's word of now makes a new one count. */
    private static void signed(HasMetadata item) {
        if (item instanceof ConfigMap stopSwitch) {
            stopSwitch.getData().put("at", Instant.now().toString());
        }
    }

    /** What an operator does before the platform may act: its namespace, and the stop switch in it. */
    private void prepareForPlatform() {
        try (Author operator = Author.pipeline(cluster)) {
            for (String manifest : List.of("00-namespace.yaml", "once/stop-switch.yaml")) {
                Path file = Path.of(System.getProperty("traas.home", ""), "deploy", manifest);
                try (InputStream in = Files.newInputStream(file)) {
                    List<HasMetadata> items = operator.client().load(in).items();
                    items.forEach(Scene::signed);
                    operator.client().resourceList(items).create();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file, e);
                }
            }
        }
    }

    private Path kubeconfig(Path directory) {
        Path file = directory.resolve("kubeconfig");
        try {
            return Files.writeString(file, cluster.kubeconfig());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private double secondsSince(Instant begun) {
        return Duration.between(begun, clock.instant()).toMillis() / 1000.0;
    }

    /** Notes what has to be closed; after the end everything new ends at once. */
    private synchronized <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        if (closed) {
            close();
            throw new IllegalStateException("interrupted while starting");
        }
        return part;
    }

    /** Last opened, first closed; one that fails does not keep the others open. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                narrator.plain(
                        "traas: " + part.getClass().getSimpleName() + " did not close cleanly: " + e.getMessage());
            }
        }
    }
}
