package io.traas.detector.dryrun;

import io.traas.detector.DetectorConfig;
import io.traas.detector.detect.Catalog;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.scan.ScannedSeries;
import io.traas.detector.scan.SeriesScan;
import io.traas.detector.scan.SeriesShelf;
import io.traas.detector.scan.TargetMemory;
import io.traas.detector.stream.MeterMemory;
import io.traas.detector.stream.ScrapeMeter;
import io.traas.detector.workload.Evaluation;
import io.traas.detector.workload.Held;
import io.traas.detector.workload.Rounds;
import io.traas.detector.workload.WorkloadMemory;
import io.traas.detector.workload.WorkloadWatch;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What one detector of a catalogue says of scrapes and states that are played to it in the order in which they came. It
 * is judged by the classes that judge in the job; only their state is in maps here, and event time is that of the newest
 * scrape. Every run starts knowing nothing. For one thread.
 *
 * <p>The other detectors judge as well, though nobody hears them: while one of them has something open nothing is
 * learned of a workload, and of raw series the one with the most labels takes it.
 *
 * <p>Memory: what the job keeps of targets that live, and one entry for each target that was judged.
 */
public final class DryRun {

    private final DetectorSpec spec;
    private final Consumer<Anomaly> heard;
    private final long latenessMs;
    private final ScrapeMeter meter;
    private final ScanRules rules;
    private final SeriesScan scan;
    private final Rounds rounds;
    private final Map<Target, Scraped> targets = new HashMap<>();
    private final Map<Target, Desk> workloads = new HashMap<>();
    private final Timers<Target> looks = new Timers<>();
    private final Timers<Target> wakes = new Timers<>();
    private final Set<String> judged = new HashSet<>();
    private long scanned;
    private long points;
    private long watermark = Long.MIN_VALUE;

    /**
     * @param spec one of the catalogue's
     * @param heard gets its anomalies, opened, updated and closed, and those of no other
     */
    public DryRun(Catalog catalog, DetectorSpec spec, DetectorConfig config, Consumer<Anomaly> heard) {
        if (!catalog.specs().contains(spec)) {
            throw new IllegalArgumentException("detector " + spec.id() + " is not in force in the catalogue given");
        }
        long intervalMs = config.interval().toMillis();
        this.spec = spec;
        this.heard = heard;
        this.latenessMs = config.lateness().toMillis();
        this.meter = new ScrapeMeter(catalog);
        this.rules = new ScanRules(catalog);
        this.scan = new SeriesScan(config.maxSeriesPerTarget());
        WorkloadWatch watch =
                new WorkloadWatch(catalog, intervalMs, config.settle().toMillis());
        this.rounds = new Rounds(watch, intervalMs, latenessMs, false);
    }

    /** Of a workload; nodes are not judged. */
    public void take(TargetState state) {
        if (isScanned() || state.target().is("Node")) {
            return;
        }
        rounds.take(state, desk(state.target()));
        drop(state.target());
    }

    /**
     * One scrape; only those of one target have to be in order.
     *
     * @param atMillis event time: when it was observed, at the latest when it was written
     */
    public void take(SampleBatch batch, long atMillis) {
        if (ScrapeMeter.heartbeatOf(batch).isEmpty()) {
            Scraped target = targets.computeIfAbsent(batch.target(), unused -> new Scraped());
            Optional<ScrapeMeter.Metered> metered = meter.read(batch, target.memory);
            metered.ifPresent(news -> take(news, target, batch));
        }
        watermark = Math.max(watermark, atMillis - latenessMs - 1);
        looks.pass(watermark, this::look);
        wakes.pass(watermark, this::wake);
    }

    /** Series of which at least one point was judged; a raw series that is back after an hour counts again. */
    public long series() {
        return scanned + judged.size();
    }

    /** Points judged, of all its series; those without data are not among them. */
    public long points() {
        return points;
    }

