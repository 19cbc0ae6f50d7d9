package io.traas.drills.bank;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.drills.load.LoadClient;
import io.traas.drills.load.LoadGenerator;
import io.traas.drills.load.LoadState;
import io.traas.drills.load.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The running bank: its services as pods of a practice cluster, the card network and the customers as processes beside
 * it. {@link #close()} ends the processes beside and removes their files; the pods end with the cluster. Thread-safe.
 */
public final class Bank implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration PUSH = Duration.ofSeconds(5);

    private final PracticeCluster cluster;
    private final BankImages images;
    private final Path directory;
    private final Author pipeline;
    private final Pods pods;
    private final OutsideCompany cardNetwork;
    private final Restoration restoration;
    private final SideProcess generator;
    private final LoadClient load;

    private Bank(
            PracticeCluster cluster,
            BankImages images,
            Path directory,
            Author pipeline,
            OutsideCompany cardNetwork,
            SideProcess generator)
            throws InterruptedException {
        this.cluster = cluster;
        this.images = images;
        this.directory = directory;
        this.pipeline = pipeline;
        this.pods = new Pods(pipeline.client());
        this.restoration = new Restoration(cluster, pipeline, pods, Clock.systemUTC());
        this.cardNetwork = cardNetwork;
        this.generator = generator;
        this.load = new LoadClient("127.0.0.1:" + generator.awaitPort());
    }

    /**
     * Deploys the bank and waits until its customers are content. The cluster must have been given {@code images} as its
     * catalogue.
     */
    public static Bank start(PracticeCluster cluster, BankImages images, BankOptions options)
            throws InterruptedException {
        Path directory = options.directory();
        Path book = directory.resolve("book.txt");
        Deque<AutoCloseable> started = new ArrayDeque<>();
        try {
            Files.createDirectories(directory);
            Author pipeline = Author.pipeline(cluster);
            started.push(pipeline);
            OutsideCompany cardNetwork = new OutsideCompany(directory.resolve("card-network.log"));
            started.push(cardNetwork);
            for (HasMetadata object : new BankManifests(book, cardNetwork.endpoint()).all()) {
                pipeline.client().resource(object).create();
            }
            // Customers come when the bank is open, so that none is turned away before.
            await(
                    options.patience(),
                    new Restoration(cluster, pipeline, new Pods(pipeline.client()), Clock.systemUTC())::missing);
            SideProcess generator = SideProcess.start(
                    JavaCommand.beside(LoadGenerator.class, customers(cluster, book, options)),
                    directory.resolve("load.log"));
            started.push(generator);
            Bank bank = new Bank(cluster, images, directory, pipeline, cardNetwork, generator);
            await(options.patience(), bank::missing);
            return bank;
        } catch (InterruptedException | RuntimeException e) {
            closeAll(started, e);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory, e);
        }
    }

    private static List<String> customers(PracticeCluster cluster, Path book, BankOptions options) {
        return List.of(
                cluster.serviceDirectory().toString(),
                book.toString(),
                String.valueOf(options.paymentsPerSecond()),
                String.valueOf(options.seed()));
    }

    private static void closeAll(Deque<AutoCloseable> started, Exception because) {
        for (AutoCloseable resource : started) {
            try {
                resource.close();
            } catch (Exception e) {
                because.addSuppressed(e);
            }
        }
    }

    public PracticeCluster cluster() {
        return cluster;
    }

    /** Where new releases are published. */
    public BankImages images() {
        return images;
    }

    /** Who deploys. */
    public Author pipeline() {
        return pipeline;
    }

    public Pods pods() {
        return pods;
    }

    /** The company outside that every payment needs. */
    public OutsideCompany cardNetwork() {
        return cardNetwork;
    }

    /** The customers, and the judge. */
    public LoadClient load() {
        return load;
    }

    /** Process ids of what runs beside the cluster. */
    public List<Long> pidsBeside() {
        return Stream.of(generator.pid(), cardNetwork.pid())
                .filter(pid -> pid > 0)
                .toList();
    }

    /** Stops the pod's process where it stands (SIGSTOP): the kernel goes on accepting its connections. */
    public void stop(Pod pod) {
        long pid = cluster.pid(
                        pod.getMetadata().getNamespace(), pod.getMetadata().getName())
                .orElseThrow(() ->
                        new IllegalStateException("pod " + pod.getMetadata().getName() + " has no process to stop"));
        Signals.send("STOP", List.of(pid));
    }

    /** What is not as at the start, or whose customers are not content; empty when all is well. */
    public Optional<String> missing() {
        Optional<String> missing = restoration.missing();
        if (missing.isPresent()) {
            return missing;
        }
        LoadState state = load.state();
        return state.bank().verdict() == Verdict.CONTENT && state.partner().verdict() == Verdict.CONTENT
                ? Optional.empty()
                : Optional.of("customers of the bank are " + state.bank().verdict() + ", of the partner "
                        + state.partner().verdict());
    }

    /** Makes everything as it was at the start and waits until it is. */
    public void restore(Duration patience) throws InterruptedException {
        load.surge(1);
        cardNetwork.start();
        Optional<String> missing;
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            // Again and again: a late cure may still change what was put right.
            restoration.push();
            missing = settle(PUSH, this::missing);
        } while (missing.isPresent() && System.nanoTime() < deadline);
        refuse(missing, patience);
    }

    private static void await(Duration patience, Supplier<Optional<String>> missing) throws InterruptedException {
        refuse(settle(patience, missing), patience);
    }

    /** Waits until nothing is missing, or so long; hands back what still is. */
    private static Optional<String> settle(Duration patience, Supplier<Optional<String>> missing)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<String> still = missing.get();
        while (still.isPresent() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            still = missing.get();
        }
        return still;
    }

    private static void refuse(Optional<String> missing, Duration patience) {
        missing.ifPresent(what -> {
            throw new IllegalStateException("the bank is not ready after " + patience.toSeconds() + " s: " + what);
        });
    }

    @Override
    public void close() {
        generator.close();
        cardNetwork.close();
        pipeline.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
