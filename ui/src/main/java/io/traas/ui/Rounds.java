package io.traas.ui;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small jobs done again and again, each after the pause since it ended. A failing one is logged and goes on. */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final int THREADS = 2;

    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
        Thread thread = new Thread(task, "ui-rounds");
        thread.setDaemon(true);
        return thread;
    });

    void every(Duration pause, String name, Runnable job) {
        executor.scheduleWithFixedDelay(() -> guarded(name, job), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An executor forgets a job that throws; a round must come again whatever one of them met. */
    private static void guarded(String name, Runnable job) {
        try {
            job.run();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("round", name).setCause(e).log("round failed; it will come again");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
