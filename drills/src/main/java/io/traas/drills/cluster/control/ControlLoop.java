package io.traas.drills.cluster.control;

import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the controllers: every stored change wakes those it concerns, repeated wakes for one object count once, and
 * each step sees and writes the store without anybody in between. Idle while nothing changes.
 */
public final class ControlLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    private record Task(Controller controller, ObjectKey key) {}

    private final ObjectStore store;
    private final ScheduledExecutorService thread;
    private final List<Controller> controllers = new ArrayList<>();
    private final Set<Task> due = new LinkedHashSet<>();
    private boolean running;

    /** Runs on the given executor, which must have one thread only. */
    ControlLoop(ObjectStore store, ScheduledExecutorService thread) {
        this.store = Objects.requireNonNull(store, "store");
        this.thread = Objects.requireNonNull(thread, "thread");
    }

    /** Starts with these controllers; what is stored already is looked at once. */
    void start(List<Controller> all) {
        store.locked(() -> {
            controllers.addAll(all);
            store.onChange(this::wake);
        });
    }

    /** Has the controller look at the object again after a while. */
    public void later(Controller controller, ObjectKey key, Duration delay) {
        try {
            thread.schedule(() -> enqueue(controller, key), Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("control loop has stopped, {} is not looked at again", key);
        }
    }

    private void wake(Change change) {
        for (Controller controller : controllers) {
            controller.concerned(change).forEach(key -> enqueue(controller, key));
        }
    }

    private synchronized void enqueue(Controller controller, ObjectKey key) {
        due.add(new Task(controller, key));
        if (!running) {
            running = true;
            try {
                thread.execute(this::drain);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("control loop has stopped, {} is not looked at", key);
            }
        }
    }

    private void drain() {
        for (Task task = next(); task != null; task = next()) {
            Task current = task;
            try {
                store.locked(() -> current.controller().reconcile(current.key()));
            } catch (RuntimeException failure) {
                // One object must not stop the cluster; the next change of it is another chance.
                LOG.warn("{} failed for {}", current.controller().getClass().getSimpleName(), current.key(), failure);
            }
        }
    }

    private synchronized Task next() {
        Iterator<Task> tasks = due.iterator();
        if (!tasks.hasNext()) {
            running = false;
            return null;
        }
        Task task = tasks.next();
        tasks.remove();
        return task;
    }
}
