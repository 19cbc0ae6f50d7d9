package io.traas.drills.crash;

import io.traas.drills.demo.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One replica of the platform's acting stage: a process of its own with a way of its own to Kafka and to the API server,
 * which can be cut. It is told by a file at which of its boundaries it is to die or to wait. Started again under the same
 * name, as a node would.
 */
public final class Replica implements AutoCloseable {

    static final long STANDING_BY = 0;

    private static final Pattern ACTING = Pattern.compile("acting, epoch (\\d+)");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    private final ChildProcess.Program program;
    private final Path directory;
    private final Path orders;
    private final List<CutProxy> ways;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile ChildProcess process;
    private boolean closed;
    private URI health;
    private int starts;

    /**
     * @param orders the file the program takes its orders from
     * @param ways everything it reaches others by
     */
    Replica(ChildProcess.Program program, Path directory, Path orders, List<CutProxy> ways) {
        this.program = program;
        this.directory = directory;
        this.orders = orders;
        this.ways = ways;
    }

    String name() {
        return program.name();
    }

    /** Starts it, at first or again; returns at once. */
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException("the drill is over");
        }
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name() + " runs already");
        }
        ChildProcess.Program next = new ChildProcess.Program(
                name() + "-" + ++starts,
                program.classPath(),
                program.jvmFlags(),
                program.mainClass(),
                program.arguments());
        process = ChildProcess.start(next, directory);
        health = null;
    }

    void awaitReady() throws InterruptedException {
        String ready = process.awaitReady(START_TIMEOUT);
        health = URI.create(ready.substring(ready.indexOf("http://")));
    }

    /** Whether it says so itself; false while it cannot say. */
    public boolean isActing() throws InterruptedException {
        return epoch().orElse(STANDING_BY) != STANDING_BY;
    }

    /** The epoch it says it acts in, {@link #STANDING_BY} when it leaves that to another; empty while it cannot say. */
    OptionalLong epoch() throws InterruptedException {
        if (health == null || !isAlive()) {
            return OptionalLong.empty();
        }
        HttpRequest request =
                HttpRequest.newBuilder(health).timeout(ANSWER_TIMEOUT).build();
        try {
            Matcher acting = ACTING.matcher(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            return OptionalLong.of(acting.find() ? Long.parseLong(acting.group(1)) : STANDING_BY);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Returns when it is gone. */
    public void kill() {
        process.kill();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How often it came to where it was told to die or to wait, in this life. */
    int pointsReached() {
        return process.said("crash-point ").size();
    }

    /** @param order for example {@code BEFORE_SEND:1:hold:PT5S#17}; empty for none */
    void order(String order) {
        try {
            Path fresh = Files.writeString(orders.resolveSibling(orders.getFileName() + ".new"), order);
            Files.move(fresh, orders, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + orders, e);
        }
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0 && process.isAlive()) {
                throw new IllegalStateException("kill -" + name + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    void cut() {
        ways.forEach(CutProxy::cut);
    }

    void heal() {
        ways.forEach(CutProxy::heal);
    }

    /** Also while a run is under way, which must not start it again. */
    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            thaw();
            heal();
            process.kill();
        }
        ways.forEach(CutProxy::close);
    }
}
