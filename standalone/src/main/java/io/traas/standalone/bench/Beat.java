package io.traas.standalone.bench;

import java.util.concurrent.locks.LockSupport;

/** Scrapes every target of a load once an interval, evenly spread over it, as the clock goes. */
final class Beat implements AutoCloseable {

    private final Load load;
    private final long intervalMs;
    private final Thread thread = new Thread(this::beat, "beat");
    private volatile boolean closing;
    private volatile long sent;

    Beat(Load load, long intervalMs) {
        this.load = load;
        this.intervalMs = intervalMs;
        thread.start();
    }

    long sent() {
        return sent;
    }

    private void beat() {
        long begun = System.currentTimeMillis();
        for (long i = 0; !closing; i++) {
            long due = begun + i * intervalMs / load.targets();
            while (System.currentTimeMillis() < due) {
                LockSupport.parkNanos(1_000_000);
            }
            load.scrape((int) (i % load.targets()), System.currentTimeMillis());
            sent = load.sent();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
