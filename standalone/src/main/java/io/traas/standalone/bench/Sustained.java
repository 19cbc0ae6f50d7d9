package io.traas.standalone.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A fleet that is scraped every quarter of a minute, for minutes: whether the job keeps up, and with what. */
final class Sustained {

    private static final long INTERVAL_MS = 15_000;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /**
     * What was seen.
     *
     * @param lagBefore most seconds of load that were not taken in yet, in the first half of the time after the first minute
     * @param lagAfter the same in the second half
     * @param cores processor seconds of the TaskManagers a second
     * @param gibibytes most memory of all of Flink's processes
     */
    record Seen(
            double lagBefore,
            double lagAfter,
            double cores,
            double gibibytes,
            double checkpointSeconds,
            double checkpointGibibytes) {

        boolean growing() {
            return lagAfter > lagBefore + 1;
        }
    }

    private record Look(long atMs, double lagSeconds, double gibibytes) {}

    private Sustained() {}

    static Seen measure(Rig rig, int series, Duration time, Consumer<String> progress)
            throws InterruptedException, IOException {
        List<Look> looks = new ArrayList<>();
        try (Load load = new Load(rig.bootstrap(), series);
                Beat beat = new Beat(load, INTERVAL_MS)) {
            double scrapesASecond = load.targets() * 1000.0 / INTERVAL_MS;
            Thread.sleep(Duration.ofMinutes(1).toMillis());
            double used = rig.processorSeconds();
            long begun = System.currentTimeMillis();
            while (System.currentTimeMillis() - begun < time.toMillis()) {
                Thread.sleep(LOOK_EVERY.toMillis());
                double lag = (beat.sent() - rig.scrapes()) / scrapesASecond;
                looks.add(new Look(System.currentTimeMillis() - begun, lag, rig.gibibytes()));
                progress.accept(String.format(
                        "%d series, %d s: %.1f s behind, %.1f GiB",
                        series, (System.currentTimeMillis() - begun) / 1000, lag, rig.gibibytes()));
            }
            double seconds = (System.currentTimeMillis() - begun) / 1e3;
            double cores = (rig.processorSeconds() - used) / seconds;
            return new Seen(
                    most(looks, 0, time.toMillis() / 2),
                    most(looks, time.toMillis() / 2, Long.MAX_VALUE),
                    cores,
                    looks.stream().mapToDouble(Look::gibibytes).max().orElseThrow(),
                    rig.checkpoint().map(each -> each.durationMs() / 1e3).orElse(Double.NaN),
                    rig.checkpoint()
                            .map(each -> each.bytes() / (double) (1 << 30))
                            .orElse(Double.NaN));
        }
    }

    private static double most(List<Look> looks, long fromMs, long untilMs) {
        return looks.stream()
                .filter(each -> each.atMs() >= fromMs && each.atMs() < untilMs)
                .mapToDouble(Look::lagSeconds)
                .max()
                .orElse(Double.NaN);
    }
}