    /** Raw series and the others know nothing of each other, so one half of the work is enough. */
    private boolean isScanned() {
        return spec.level() == Level.SERIES || spec.level() == Level.TARGET;
    }

    private void take(ScrapeMeter.Metered news, Scraped target, SampleBatch batch) {
        target.memory = news.memory();
        looks.wakeAt(news.memory().lookAtMillis(), batch.target());
        if (isScanned()) {
            scan.scan(rules, batch, target, this::hear);
            if (batch.up() && spec.equals(rules.specFor(batch.workload()))) {
                judged.add(batch.target().toString());
                points++;
            }
        } else {
            Target workload = batch.workload();
            rounds.take(news.reading(), watermark, desk(workload));
            drop(workload);
        }
    }

    private void look(Target name, long atMillis) {
        Scraped target = targets.get(name);
        if (target == null) {
            return;
        }
        long since = target.memory.forgetSeriesSince(atMillis);
        if (since != Long.MIN_VALUE) {
            scan.forget(since, target, this::hear);
        }
        if (target.memory.isGoneAt(atMillis)) {
            targets.remove(name);
        }
    }

    private void wake(Target workload, long atMillis) {
        rounds.wake(atMillis, watermark, desk(workload));
        drop(workload);
    }

    private Desk desk(Target workload) {
        return workloads.computeIfAbsent(workload, Desk::new);
    }

    private void drop(Target workload) {
        Desk desk = workloads.get(workload);
        if (desk.memory == null && desk.held.isEmpty()) {
            workloads.remove(workload);
        }
    }

    private void hear(Anomaly anomaly) {
        if (anomaly.detector().equals(spec.id())) {
            heard.accept(anomaly);
        }
    }

    /** What is remembered of one scraped target. */
    private final class Scraped implements SeriesShelf<RuntimeException> {
        private final Map<Long, ScannedSeries> series = new HashMap<>();
        private MeterMemory memory = MeterMemory.NONE;
        private TargetMemory whole = TargetMemory.NONE;

        @Override
        public int weight() {
            return series.values().stream().mapToInt(ScannedSeries::weight).sum();
        }

        @Override
        public ScannedSeries get(long key) {
            return series.get(key);
        }

        @Override
        public void add(long key, ScannedSeries one) {
            scanned += one.isOf(spec) ? 1 : 0;
            update(key, one);
        }

        @Override
        public void update(long key, ScannedSeries one) {
            points += one.isOf(spec) ? 1 : 0;
            series.put(key, one);
        }

        @Override
        public void remove(long key, ScannedSeries one) {
            series.remove(key);
        }

        @Override
        public TargetMemory target() {
            return whole;
        }

        @Override
        public void target(TargetMemory after) {
            whole = after;
        }

        @Override
        public void removeIf(Predicate<ScannedSeries> gone) {
            series.values().removeIf(gone);
        }
    }

    /** What is remembered of one workload. */
    private final class Desk implements Rounds.Desk<RuntimeException> {
        private final Target workload;
        private final Map<Long, Held> held = new TreeMap<>();
        private WorkloadMemory memory;

        Desk(Target workload) {
            this.workload = workload;
        }

        @Override
        public WorkloadMemory memory() {
            return memory;
        }

        @Override
        public void keep(WorkloadMemory after) {
            memory = after;
        }

        @Override
        public Held held(long interval) {
            return held.get(interval);
        }

        @Override
        public void hold(long interval, Held readings) {
            if (readings == null) {
                held.remove(interval);
            } else {
                held.put(interval, readings);
            }
        }

        @Override
        public boolean holdsNothing() {
            return held.isEmpty();
        }

        @Override
        public void wakeAt(long atMillis) {
            wakes.wakeAt(atMillis, workload);
        }

        @Override
        public void judged(Evaluation evaluation) {
            Set<String> now = evaluation.memory().judgedBy(spec.id());
            points += now.size();
            judged.addAll(now);
            evaluation.anomalies().forEach(DryRun.this::hear);
        }
    }
}
