package io.traas.detector.dryrun;

import io.traas.detector.DetectorConfig;
import io.traas.detector.detect.Catalog;
import io.traas.detector.stream.ScrapeMeter;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SampleBatchReader;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A candidate on the past, and beside it the detector of the same id that is in force, if there is one. What cannot be
 * read is counted and left out, as in the job. For one thread.
 */
final class Trial implements Consumer<RawRecord> {

    /** One detector's run and what it said so far; of an anomaly that is over only the number is kept. */
    private static final class Voice {
        private final DetectorSpec spec;
        private final DryRun run;
        private final Consumer<Episode> over;
        private final Map<String, Episode> open = new LinkedHashMap<>();
        private final Map<Target, Long> byWorkload = new HashMap<>();

        Voice(Catalog catalog, DetectorSpec spec, DetectorConfig config, Consumer<Episode> over) {
            this.spec = spec;
            this.run = new DryRun(catalog, spec, config, this::hear);
            this.over = over;
        }

        private void hear(Anomaly anomaly) {
            switch (anomaly.state()) {
                case OPENED -> {
                    byWorkload.merge(anomaly.workload(), 1L, Long::sum);
                    open.put(anomaly.id(), new Episode(anomaly, anomaly));
                }
                case UPDATED -> open.computeIfPresent(anomaly.id(), (id, known) -> known.with(anomaly));
                case CLOSED -> over.accept(open.remove(anomaly.id()).with(anomaly));
            }
        }

        Summary end(Duration covered) {
            open.values().forEach(over);
            return Summary.of(spec, run, open.size(), byWorkload, covered);
        }
    }

    /**
     * @param refused records that could not be read
     * @param from event time of the first scrape
     * @param to and of the last
     * @param inForce null when no detector of that id is
     */
    record Outcome(long scrapes, long refused, Instant from, Instant to, Summary candidate, Summary inForce) {}

    private final List<Voice> voices = new ArrayList<>();
    private final SampleBatchReader reader = new SampleBatchReader();
    private long scrapes;
    private long refused;
    private long fromMillis = Long.MAX_VALUE;
    private long toMillis = Long.MIN_VALUE;

    /**
     * @param overrides detectors that operators put in force
     * @param candidate enabled
     * @param over gets what the candidate said: each anomaly when it is closed, at the end those still open
     */
    Trial(List<DetectorSpec> overrides, DetectorSpec candidate, DetectorConfig config, Consumer<Episode> over) {
        Catalog inForce = Catalog.of(Catalog.shipped(), overrides);
        voices.add(new Voice(Catalog.of(inForce.specs(), List.of(candidate)), candidate, config, over));
        Optional<DetectorSpec> before = inForce.specs().stream()
                .filter(spec -> spec.id().equals(candidate.id()))
                .findFirst();
        before.ifPresent(spec -> voices.add(new Voice(inForce, spec, config, unused -> {})));
    }

    /** A record of {@code traas.metrics} or {@code traas.targets}, in order of time. */
    @Override
    public void accept(RawRecord record) {
        try {
            if (record.topic().equals(Topics.METRICS.name())) {
                SampleBatch batch = ScrapeMeter.decode(record, reader);
                scrapes++;
                fromMillis = Math.min(fromMillis, record.atMillis());
                toMillis = Math.max(toMillis, record.atMillis());
                voices.forEach(voice -> voice.run.take(batch, record.atMillis()));
            } else if (record.bytes() != null) {
                TargetState state = Topics.TARGETS.codec().decode(record.bytes());
                voices.forEach(voice -> voice.run.take(state));
            }
        } catch (MalformedRecordException e) {
            refused++;
        }
    }

    /** Read so far. */
    long scrapes() {
        return scrapes;
    }

    /**
     * Call once, after the last record.
     *
     * @throws TrialException when none of them was a scrape
     */
    Outcome end() {
        if (scrapes == 0) {
            throw new TrialException("none of the scrapes there are can be read (" + refused + " records); "
                    + "were they written by another release?");
        }
        Instant from = Instant.ofEpochMilli(fromMillis);
        Instant to = Instant.ofEpochMilli(toMillis);
        List<Summary> summaries = voices.stream()
                .map(voice -> voice.end(Duration.between(from, to)))
                .toList();
        return new Outcome(
                scrapes, refused, from, to, summaries.get(0), summaries.size() > 1 ? summaries.get(1) : null);
    }
}
