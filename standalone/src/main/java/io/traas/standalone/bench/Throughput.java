package io.traas.standalone.bench;

import java.time.Duration;

/**
 * How much a job takes in for a second of processor time when there is always more than it can take. The scrapes are of
 * some hours ago and a quarter of a minute apart, as if that past were caught up with.
 */
final class Throughput {

    private static final Duration WARM_UP = Duration.ofSeconds(45);
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Duration PAST = Duration.ofHours(5);
    private static final Duration BETWEEN_SCRAPES = Duration.ofSeconds(15);
    /** The backlog is kept at so many samples, so that it is in the memory of the broker's machine. */
    private static final long AHEAD_SAMPLES = 3_000_000;

    private final Rig rig;
    private final Load load;
    private volatile boolean closing;

    private Throughput(Rig rig, Load load) {
        this.rig = rig;
        this.load = load;
    }

    /** @return samples a second of processor time of all TaskManagers */
    static double measure(Rig rig, int series) throws InterruptedException {
        try (Load load = new Load(rig.bootstrap(), series)) {
            return new Throughput(rig, load).measure();
        }
    }

    private double measure() throws InterruptedException {
        Thread writer = new Thread(this::write, "load");
        writer.start();
        try {
            Thread.sleep(WARM_UP.toMillis());
            long scrapes = rig.scrapes();
            double seconds = rig.processorSeconds();
            Thread.sleep(WINDOW.toMillis());
            long taken = rig.scrapes() - scrapes;
            return taken * Load.SERIES_OF_A_TARGET / (rig.processorSeconds() - seconds);
        } finally {
            closing = true;
            writer.interrupt();
            writer.join();
        }
    }

    private void write() {
        long at = System.currentTimeMillis() - PAST.toMillis();
        long taken = 0;
        try {
            while (!closing) {
                for (int target = 0; target < load.targets() && !closing; target++) {
                    while (load.sent() - taken > AHEAD_SAMPLES / Load.SERIES_OF_A_TARGET) {
                        Thread.sleep(200);
                        taken = rig.scrapes();
                    }
                    load.scrape(target, at);
                }
                at += BETWEEN_SCRAPES.toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
