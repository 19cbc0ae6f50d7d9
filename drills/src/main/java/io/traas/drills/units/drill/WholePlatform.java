package io.traas.drills.units.drill;

import io.traas.drills.crash.Ground;
import io.traas.drills.crash.Replica;
import io.traas.model.Command;
import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The platform's acting stage as it runs in production: two replicas, and moves on the ledger that a broker keeps. */
final class WholePlatform implements Platform {

    private static final Duration SESSION = Duration.ofMillis(1_500);
    private static final Duration HEARS_EVERY = Duration.ofMillis(10);

    private final Ground ground;
    private final Clock clock;
    private final List<Said> said = new CopyOnWriteArrayList<>();
    private final Thread listener;
    private int orders;

    private WholePlatform(Ground ground, Clock clock) {
        this.ground = ground;
        this.clock = clock;
        this.listener = new Thread(this::listen, "ledger");
        listener.setDaemon(true);
        listener.start();
    }

    /** @param classPath one that has the platform's remediation and its broker */
    static WholePlatform start(String classPath, Path topology, Path directory, Clock clock)
            throws IOException, InterruptedException {
        Ground ground = new Ground(
                SESSION,
                List.of("remediation.units.topology: " + topology),
                Files.createDirectories(directory.resolve("platform")),
                classPath);
        try {
            ground.open();
        } catch (RuntimeException | InterruptedException e) {
            ground.close();
            throw e;
        }
        return new WholePlatform(ground, clock);
    }

    @Override
    public List<Said> said() {
        return List.copyOf(said);
    }

    @Override
    public void order(String unit, String target) {
        String id = "drill-" + ++orders;
        ground.publisher()
                .publish(
                        Topics.COMMANDS,
                        new Command.SwitchOver(id, clock.instant(), "drill", "the drill wants it", unit, target))
                .join();
    }

    @Override
    public void kill() throws InterruptedException {
        for (Replica replica : ground.replicas()) {
            if (replica.isActing()) {
                replica.kill();
                replica.start();
                return;
            }
        }
        throw new IllegalStateException("no replica acts");
    }

    @Override
    public List<Long> pids() {
        List<Long> pids = new ArrayList<>(List.of(ground.brokerPid()));
        ground.replicas().forEach(replica -> pids.add(replica.pid()));
        return pids;
    }

    private void listen() {
        int heard = 0;
        try {
            while (true) {
                List<LedgerEntry> news = ground.ledger().since(heard);
                heard += news.size();
                for (LedgerEntry entry : news) {
                    if (entry instanceof LedgerEntry.MoveStep step) {
                        said.add(new Said(Customers.now(), line(step)));
                    }
                }
                Thread.sleep(HEARS_EVERY.toMillis());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(LedgerEntry.MoveStep step) {
        return "MOVE " + step.kind() + " " + step.unit() + " " + step.epoch() + " "
                + (step.isOver() ? step.result() : step.step()) + " "
                + (step.target().isEmpty() ? "-" : step.target())
                + (step.why().isEmpty() ? "" : " " + step.why());
    }

    @Override
    public void close() {
        listener.interrupt();
        ground.close();
    }
}
