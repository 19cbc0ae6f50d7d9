package io.traas.drills.cluster;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few threads of a cluster. Work that is handed in after the end is dropped. */
final class ClusterThreads {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterThreads.class);
    private final ScheduledThreadPoolExecutor control = single("practice-control");
    private final ScheduledThreadPoolExecutor kubelets = single("practice-kubelets");
    private final ScheduledThreadPoolExecutor timer = single("practice-timer");
    private final ExecutorService senders = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named("practice-sender"),
            new ThreadPoolExecutor.DiscardPolicy());

    /** One thread for all controllers. */
    ScheduledExecutorService control() {
        return control;
    }

    /** One thread for all kubelets. */
    ScheduledExecutorService kubelets() {
        return kubelets;
    }

    /** One thread that only wakes others. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * Short work that may block: sending to clients, hearing from probes. Never more threads than open watches and
     * probes under way; a limit below that would let a client that does not read hold up the others.
     */
    ExecutorService senders() {
        return senders;
    }

    void stopControl() {
        control.shutdownNow();
        timer.shutdownNow();
    }

    void stopAll() {
        stopControl();
        kubelets.shutdownNow();
        senders.shutdownNow();
    }

    private static ScheduledThreadPoolExecutor single(String name) {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, named(name), new ThreadPoolExecutor.DiscardPolicy()) {
                    @Override
                    protected void afterExecute(Runnable work, Throwable thrown) {
                        super.afterExecute(work, thrown);
                        if (work instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
                            tellFailure(future);
                        }
                    }
                };
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** The executor keeps failures to itself, where nobody would ever look. */
    private static void tellFailure(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException failure) {
            LOG.warn("a step of the practice cluster failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
