package io.traas.collectors.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks the API server for its version again and again. A watch over a server that hangs is as silent as one over a
 * cluster where nothing happens; this tells the two apart. One thread of its own; reading is thread-safe.
 */
final class ApiProbe implements AutoCloseable {

    private static final long PAUSE_MS = 5_000;
    private static final long LATE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private volatile String failure = "";
    private volatile boolean waiting;
    private volatile long askedAtNanos;

    /** @param nanoTime monotonic, as {@link System#nanoTime} */
    ApiProbe(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, "api-probe");
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the server cannot be reached now; empty when it answers, whatever it says. */
    Optional<String> problem() {
        long waitedNanos = nanoTime.getAsLong() - askedAtNanos;
        if (waiting && waitedNanos > LATE_AFTER_NANOS) {
            return Optional.of("no answer from " + client.getMasterUrl() + " for "
                    + TimeUnit.NANOSECONDS.toSeconds(waitedNanos) + " s");
        }
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }

    private void run() {
        try {
            while (true) {
                askedAtNanos = nanoTime.getAsLong();
                waiting = true;
                failure = ask();
                waiting = false;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what went wrong, empty when the server answered. */
    private String ask() {
        try {
            client.getKubernetesVersion();
            return "";
        } catch (KubernetesClientException e) {
            boolean answered = e.getCode() > 0;
            return answered ? "" : "cannot reach " + client.getMasterUrl() + ": " + Followed.firstCause(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
